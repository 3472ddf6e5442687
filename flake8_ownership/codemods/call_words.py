"""What failed, said about the calls that a guard holds: `GET /rates failed`, `Failed to publish order_created`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import pairwise
from string import Formatter
from urllib.parse import urlsplit

from flake8_ownership.codemods.wording import do
from flake8_ownership.codemods.words import table, words
from flake8_ownership.index.module import last_name
from flake8_ownership.sites.secret_words import says_secret
from flake8_ownership.sites.site import Site

_HTTP = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_WORD = re.compile(r"[A-Za-z][\w.:-]{1,40}")
# A part of a path that is no name.
_RANDOM = re.compile(r"[\w:-]{28,}")
# A part of a path that is a key: what tokens of well-known services begin with, or letters and digits mixed.
_KEY = re.compile(r"(?:sk|pk|rk|gh[pousr]|xox[abp])[_-].*|(?=[^\W_]*\d)(?=[^\W_]*[A-Za-z])[^\W_]{9,}")
_PLAIN = re.compile(r"[a-z_.-]*")
_LONGEST = 60  # characters of a path or of a call that anybody wants in a message


def failed(calls: Sequence[tuple[Site, ast.Call | None]]) -> str:
    """What is said where one of some calls fails; empty where nothing can be said of all of them."""
    said = list(dict.fromkeys(_failed(site, call) for site, call in calls))
    if len(said) == 1:
        return said[0]
    kinds = {site.identity.kind for site, _ in calls}
    kind = kinds.pop() if len(kinds) == 1 else ""
    services = {_service(site) for site, _ in calls}
    if kind in table("several"):
        return str(table("several")[kind])
    service = services.pop() if len(services) == 1 else ""
    return f"{service} request failed" if service and service[0].isupper() else ""


def is_sentence(said: str) -> bool:
    """Whether what is said is more than the name of a call, or what it is by kind."""
    first, _, rest = said.partition(" ")
    if said in table("several").values() or rest == "request failed":
        return False
    return bool(rest) and not first[0].islower() and "." not in first and "_" not in first


def is_said(said: str, *, tells: bool) -> bool:
    """Whether a message says in words what was tried; what is only a kind of call does so where it `tells` which."""
    if said in table("several").values() or said.partition(" ")[2] == "request failed":
        return tells
    return is_sentence(said)


def _failed(site: Site, call: ast.Call | None) -> str:
    written = site.call
    receiver, _, method = written.rpartition(".")
    kind = site.identity.kind
    if method in words("handing") and call is not None:
        return of_name(_handed(call))
    if site.origin is not None or method.startswith("__"):
        return of_name(written)
    if not kind and method in words("queries") and receiver.rpartition(".")[2].strip("_") in words("databases"):
        kind = "sql"
    arguments = call.args if call is not None else []
    if kind == "http" and (verb := _http_verb(method, arguments)):
        where = _where(arguments[1 if method in ("request", "stream") else 0 :], call)
        return f"{verb} {where} failed" if where else f"{verb} request failed"
    fields = {"service": _service(site), "what": _literal(arguments), "mode": _mode(call)}
    for phrase in (*table("calls", kind).get(method, ()), *table("calls", "any").get(method, ())):
        if all(fields[name] for _, name, _, _ in Formatter().parse(phrase) if name):
            return f"Failed to {phrase.format(**fields)}"
    sentence = do(method)
    if sentence and sentence != method:
        return f"Failed to {sentence}"
    if kind in words("acting-on-objects") and (sentence := _done_to(receiver, method)):
        return f"Failed to {sentence}"
    if kind in table("several"):
        return str(table("several")[kind])
    if kind in ("cache", "queue", "nosql"):
        if fields["what"]:
            return f"{method} on {fields['what']} failed"
        if fields["service"][:1].isupper():
            return f"{fields['service']} {method} failed"
    return of_name(written)


def _done_to(receiver: str, method: str) -> str:
    """What a method does to the object that it is called on, `edit thread` of `thread.edit`; empty where that is no
    thing, or has no name of its own."""
    thing = receiver.rpartition(".")[2].strip("_")
    is_thing = re.fullmatch(r"[a-z]{3,}(?:_[a-z]{3,})*", thing) is not None and thing not in words("carriers")
    return do(f"{method}_{thing}") if is_thing and "_" not in method else ""


def _handed(call: ast.Call) -> str:
    """The function that a call hands to a thread."""
    given = [one for one in call.args[:2] if isinstance(one, (ast.Attribute, ast.Name))]
    methods = [one for one in given if isinstance(one, ast.Attribute)]
    return ast.unparse((methods or given)[0]) if given else ""


def of_name(written: str) -> str:
    """How to describe a call when only its name is known."""
    method = written.rpartition(".")[2]
    if method.startswith("__"):
        return ""
    sentence = do(method)
    if sentence:
        return f"Failed to {sentence}"
    asked = method.strip("_").split("_")
    if asked[0] in words("predicates") and len(asked) > 1:
        return f"Failed to check {method.strip('_')}"
    plain = _plain(written)
    return f"{plain} failed" if "." in plain or "_" in plain else ""


def of_task(call: ast.Call) -> str:
    """What is said where a task fails that runs a call; empty where it has no name that says what it does."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else last_name(call)
    if (verb := _http_verb(method, call.args)) and (
        where := _where(call.args[method in ("request", "stream") :], call)
    ):
        return f"{verb} {where} failed"
    parts = [part.lower() for part in method.strip("_").split("_") if part]
    parts = parts[1:] if parts[:1] == ["async"] else parts
    while len(parts) > 1 and parts[-1] in words("tasks"):
        parts.pop()
    if len(parts) > 1 and (parts[-1] in words("lasting") or parts[-1].endswith("ing")):
        named = parts[1:] if parts[0] in words("starting") and parts[1:] != parts[-1:] else parts
        named = parts[-1:] if parts[0] in words("starting") and parts[-1].endswith("ing") else named
        return f"{' '.join(named).capitalize()} failed"
    sentence = do("_".join(parts))
    thing = sentence.partition(" ")[2]
    if thing and parts[0] in words("starting") and parts[1] != "all":  # it has started, and what it started has failed
        return f"{thing[0].upper()}{thing[1:]} failed"
    return f"Failed to {sentence}" if sentence else ""


