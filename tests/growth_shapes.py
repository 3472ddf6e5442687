"""Programs of ordinary shape whose cost must grow as their text does: each shape gives a text for a size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

Shape = Callable[[int], str]

_HEAD = "import asyncio\nimport httpx\nfrom typing import Union\n"
_FUNCTION = "async def f(c: httpx.AsyncClient, x):\n"
_GET = '    await c.get("u")\n'


def _joined(parts: Iterable[str]) -> str:
    return _HEAD + "".join(parts)


def _function(parts: Iterable[str]) -> str:
    """One function with a body of these lines."""
    return _HEAD + _FUNCTION + "".join(parts)


def _others(name: str, n: int, own: int) -> str:
    """All of `n` names but one, joined by `or`; `name` has a place for the number."""
    return " or ".join(name.format(other) for other in range(n) if other != own) or "None"


# -- long


def statements(n: int) -> str:
    return _function(_GET for _ in range(n))


def statements_in_one_line(n: int) -> str:
    return _function(["    ", *('await c.get("u"); ' for _ in range(n)), "\n"])


def a_list_in_one_line(n: int) -> str:
    return _function([f'    await c.get("u", [{"1, " * n * 20}])\n'])


def a_display_before_a_site(n: int) -> str:
    return _joined(["x = [", "1, " * n * 20, "]\n", _FUNCTION, _GET])


def a_long_mixed_function(n: int) -> str:
    return _function(
        f"    total{i} = 0\n    for item in x.items:\n        if item.kind == {i}:\n            total{i} += item.size\n"
        f'    with x.lock:\n        x.note("a", total{i})\n    answer{i} = await c.get("u", params={{"n": total{i}}})\n'
        for i in range(n)
    )


def items_of_one_with(n: int) -> str:
    items = ", ".join(f'c.stream("GET", "u") as r{i}' for i in range(n))
    return _function([f"    async with {items}:\n        pass\n"])


def functions(n: int) -> str:
    return _joined(f'async def f{i}(c: httpx.AsyncClient):\n    await c.get("u")\n' for i in range(n))


def nested_functions(n: int) -> str:
    return _function(f'    async def g{i}():\n        await c.get("u")\n' for i in range(n))


def waived_statements(n: int) -> str:
    return _function('    await c.get("u")  # noqa: OWN101\n' for _ in range(n))


# -- names


def results_passed_on(n: int) -> str:
    return _function(f"    r{i} = await c.get(r{max(i - 1, 0)})\n" for i in range(n))


def a_name_bound_again(n: int) -> str:
    return _function(f"    c = c\n{_GET}" for _ in range(n))


def branches_that_bind(n: int) -> str:
    return _function(f"    if x == {i}:\n        c = x\n{_GET}" for i in range(n))


def loops_that_bind(n: int) -> str:
    return _function(f"    for y in x:\n        c = y\n{_GET}" for _ in range(n))


def checks_of_a_name(n: int) -> str:
    return _function(f'    if isinstance(x, httpx.AsyncClient):\n        await x.get("u{i}")\n' for i in range(n))


def a_global_that_functions_write(n: int) -> str:
    body = '    global C\n    C = httpx.AsyncClient()\n    await C.get("u")\n'
    return _joined(["C = None\n", *(f"async def g{i}():\n{body}" for i in range(n))])


def a_dict_of_clients(n: int) -> str:
    items = ", ".join(f'"k{i}": httpx.AsyncClient()' for i in range(n))
    return _joined([f"D = {{{items}}}\nasync def f():\n", *(f'    await D["k{i}"].get("u")\n' for i in range(n))])


def a_dict_that_is_filled(n: int) -> str:
    filled = (f'D["k{i}"] = httpx.AsyncClient()\n' for i in range(n))
    return _joined(["D = {}\n", *filled, "async def f():\n", *(f'    await D["k{i}"].get("u")\n' for i in range(n))])


def a_dict_that_functions_fill(n: int) -> str:
    made = (
        f'def g{i}():\n    D["k{i}"] = httpx.AsyncClient()\nasync def f{i}():\n    await D["k{i}"].get("u")\n'
        for i in range(n)
    )
    return _joined(["D = {}\n", *made])


def lists_in_one_dict(n: int) -> str:
    filled = (f'D.setdefault("k{i}", []).append(httpx.AsyncClient())\n' for i in range(n))
    return _joined(["D = {}\n", *filled, "async def f():\n", *(f'    await D["k{i}"][0].get("u")\n' for i in range(n))])


def keys_of_one_application(n: int) -> str:
    made = (
        f'def g{i}(app: web.Application):\n    app["k{i}"] = httpx.AsyncClient()\n'
        f'async def f{i}(app: web.Application):\n    await app["k{i}"].get("u")\n'
        for i in range(n)
    )
    return _joined(["from aiohttp import web\n", *made])


def one_key_of_an_application(n: int) -> str:
    made = (
        'def g(app: web.Application):\n    app["k"] = httpx.AsyncClient()\n'
        'async def f(app: web.Application):\n    await app["k"].get("u")\n'
        for _ in range(n)
    )
    return _joined(["from aiohttp import web\n", *made])


def a_list_of_another_object(n: int) -> str:
    made = (
        f"def g{i}(a: A):\n    a.cs.append(httpx.AsyncClient())\nasync def f{i}(a: A):\n    await a.cs[{i}].get('u')\n"
        for i in range(n)
    )
    return _joined(["class A:\n    def __init__(self):\n        self.cs = []\n", *made])


def lists_of_other_objects(n: int) -> str:
    made = (
        f"class A{i}:\n    def __init__(self):\n        self.cs = []\n"
        f"def g{i}(a: A{i}):\n    a.cs.append(httpx.AsyncClient())\n"
        f"async def f{i}(a: A{i}):\n    await a.cs[0].get('u')\n"
        for i in range(n)
    )
    return _joined(made)


def attributes_of_other_objects(n: int) -> str:
    made = (
        f"class A{i}:\n    pass\ndef g{i}(a: A{i}):\n    a.c = httpx.AsyncClient()\n"
        f"async def f{i}(a: A{i}):\n    await a.c.get('u')\n"
        for i in range(n)
    )
    return _joined(made)


def names_of_one_class_body(n: int) -> str:
    names = (
        f"    x{i}: X = x{max(i - 1, 0)}\n    async def m{i}(self, c: X):\n        await c.get('u')\n" for i in range(n)
    )
    return _joined(["X = httpx.AsyncClient\nclass A:\n", *names])


# -- guards and tasks


def handlers(n: int) -> str:
    guarded = '    try:\n        await c.get("u")\n    except Exception:\n        pass\n'
    return _function(guarded for _ in range(n))


def handlers_that_keep(n: int) -> str:
    return _function(
        f'    try:\n        await c.get("u")\n    except Exception as error:\n        last{i} = error\n'
        for i in range(n)
    )


def handlers_that_keep_under_one_name(n: int) -> str:
    kept = '    try:\n        await c.get("u")\n    except Exception as error:\n        last = str(error)\n'
    return _function(f"{kept}    print(last)\n" for _ in range(n))


def handlers_with_a_long_comment(n: int) -> str:
    said = "".join(f"        # and then {i}\n" for i in range(n))
    return _function(
        f'    try:\n        await c.get("u")\n    except Exception:\n{said}        pass\n' for _ in range(3)
    )


def handlers_that_report(n: int) -> str:
    told = (
        '    try:\n        await c.get("u")\n    except Exception:\n        x.logger.exception("no")\n        raise\n'
    )
    return _function(told for _ in range(n))


def handlers_of_one_try(n: int) -> str:
    clauses = (f"    except x.E{i}:\n        pass\n" for i in range(n))
    return _function(["    try:\n", *(f"    {_GET}" for _ in range(n)), *clauses])


def finally_blocks(n: int) -> str:
    return _function('    try:\n        await c.get("u")\n    finally:\n        x.done()\n' for _ in range(n))


def managers(n: int) -> str:
    return _function(f'    with x.lock({i}):\n        await c.get("u")\n' for i in range(n))


def loops_that_try_again(n: int) -> str:
    body = (
        "        try:\n            r = await c.get('u')\n            break\n"
        "        except Exception:\n            x.log.error('n')\n"
    )
    return _function(f"    for _ in range(3):\n{body}" for _ in range(n))


def tasks(n: int) -> str:
    return _function('    asyncio.create_task(c.get("u"))\n' for _ in range(n))


def tasks_with_a_name(n: int) -> str:
    return _function(f'    t{i} = asyncio.create_task(c.get("u"))\n' for i in range(n))


def tasks_awaited_later(n: int) -> str:
    made = (f'    t{i} = asyncio.create_task(c.get("u"))\n' for i in range(n))
    return _function([*made, *(f"    await t{i}\n" for i in range(n))])


def tasks_gathered(n: int) -> str:
    made = (f'    ts.append(c.get("u{i}"))\n' for i in range(n))
    return _function(["    ts = []\n", *made, "    await asyncio.gather(*ts)\n"])


def responses(n: int) -> str:
    return _function(f'    r{i} = await c.get("u")\n    x.use(r{i}.content)\n' for i in range(n))


# -- functions and classes


def parameters_given_by_one_call(n: int) -> str:
    pairs = (
        f'async def g{i}(c):\n    await c.get("u")\nasync def k{i}():\n    await g{i}(httpx.AsyncClient())\n'
        for i in range(n)
    )
    return _joined(pairs)


def callers_of_one_function(n: int) -> str:
    guarded = "    try:\n        await _h(c)\n    except Exception:\n        raise\n"
    return _joined(
        [
            'async def _h(c: httpx.AsyncClient):\n    await c.get("u")\n',
            *(f"async def g{i}(c):\n{guarded}" for i in range(n)),
        ]
    )


def a_chain_of_calls(n: int) -> str:
    links = (f"async def g{i}(c: httpx.AsyncClient):\n    await g{i + 1}(c)\n" for i in range(n))
    return _joined([*links, f'async def g{n}(c: httpx.AsyncClient):\n    await c.get("u")\n'])


def attributes_of_self(n: int) -> str:
    made = (f"        self.c{i} = httpx.AsyncClient()\n" for i in range(n))
    methods = (f'    async def m{i}(self):\n        await self.c{i}.get("u")\n' for i in range(n))
    return _joined(["class A:\n    def __init__(self):\n", *made, *methods])


def attributes_set_by_methods(n: int) -> str:
    return _joined(
        [
            "class A:\n",
            *(f"    def s{i}(self):\n        self.c{i} = httpx.AsyncClient()\n" for i in range(n)),
            *(f'    async def m{i}(self):\n        await self.c{i}.get("u")\n' for i in range(n)),
        ]
    )


def handles_that_are_kept(n: int) -> str:
    methods = (
        f'    def start{i}(self, c: httpx.AsyncClient):\n        self.t{i} = asyncio.create_task(c.get("u"))\n'
        f"    def stop{i}(self):\n        self.t{i}.cancel()\n"
        for i in range(n)
    )
    return _joined(["class S:\n", *methods])


def relays(n: int) -> str:
    guarded = "    try:\n        await f{}(c)\n    except ValueError:\n        pass\n"
    functions = (f"async def f{i}(c: httpx.AsyncClient):\n{guarded.format(i + 1)}" for i in range(n))
    return _joined([*functions, f'async def f{n}(c: httpx.AsyncClient):\n    await c.get("u")\n'])


def calls_of_one_helper(n: int) -> str:
    helper = "async def safe(work):\n    try:\n        return await work\n    except Exception:\n        return None\n"
    return _joined(
        [helper, "async def f(c: httpx.AsyncClient):\n", *('    await safe(c.get("u"))\n' for _ in range(n))]
    )


def functions_handed_to_one_helper(n: int) -> str:
    helper = "async def safe(work, *a):\n    try:\n        return await work(*a)\n    except KeyError:\n        pass\n"
    made = (f"async def g{i}(c: httpx.AsyncClient):\n    await c.get('u')\n" for i in range(n))
    used = (f"async def k{i}(c: httpx.AsyncClient):\n    await safe(g{i}, c)\n" for i in range(n))
    return _joined([helper, *made, *used])


def helpers_that_hand_on_what_they_are_given(n: int) -> str:
    made = (f"async def h{i}(work):\n    return await h{i + 1}(work)\n" for i in range(n))
    end = f"async def h{n}(work):\n    return await work()\nasync def g():\n    await httpx.AsyncClient().get('u')\n"
    return _joined([*made, end, "async def f():\n    await h0(g)\n"])


def helpers_around_one_coroutine(n: int) -> str:
    made = (f"async def h{i}(work):\n    return await work\n" for i in range(n))
    inside = "".join(f"h{i}(" for i in range(min(n, 80))) + "c.get('u')" + ")" * min(n, 80)
    return _joined([*made, _FUNCTION, f"    await {inside}\n"])


def functions_that_a_decorator_starts(n: int) -> str:
    decorator = (
        "def later(f):\n    async def g(*a):\n        t = asyncio.create_task(f(*a))\n"
        "        while not t.done(): await asyncio.sleep(0)\n    return g\n"
    )
    made = (f"@later\nasync def f{i}(c: httpx.AsyncClient):\n    await c.get('u')\n" for i in range(n))
    return _joined([decorator, *made])


def a_line_of_classes(n: int) -> str:
    lines = (f'class C{i + 1}(C{i}):\n    async def m(self):\n        await self.c.get("u")\n' for i in range(n))
    return _joined(["class C0:\n    def __init__(self): self.c = httpx.AsyncClient()\n", *lines])


def a_class_of_many(n: int) -> str:
    made = (
        f'class M{i}:\n    async def m{i}(self: "C"):\n        await self.m{i - 1}()\n        await self.c.get("u")\n'
        for i in range(1, n)
    )
    first = 'class M0:\n    async def m0(self: "C"):\n        await self.c.get("u")\n'
    whole = f"class C({', '.join(f'M{i}' for i in range(n))}):\n    def __init__(self): self.c = httpx.AsyncClient()\n"
    return _joined([first, *made, whole])


def classes_below_a_class_of_many(n: int) -> str:
    mixins = (
        f'class M{i}:\n    async def m{i}(self, c: httpx.AsyncClient):\n        await c.get("u")\n' for i in range(n)
    )
    whole = f"class C({', '.join(f'M{i}' for i in range(n))}): pass\n"
    below = (f"class D{i}(C):\n    async def m(self, c):\n        await self.m{i}(c)\n" for i in range(n))
    return _joined([*mixins, whole, *below])


def classes_kept_under_one_name(n: int) -> str:
    made = (
        f'class K{i}:\n    def __init__(self, c): self.c = c\n    async def m(self): await self.c.get("u")\n'
        for i in range(n)
    )
    base = "class B:\n    def make(self, c: httpx.AsyncClient): return self.kind(c)\n"
    below = (f"class D{i}(B):\n    kind = K{i}\n" for i in range(n))
    table = f"KINDS = {{{', '.join(f'{i}: K{i}' for i in range(n))}}}\n"
    return _joined([*made, base, *below, table, "def make(x, c): return KINDS[x](c)\n"])


def constructors_that_hand_on_by_stars(n: int) -> str:
    first = 'class C0:\n    def __init__(self, c): self.c = c\n    async def m(self): await self.c.get("u")\n'
    made = (
        f"class C{i}(C{i - 1}):\n    def __init__(self, *args, **kwargs): super().__init__(*args, **kwargs)\n"
        for i in range(1, n)
    )
    return _joined([first, *made, f"C{n - 1}(httpx.AsyncClient())\nC{n - 1}(c=httpx.AsyncClient())\n"])


def parameters_handed_on_without_a_hint(n: int) -> str:
    made = (
        f"async def g{i}(c, d):\n    await c.get('u')\n    await g{i + 1}(c, d)\n    await g{i + 1}(d, c)\n"
        for i in range(n)
    )
    end = f"async def g{n}(c, d):\n    await c.get('u')\n"
    return _joined([*made, end, "async def go(c: httpx.AsyncClient):\n    await g0(c, httpx.Client())\n"])


def subclasses(n: int) -> str:
    body = "    async def m(self, c: httpx.AsyncClient):\n        await super().m(c)\n        await self.m(c)\n"
    base = 'class B:\n    async def m(self, c: httpx.AsyncClient):\n        await c.get("u")\n'
    return _joined([base, *(f"class C{i}(B):\n{body}" for i in range(n))])


def classes_each_below_the_last(n: int) -> str:
    body = "    async def m(self, c: httpx.AsyncClient):\n        await super().m(c)\n"
    base = 'class C0:\n    async def m(self, c: httpx.AsyncClient):\n        await c.get("u")\n'
    return _joined([base, *(f"class C{i}(C{i - 1}):\n{body}" for i in range(1, n))])


def inner_functions_of_one_name(n: int) -> str:
    body = '    async def inner():\n        await c.get("u")\n    await inner()\n    return inner\n'
    return _joined([f"async def f{i}(c: httpx.AsyncClient):\n{body}" for i in range(n)])


def sites_in_one_line_that_is_not_ascii(n: int) -> str:
    return _function(["    ", *('await c.get("ü"); ' for _ in range(n)), "\n"])


def awaits_in_one_call(n: int) -> str:
    return _function([f"    x.use({', '.join(f'await c.get({i})' for i in range(n))})\n"])


def keywords_of_one_call(n: int) -> str:
    return _function([f"    await c.get('u', {', '.join(f'k{i}=x' for i in range(n))})\n"])


def parameters_of_one_function(n: int) -> str:
    head = f"async def f(c: httpx.AsyncClient, {', '.join(f'p{i}' for i in range(n))}):\n"
    return _joined([head, *(f"    await c.get(p{i})\n" for i in range(n))])


def imports(n: int) -> str:
    return _joined(
        [
            *(f"import m{i}\nfrom n{i} import x{i}\n" for i in range(n)),
            _FUNCTION,
            *(f"    await x{i}()\n" for i in range(n)),
        ]
    )


def names_that_nothing_binds(n: int) -> str:
    return _function(f"    await y{i}.get()\n" for i in range(n))


def cases_of_one_match(n: int) -> str:
    cases = (f"        case {i}:\n            c = x\n            await c.get()\n" for i in range(n))
    return _function(["    match x:\n", *cases])


def branches_of_one_chain(n: int) -> str:
    branches = (f"    elif x == {i}:\n        c = x\n        await c.get()\n" for i in range(n))
    return _function(["    if not x:\n        pass\n", *branches, _GET])


def checks_of_one_chain(n: int) -> str:
    branches = (f"    elif isinstance(x, A{i}):\n        await c.get(x)\n" for i in range(n))
    return _function(["    if not x:\n        pass\n", *branches, _GET])


def blocks_that_return(n: int) -> str:
    return _function(f"    if x == {i}:\n        c = x\n        return\n{_GET}" for i in range(n))


def a_name_bound_at_the_top_again(n: int) -> str:
    return _joined(f"C = httpx.AsyncClient()\nasync def f{i}():\n    await C.get('u')\n" for i in range(n))


def a_variable_that_functions_inside_write(n: int) -> str:
    body = "        nonlocal c\n        c = httpx.AsyncClient()\n        await c.get('u')\n"
    return _function(f"    async def g{i}():\n{body}" for i in range(n))


def annotated_attributes(n: int) -> str:
    fields = (f"    c{i}: httpx.AsyncClient\n" for i in range(n))
    return _joined(
        ["class A:\n", *fields, *(f"    async def m{i}(self):\n        await self.c{i}.get('u')\n" for i in range(n))]
    )


def properties(n: int) -> str:
    head = "class A:\n    def __init__(self, c: httpx.AsyncClient):\n        self.c = c\n"
    parts = (
        f"    @property\n    def p{i}(self):\n        return self.c\n"
        f"    async def m{i}(self):\n        await self.p{i}.get('u')\n"
        for i in range(n)
    )
    return _joined([head, *parts])


def an_attribute_of_many_methods(n: int) -> str:
    methods = (
        f"    async def m{i}(self):\n        self.c = self.c or x{i}\n        await self.c.get('u')\n" for i in range(n)
    )
    return _joined(["class A:\n    def __init__(self):\n        self.c = httpx.AsyncClient()\n", *methods])


def methods_of_one_name(n: int) -> str:
    body = (
        "    async def _get(self, c):\n        await c.get('u')\n"
        "    async def run(self):\n        await self._get(httpx.AsyncClient())\n"
    )
    return _joined(f"class C{i}:\n{body}" for i in range(n))


def functions_in_one_table(n: int) -> str:
    made = (f"async def _f{i}(c: httpx.AsyncClient):\n    await c.get('u')\n" for i in range(n))
    return _joined([*made, "T = {", *(f"'{i}': _f{i}, " for i in range(n)), "}\n"])


def functions_that_make_a_client(n: int) -> str:
    made = (
        f"def c{i}():\n    return httpx.AsyncClient()\nasync def f{i}():\n    await c{i}().get('u')\n" for i in range(n)
    )
    return _joined(made)


def functions_with_one_decorator(n: int) -> str:
    wrapper = (
        "    async def g(*a):\n        try:\n            return await f(*a)\n"
        "        except Exception:\n            pass\n    return g\n"
    )
    made = (f"@deco\nasync def f{i}(c: httpx.AsyncClient):\n    await c.get('u')\n" for i in range(n))
    return _joined([f"def deco(f):\n{wrapper}", *made])


def uses_of_one_manager(n: int) -> str:
    head = (
        "from contextlib import contextmanager\n@contextmanager\n"
        "def quiet():\n    try:\n        yield\n    except Exception:\n        pass\n"
    )
    return _joined([head, _FUNCTION, *(f"    with quiet():\n    {_GET}" for _ in range(n))])


def managers_in_one_another(n: int) -> str:
    made = (f"@contextmanager\ndef m{i}():\n    with m{i + 1}(), m{i + 1}():\n        yield\n" for i in range(n))
    end = f"@contextmanager\ndef m{n}():\n    yield\n{_FUNCTION}    with m0():\n    {_GET}"
    return _joined(["from contextlib import contextmanager\n", *made, end])


def methods_asked_for_by_made_names(n: int) -> str:
    """Each method asks for another one, by a beginning that they share."""
    return _joined(
        [
            "class Kept:\n    c: httpx.AsyncClient\n",
            *(
                f'    async def on_{i}(self, x):\n        await getattr(self, f"on_{{x}}")(x)\n'
                f'        await self.c.get("u")\n'
                for i in range(n)
            ),
        ]
    )


def classes_that_ask_for_made_names(n: int) -> str:
    return _joined(
        f"class Kept{i}:\n    c: httpx.AsyncClient\n"
        f'    async def ask(self, x):\n        await getattr(self, f"on_{{x}}")(x)\n'
        f'    async def on_it(self, x):\n        await self.c.get("u")\n'
        for i in range(n)
    )


def functions_that_texts_name(n: int) -> str:
    """Each name is given as text to the same function, in one call and in many."""
    return _joined(
        [
            *(f'async def f{i}(c: httpx.AsyncClient):\n    await c.get("u")\n' for i in range(n)),
            *(f'note("f{i}")\n' for i in range(n)),
            "known = note([",
            *(f'"f{i}", "app.f{i}", ' for i in range(n)),
            "])\n",
        ]
    )


def a_text_that_functions_hand_on(n: int) -> str:
    """Each of three functions hands it on to the next in many calls."""
    return _joined(
        [
            "def keep(name):\n    return name\n",
            *(
                line
                for name, inner in (("third", "keep"), ("second", "third"), ("first", "second"))
                for line in (f"def {name}(name):\n", *(f"    {inner}(name)\n" for _ in range(n)))
            ),
            'async def f(c: httpx.AsyncClient):\n    await c.get("u")\n',
            'first("f")\n',
        ]
    )


def waits_for_tasks_with_callbacks(n: int) -> str:
    """Many tasks of one set, each with a callback; and many sets, each with a loop that gives its tasks one."""
    return _joined(
        [
            "def forget(task):\n    print(task)\n",
            _FUNCTION,
            "    kept = set()\n",
            *(
                f'    t{i} = asyncio.create_task(c.get("u"))\n    t{i}.add_done_callback(forget)\n    kept.add(t{i})\n'
                for i in range(n)
            ),
            "    await asyncio.wait(kept)\n",
            *(
                f'    s{i} = [asyncio.create_task(c.get("u"))]\n'
                f"    for t in s{i}:\n        t.add_done_callback(forget)\n"
                f"    await asyncio.wait(s{i})\n"
                for i in range(n)
            ),
        ]
    )


def levels_of_one_log(n: int) -> str:
    return _joined(
        [
            "import logging\nlogger = logging.getLogger(__name__)\n",
            _FUNCTION,
            *(
                f'    try:\n        await c.get("u")\n    except Exception:\n        level = {i}\n'
                f"        logger.log(level, x)\n"
                for i in range(n)
            ),
        ]
    )


def tasks_with_one_callback(n: int) -> str:
    head = "def done(task):\n" + "    print(task)\n" * n
    made = (f"    t{i} = asyncio.create_task(c.get('u'))\n    t{i}.add_done_callback(done)\n" for i in range(n))
    return _joined([head, _FUNCTION, *made])


def tasks_kept_by_self(n: int) -> str:
    head = "class A:\n    c: httpx.AsyncClient\n"
    made = (f"    def s{i}(self):\n        self.t{i} = asyncio.create_task(self.c.get('u'))\n" for i in range(n))
    return _joined([head, *made])


def tasks_kept_in_one_set(n: int) -> str:
    head = "class A:\n    c: httpx.AsyncClient\n"
    body = "        task = asyncio.create_task(self.c.get('u'))\n        self.tasks.add(task)\n"
    return _joined([head, *(f"    def s{i}(self):\n{body}" for i in range(n))])


def one_name_for_many_tasks(n: int) -> str:
    made = (
        f"    t = asyncio.create_task(c.get('u'))\n    s{i}.add(t)\n    t.add_done_callback(s{i}.discard)\n"
        for i in range(n)
    )
    return _function(made)


def tasks_kept_by_others(n: int) -> str:
    made = (
        f"def s{i}(o{i}, c: httpx.AsyncClient):\n    o{i}.task = asyncio.create_task(c.get('u'))\n"
        f"    o{i}.task.cancel()\n"
        for i in range(n)
    )
    return _joined(made)


def tasks_asked_by_others(n: int) -> str:
    asks = (f"async def a{i}(x: X):\n    await x.task\n" for i in range(n))
    return _joined(
        [
            "class X:\n    pass\n",
            *asks,
            "class A:\n    c: httpx.AsyncClient\n",
            *(f"    def s{i}(self):\n        self.task = asyncio.create_task(self.c.get('u'))\n" for i in range(n)),
        ]
    )


def helpers_that_do_one_thing_or_another(n: int) -> str:
    caught = "async def caught(w):\n    try:\n        await w\n    except ValueError:\n        pass\n"
    ways = (f"    if a == {i}:\n        asyncio.create_task(caught(w))\n" for i in range(n))
    calls = (f"    spawn(c.get('u'), {i})\n" for i in range(n))
    return _joined([caught, "def spawn(w, a):\n", *ways, _function(calls)])


def one_task_after_the_other(n: int) -> str:
    return _function("    t = asyncio.create_task(c.get('u'))\n    await t\n" for _ in range(n))


def coroutines_run_as_tasks(n: int) -> str:
    made = (f"async def g{i}(c: httpx.AsyncClient):\n    await c.get('u')\n" for i in range(n))
    return _joined([*made, _FUNCTION, *(f"    asyncio.create_task(g{i}(c))\n" for i in range(n))])


def statements_of_one_handler(n: int) -> str:
    handler = (f"        v{i} = str(error)\n        x.note(v{i}, {i})\n" for i in range(n))
    return _function([f"    try:\n    {_GET}", "    except Exception as error:\n", *handler])


def logs_of_one_handler(n: int) -> str:
    handler = (f"        x.logger.error('no', {i})\n" for i in range(n))
    return _function([f"    try:\n    {_GET * 1}", "    except Exception as error:\n", *handler])


def sites_of_one_handler(n: int) -> str:
    return _function(
        [
            "    try:\n",
            *(f"    {_GET}" for _ in range(n)),
            "    except Exception:\n        x.logger.error('no')\n        raise\n",
        ]
    )


def reports_of_what_was_kept(n: int) -> str:
    kept = (
        "    try:\n        await c.get('u')\n    except Exception as error:\n"
        "        last = error\n    x.logger.error('no', last)\n"
    )
    return _function(kept for _ in range(n))


def uses_of_one_response(n: int) -> str:
    return _function(["    r = await c.get('u')\n", *(f"    x.use(r.content, {i})\n" for i in range(n))])


def comprehensions(n: int) -> str:
    return _function("    y = [await c.get(u) async for u in x.stream(c)]\n" for _ in range(n))


def elements_of_one_list(n: int) -> str:
    return _function(
        ["    l = []\n", *(f"    l.append(httpx.AsyncClient())\n    await l[{i}].get('u')\n" for i in range(n))]
    )


def logs_before_a_site(n: int) -> str:
    return _function(f"    x.logger.info('begin', order_{i}_id)\n    await c.get(order_{i}_id)\n" for i in range(n))


# -- one name for many classes

_SENDER = (
    "class S{0}:\n    def __init__(self, c: httpx.AsyncClient):\n        self.c = c\n"
    "    async def send(self, x):\n        await self.c.get('u')\n"
)
_PROTOCOL = "from typing import Protocol\nclass P(Protocol):\n    async def send(self, x): ...\n"


def _senders(n: int) -> str:
    return "".join(map(_SENDER.format, range(n)))


def _union_of_senders(n: int) -> str:
    return f"U = Union[{', '.join(f'S{i}' for i in range(n))}]\n"


def implementers_of_one_protocol(n: int) -> str:
    asked = (f"async def f{i}(p: P):\n    await p.send({i})\n" for i in range(n))
    return _joined([_PROTOCOL, _senders(n), *asked])


def implementers_that_name_one_protocol(n: int) -> str:
    senders = _senders(n).replace(":\n    def __init__", "(P):\n    def __init__")
    return _joined([_PROTOCOL, senders, "async def f(p: P):\n    await p.send(1)\n"])


def protocols_with_one_method(n: int) -> str:
    made = (
        f"class P{i}(Protocol):\n    async def send(self, x): ...\nasync def f{i}(p: P{i}):\n    await p.send(1)\n"
        for i in range(n)
    )
    return _joined(["from typing import Protocol\n", *made, _senders(n)])


def a_union_of_many_classes(n: int) -> str:
    asked = (f"async def f{i}(p: U):\n    await p.send({i})\n" for i in range(n))
    return _joined([_senders(n), _union_of_senders(n), *asked])


def unions_each_with_one_class_more(n: int) -> str:
    unions = (f"U{i} = U{i - 1} | S{i}\n" for i in range(1, n))
    asked = (f"async def f{i}(p: U{i}):\n    await p.send({i})\n" for i in range(n))
    return _joined([_senders(n), "U0 = S0\n", *unions, *asked])


def checks_of_a_union_of_many_classes(n: int) -> str:
    branches = (f"    elif isinstance(p, S{i}):\n        await p.send({i})\n" for i in range(n))
    return _joined([_senders(n), _union_of_senders(n), "async def f(p: U):\n    if not p:\n        pass\n", *branches])


def cases_of_a_union_of_many_classes(n: int) -> str:
    cases = (f"        case S{i}():\n            await p.send({i})\n" for i in range(n))
    return _joined([_senders(n), _union_of_senders(n), "async def f(p: U):\n    match p:\n", *cases])


def an_attribute_that_is_one_of_many_classes(n: int) -> str:
    methods = (
        f"    def set{i}(self, c):\n        self.p = S{i}(c)\n    async def m{i}(self):\n        await self.p.send(1)\n"
        for i in range(n)
    )
    return _joined([_senders(n), "class A:\n    def __init__(self):\n        self.p = None\n", *methods])


def a_parameter_that_is_one_of_many_classes(n: int) -> str:
    calls = (f"async def k{i}(c: httpx.AsyncClient):\n    await f(S{i}(c))\n" for i in range(n))
    return _joined([_senders(n), "async def f(p):\n    await p.send(1)\n", *calls])


# -- knots: all of them refer to all others, so that the text itself grows with the square


def results_of_one_another(n: int) -> str:
    made = (f"def f{i}():\n    return {_others('f{}()', n, i)}\n" for i in range(n))
    return _joined(['async def go():\n    await f0().get("u")\n', *made])


def a_ring_of_results(n: int) -> str:
    made = (f"def f{i}():\n    return f{(i + 1) % n}() or f{(i + 2) % n}()\n" for i in range(n))
    return _joined(['async def go():\n    await f0().get("u")\n', *made])


def loop_variables_of_one_another(n: int) -> str:
    first = (f"    v{i} = None\n" for i in range(n))
    again = (f"        v{i} = {_others('v{}', n, i)}\n" for i in range(n))
    return _function([*first, "    while True:\n", *again, '        await v0.get("u")\n'])


def methods_of_one_another(n: int) -> str:
    made = (
        f"class C{i}:\n    def __init__(self):\n        self.x = None\n    def m(self):\n"
        f"        return {_others('C{}().m()', n, i)}\n"
        for i in range(n)
    )
    return _joined([*made, 'async def go():\n    await C0().m().get("u")\n'])


def attributes_of_one_another(n: int) -> str:
    first = (f"        self.a{i} = None\n" for i in range(n))
    again = (f"    def m{i}(self):\n        self.a{i} = {_others('self.a{}', n, i)}\n" for i in range(n))
    go = '    async def go(self):\n        await self.a0.get("u")\n'
    return _joined(["class C:\n    def __init__(self):\n", *first, *again, go])


def parameters_passed_to_one_another(n: int) -> str:
    made = (f"def g{i}(x):\n    return {_others('g{}(x)', n, i)}\n" for i in range(n))
    return _joined([*made, 'async def go(y):\n    await g0(y).get("u")\n'])


def aliases_of_one_another(n: int) -> str:
    names = [f'"A{i}"' for i in range(n)]
    made = (f"A{i} = Union[{', '.join(names[:i] + names[i + 1 :])}]\n" for i in range(n))
    return _joined([*made, 'async def go(c: A0):\n    await c.get("u")\n'])


def bases_of_one_another(n: int) -> str:
    made = (f"class C{i}({', '.join(f'C{j}' for j in range(n) if j != i)}):\n    pass\n" for i in range(n))
    return _joined([*made, 'async def go(c: C0):\n    await c.get("u")\n'])


def calls_of_one_another(n: int) -> str:
    made = (
        f'async def h{i}(c: httpx.AsyncClient):\n    await c.get("u")\n'
        + "".join(f"    await h{j}(c)\n" for j in range(n) if j != i)
        for i in range(n)
    )
    return _joined(made)


# -- ladders: each step refers to the next one twice


def arguments_in_pairs(n: int) -> str:
    made = (f"def g{i}(x):\n    y = (x, x)\n    return g{i + 1}((x, x))\n" for i in range(n))
    end = f'def g{n}(x):\n    return x\nasync def go(c: httpx.AsyncClient):\n    await g0(c)[0].get("u")\n'
    return _joined([*made, end])


def parameters_passed_through(n: int) -> str:
    made = (f"def g{i}(x):\n    return g{i + 1}(x) or g{i + 1}(x)\n" for i in range(n))
    end = f'def g{n}(x):\n    return x\nasync def go(c: httpx.AsyncClient):\n    await g0(c).get("u")\n'
    return _joined([*made, end])


def functions_that_run_themselves_with_the_rest(n: int) -> str:
    made = (
        f'async def g{i}(c, *args):\n    await c.get("u")\n'
        f"    async def rest():\n        await g{i}(*args)\n    await rest()\n"
        for i in range(n)
    )
    go = (f"    await g{i}(httpx.AsyncClient())\n" for i in range(n))
    return _joined([*made, "async def go():\n", *go])


def a_lattice_of_classes(n: int) -> str:
    def bases(i: int) -> str:
        return f"C{i - 1}a, C{i - 1}b" if i > 1 else "C0"

    made = (f"class C{i}{side}({bases(i)}): pass\n" for i in range(1, n) for side in "ab")
    return _joined(["class C0: pass\n", *made, f'async def go(c: C{n - 1}a):\n    await c.get("u")\n'])


def calls_of_what_the_last_gave(n: int) -> str:
    return _function([f"    await c{'.build_request()' * n}\n"])


def names_bound_from_the_last(n: int) -> str:
    made = (f"    v{i + 1} = v{i} if c else v{i}\n" for i in range(n))
    return _function(["    v0 = c\n", *made, f'    await v{n}.get("u")\n'])


def lambdas_of_the_last(n: int) -> str:
    made = (f"    l{i + 1} = lambda: l{i}() or l{i}()\n" for i in range(n))
    return _function(["    l0 = lambda: c\n", *made, f'    await l{n}().get("u")\n'])


def pairs_of_pairs(n: int) -> str:
    made = (f"    v{i + 1} = (v{i}, v{i})\n" for i in range(n))
    return _function(["    v0 = (c, c)\n", *made, f'    await v{n}{"[0]" * (n + 1)}.get("u")\n'])


# -- asked of each finding by a fix


def coroutines_spread_into_one_gather(n: int) -> str:
    return _function(["    await asyncio.gather(", ", ".join(f"*(c.get(j) for j in x{i})" for i in range(n)), ")\n"])


def tasks_of_one_name_in_one_set(n: int) -> str:
    made = "    t = asyncio.create_task(c.get('u'))\n    kept.add(t)\n    t.add_done_callback(kept.discard)\n"
    return _HEAD + "kept = set()\n" + _FUNCTION + made * n


def waits_of_one_function(n: int) -> str:
    return _function('    done, left = await asyncio.wait([asyncio.create_task(c.get("u"))])\n' for _ in range(n))


def clients_of_a_module(n: int) -> str:
    made = (f"c{i} = httpx.AsyncClient()\nS{i} = 'a'\nasync def f{i}():\n    await c{i}.get('u')\n" for i in range(n))
    return _joined(made)


def properties_of_the_last(n: int) -> str:
    head = "class A:\n    def __init__(self):\n        self.c0 = httpx.AsyncClient()\n"
    kept = (f"    @property\n    def c{i + 1}(self):\n        return self.c{i}\n" for i in range(n))
    return _joined([head, *kept, *(f"    async def m{i}(self):\n        await self.c{i}.get('u')\n" for i in range(n))])


def handlers_that_call_a_long_function(n: int) -> str:
    called = "def g(x):\n" + "".join(f"    x += {i}\n" for i in range(n))
    attempt = "        try:\n            return await c.get('u')\n        except Exception:\n            g(x)\n"
    body = f"    while x > {{0}}:\n{attempt}"
    return _joined([called, _FUNCTION, *(body.format(i) for i in range(n))])


def handlers_above_the_last(n: int) -> str:
    head = 'class C0:\n    async def m(self, c: httpx.AsyncClient):\n        await c.get("u")\n'
    body = "        try:\n            await super().m(c)\n        except E{0}:\n            pass\n"
    made = f"class C{{1}}(C{{0}}):\n    async def m(self, c: httpx.AsyncClient):\n{body}"
    return _joined([head, *(made.format(i, i + 1) for i in range(n))])


def handlers_that_make_other_errors(n: int) -> str:
    body = f"    try:\n    {_GET}    except E{{0}}:\n        raise F{{0}}\n"
    return _function(body.format(i) for i in range(n))


def identifiers_of_each_call(n: int) -> str:
    return _function(f'    a{i}_id = x.make({i})\n    await c.get("u", params=a{i}_id)\n' for i in range(n))


def parameters_for_each_call(n: int) -> str:
    given = ", ".join(f"a{i}_id: str" for i in range(n))
    calls = (f"    if x:\n        await c.get(a{i}_id)\n" for i in range(n))
    return _HEAD + f"async def f(c: httpx.AsyncClient, x, {given}):\n" + "".join(calls)


def attributes_read_before(n: int) -> str:
    return _function(f'    x.say(x.a{i}_id)\n    if x:\n        await c.get("u")\n' for i in range(n))


def calls_with_options_from_elsewhere(n: int) -> str:
    return _function('    r = await c.get("u", **x)\n    x.say(r.json())\n' for _ in range(n))


def bodies_given_along_one_chain(n: int) -> str:
    return _function(['    r = await c.get("u")\n    d = r.json()\n    return x' + ".say(d)" * n + "\n"])


def responses_in_one_sum(n: int) -> str:
    return _function(["    return " + " + ".join(['(await c.get("u")).text'] * n) + " + x" * n * 40 + "\n"])


def responses_kept_by_one_statement(n: int) -> str:
    names = ", ".join(f"r{i}" for i in range(n))
    return _function([f"    {names} = " + ", ".join(['(await c.get("u")).text'] * n) + "\n"])


def statements_behind_one_colon(n: int) -> str:
    return _HEAD + f"async def f(c: httpx.AsyncClient, x): {'await c.get(x); ' * n}\n"


def logs_in_handlers(n: int) -> str:
    body = f"    try:\n    {_GET}    except E{{0}} as e:  # the {{0}}th\n        log.error('no', {{0}})\n"
    return _HEAD + "import logging\nlog = logging.getLogger()\n" + _FUNCTION + "".join(map(body.format, range(n)))


def handlers_of_a_loop_each(n: int) -> str:
    body = (
        "    while True:\n        try:\n            await c.get('u')\n        except Exception as e:\n"
        "            log.warning('x')\n            await asyncio.sleep(1)\n            continue\n        break\n"
    )
    return _HEAD + "import logging\nlog = logging.getLogger()\n" + _FUNCTION + body * n


def attempts_of_one_loop(n: int) -> str:
    body = (
        "        try:\n            x = await c.get('u')\n            if x:\n                return x\n"
        "        except Exception:\n            await asyncio.sleep(1)\n            continue\n"
    )
    return _HEAD + _FUNCTION + "    while True:\n" + body * n


def attempts_until_all_are_done(n: int) -> str:
    body = (
        "    while not done{0}:\n        try:\n            await c.get('u')\n            done{0} = True\n"
        "        except Exception:\n            await asyncio.sleep(1)\n"
    )
    return _HEAD + _FUNCTION + "".join(f"    done{i} = False\n" + body.format(i) for i in range(n))


def _all() -> Iterator[Shape]:
    for name, found in list(globals().items()):
        if not name.startswith("_") and callable(found) and getattr(found, "__module__", "") == __name__:
            yield found


SHAPES: dict[str, Shape] = {shape.__name__.replace("_", " "): shape for shape in _all()}
# Those whose text grows with the square of their size; `pairs of pairs` ends in one expression as deep as it is long.
KNOTS = frozenset(name for name in SHAPES if "one another" in name)
LADDERS = frozenset(
    {
        "arguments in pairs",
        "parameters passed through",
        "a lattice of classes",
        "names bound from the last",
        "lambdas of the last",
        "pairs of pairs",
        "a ring of results",
    }
)
# Whose depth is their length, which Python bounds: each way outwards is as long.
CHAINS = frozenset({"checks of one chain"})
# Each kind of mend, with many places to mend.
MENDED = frozenset(
    {
        "a list in one line",
        "a long mixed function",
        "attributes read before",
        "calls with options from elsewhere",
        "checks of one chain",
        "clients of a module",
        "comprehensions",
        "coroutines spread into one gather",
        "functions",
        "handlers",
        "handlers above the last",
        "handlers of a loop each",
        "handlers of one try",
        "handlers that make other errors",
        "identifiers of each call",
        "inner functions of one name",
        "logs in handlers",
        "loops that try again",
        "one task after the other",
        "parameters for each call",
        "properties of the last",
        "responses",
        "sites in one line that is not ascii",
        "statements",
        "waits of one function",
        "statements behind one colon",
        "statements of one handler",
        "tasks of one name in one set",
        "tasks with one callback",
    }
)