def _http_verb(method: str, arguments: Sequence[ast.expr]) -> str:
    if method in ("request", "stream"):
        first = arguments[0] if arguments else None
        given = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        return given.upper() if given.lower() in _HTTP else ""
    return method.upper() if method in _HTTP else ""


def _where(arguments: Sequence[ast.expr], call: ast.Call | None) -> str:
    """The path that a request is for, as far as it is written out; the host where that is all there is."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "url"] if call is not None else []
    match next(iter((*named, *arguments)), None):
        case ast.Constant(value=str(text)):
            whole = text
        case ast.JoinedStr(values=values):
            whole = "".join(one.value if isinstance(one, ast.Constant) else "…" for one in values)  # type: ignore[misc]
        case _:
            return ""
    return of_request(whole)


def of_request(url: str) -> str:
    """What a request is for, fit for a message: its path without any key; its host where that is all."""
    start, _, _ = url.partition("?")
    try:
        parts = urlsplit(start)
    except ValueError:
        return ""
    path = re.split("[;&]", parts.path if parts.scheme else start, maxsplit=1)[0]
    # A value filled in at the end is logged as an identifier, or not at all.
    path = re.sub(r"(?<!…)(?<!…/)(/?…)+/?$", "", path)
    path = path.removeprefix("…") if path.startswith("…/") else path
    path = "" if path.startswith("…") else path.replace("…", "...")
    if path.strip("/") and "@" not in path and len(path) <= _LONGEST and not _tells_a_key(path):
        return path
    host = f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
    return host if not re.search(r"[@…]", host) and len(host) <= _LONGEST else ""


def _tells_a_key(path: str) -> bool:
    """Whether a part of a path is a key, or what stands behind a word for one and is no word itself."""
    parts = path.split("/")
    return (
        _RANDOM.search(path) is not None
        or any(_KEY.fullmatch(part) or "=" in part for part in parts)
        or any(says_secret(word) and not _PLAIN.fullmatch(part) for word, part in pairwise(parts))
    )


def _service(site: Site) -> str:
    """What a call reaches, as a sentence has it."""
    library = (site.identity.library or "").partition(".")[0].replace("-", "_")
    return str(table("services").get(library) or table("kinds").get(site.identity.kind, ""))


def _mode(call: ast.Call | None) -> str:
    """What a file is opened for."""
    given = [*(call.args[1:2] if call is not None else ())]
    given += [one.value for one in call.keywords if one.arg == "mode"] if call is not None else []
    modes = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if given and not modes:
        return "open"
    return "write" if modes and set(modes[0]) & set("wax") else "read"


def _literal(arguments: Sequence[ast.expr]) -> str:
    """The first argument where it is a word that is written out."""
    first = arguments[0] if arguments else None
    if isinstance(first, ast.Dict) and len(first.keys) == 1:
        first = first.keys[0]
    if isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id[0].isupper():
        return first.func.id
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and _WORD.fullmatch(first.value):
        return first.value if not says_secret(first.value) else ""
    return ""


def _plain(written: str) -> str:
    """A call as it is named in a text: without its object, and without a value in it."""
    plain = re.sub(r"\b_+(?=\w)", "", written.removeprefix("self.").removeprefix("cls."))
    parts = re.sub(r"\[[^\]]*\]|\([^)]*\)", "", plain).split(".")
    short = ".".join(parts[-2:])
    return short if re.fullmatch(r"[\w.]+", short) else parts[-1]
