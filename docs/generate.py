"""Writes what the docs say of rules, options and commands from the code itself; with --check, says what is not so.

Whole files are written where nothing in them is hand-made, and else what stands between two marks:
`<!-- made: rules -->` and `<!-- /made -->`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import ascii_uppercase

from flake8_ownership import __version__, rules
from flake8_ownership.catalogue import Catalogue
from flake8_ownership.faces.cli.arguments import parser
from flake8_ownership.faces.cli.setting_flags import SETTINGS
from flake8_ownership.formats.settings import plain, schema, schema_text, toml
from flake8_ownership.index.reasons import Reason
from flake8_ownership.option import Option
from flake8_ownership.options import BY_NAME, OPTIONS
from flake8_ownership.rules import Rule
from flake8_ownership.settings import Settings

ROOT = Path(__file__).parent.parent
GROUPS = {
    "1": "Unowned: nothing at the call tells anybody",
    "2": "Silenced: the code hides it",
    "3": "Detached: nobody waits for it",
    "4": "Reported, but of no help at three in the morning",
    "5": "Between services",
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every file that is made, wholly or in part, as it should be."""
    docs = ROOT / "docs"
    for rule in rules.all_rules():
        yield docs / "rules" / f"{rule.code}.md", rule_page(rule)
    yield docs / "rules/index.md", rules_page()
    yield docs / "configuration.md", marked(docs / "configuration.md", "options", options())
    yield docs / "command-line.md", marked(docs / "command-line.md", "commands", commands())
    yield docs / "formats.md", marked(docs / "formats.md", "reasons", reasons())
    yield docs / "boundaries.md", marked(docs / "boundaries.md", "boundaries", boundaries())
    yield docs / "tutorial.md", transcript(docs / "tutorial.md")
    yield docs / "reports.md", transcript(docs / "reports.md")
    yield ROOT / "README.md", marked(ROOT / "README.md", "rules", rule_table(""))
    yield ROOT / "flake8_ownership/settings.schema.json", schema_text()
    yield ROOT / "editors/vscode/package.json", manifest(ROOT / "editors/vscode/package.json")


def manifest(path: Path) -> str:
    """The VS Code extension's manifest with the version and the options of this package. An option's default is null,
    which says that the files decide."""
    made = json.loads(path.read_text(encoding="utf-8"))
    made["version"] = __version__
    own, options = made["contributes"]["configuration"]
    properties = {name: one for name, one in schema()["properties"].items() if name in BY_NAME}
    options["properties"] = {
        f"flake8-ownership.{name}": {
            "markdownDescription": one["description"],
            **{key: value for key, value in one.items() if key not in ("description", "type", "enum")},
            **({"enum": [*one["enum"], None]} if "enum" in one else {"type": [one["type"], "null"]}),
            "default": None,
            "scope": "resource",
        }
        for name, one in properties.items()
    }
    assert not own["properties"].keys() & options["properties"].keys()
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def rule_page(rule: Rule) -> str:
    """A rule's own docs, with what its class says of it beneath the title, and its options as links."""
    title, _, rest = rule.docs().partition("\n")
    facts = [
        "on by default" if rule.on else f'off by default: `enable = ["{rule.code}"]`',
        f"{rule.edit.safety} fix" if rule.edit is not None else "no fix",
        f"since {rule.since}",
    ]
    before, heading, after = rest.partition("\n## Options\n")
    section, limits, tail = after.partition("\n## Limits\n")
    linked = re.sub(r"`([a-z-]+)`", _link, section)
    return f"{title}\n\n*{'; '.join(facts)}*\n{before}{heading}{linked}{limits}{tail}\n[All rules](index.md)\n"


def _link(found: re.Match[str]) -> str:
    name = found[1]
    return f"[`{name}`](../configuration.md#{name})" if name in BY_NAME else found[0]


def rules_page() -> str:
    """All rules, by what they are about."""
    parts = ["# Rules\n", "`flake8-ownership rule OWN101` prints the same pages. A code is never used again.\n"]
    for digit, title in GROUPS.items():
        listed = [rule for rule in rules.all_rules() if rule.code[3] == digit]
        if listed:
            parts += [f"## {title}\n", _table(listed, "{code}.md")]
    parts.append(
        "## Codes without a rule\n\nOWN000\n: A file that could not be judged: a broken configuration, or a defect of "
        "this tool. It says which.\n\nOWN001\n: The [baseline](../how-to/baseline.md) names a finding that is gone.\n\n"
        "OWN002\n: A [comment](../how-to/waive.md) names a code of ours and has nothing to ignore.\n"
    )
    tree = "\n".join(rule.code for rule in rules.all_rules())
    parts.append(f"```{{toctree}}\n:hidden:\n\n{tree}\n```\n")
    return "\n".join(parts)


def rule_table(folder: str) -> str:
    """All rules in one table."""
    return _table(list(rules.all_rules()), f"{folder}docs/rules/{{code}}.md")


def _table(listed: list[Rule], link: str) -> str:
    rows = ["| code | name | says | on | fix |", "|---|---|---|---|---|"]
    for rule in listed:
        summary = rule.summary().rstrip(".").replace("|", "\\|")
        said = summary if summary[1:2] in ("/", *ascii_uppercase) else summary[0].lower() + summary[1:]
        fix = rule.edit.safety if rule.edit is not None else "-"
        target = link.format(code=rule.code)
        rows.append(f"| [{rule.code}]({target}) | {rule.name} | {said} | {'yes' if rule.on else 'no'} | {fix} |")
    return "\n".join(rows) + "\n"


def options() -> str:
    """Every option under its group."""
    parts: list[str] = []
    for group in dict.fromkeys(option.group for option in OPTIONS):
        parts.append(f"## {group}\n")
        parts += [_option(option) for option in OPTIONS if option.group == group]
    return "\n".join(parts)


def _option(option: Option) -> str:
    facts = [option.expected, f"by default `{toml(plain(option, Settings()))}`"]
    if option.kind != "tables":
        facts.append(f"for flake8 `--ownership-{option.name}`")
    words = f"{option.help} {option.details}".strip()
    return f"### {option.name}\n\n{words}\n\n*{'; '.join(facts)}*\n"


def boundaries() -> str:
    """What each framework does with what its callees raise."""
    rows = ["| framework | operation | tells | by | mentions | evidence |", "|---|---|---|---|---|---|"]
    notes: list[str] = []
    for boundary in sorted(Catalogue().boundaries.all, key=lambda one: one.framework.lower()):
        by = "its logger" if boundary.logger == "*" else f"`{boundary.logger}`" if boundary.logger else "standard error"
        by = "-" if boundary.tells == "nothing" else f"{by}, {boundary.level}" if boundary.level else by
        mark = ""
        if boundary.notes:
            if boundary.notes not in notes:
                notes.append(boundary.notes)
            mark = f" ({notes.index(boundary.notes) + 1})"
        mentions = ", ".join(boundary.mentions) or "-"
        evidence = boundary.evidence.partition("/")[0]
        told = f"{boundary.tells}{mark}" if boundary.tells != "nothing" else f"**nothing**{mark}"
        rows.append(f"| {boundary.framework} | {boundary.what} | {told} | {by} | {mentions} | `{evidence}` |")
    said = "\n".join(f"{number}. {note[0].upper()}{note[1:]}." for number, note in enumerate(notes, 1))
    return "\n".join(rows) + f"\n\n{said}\n"


def reasons() -> str:
    """Why nothing tells what a call is, by code."""
    rows = ["| code | reason |", "|---|---|"]
    rows += [f"| `{one.value}` | {one.words.format('…', '…')} |" for one in Reason]
    return "\n".join(rows) + "\n"


def commands() -> str:
    """Every command with its arguments and flags, as the parser has them: help texts vary with Python's version."""
    settings = "\n".join(_rows(_settings_of(parser())))
    return (
        "\n".join(_commands(parser(), ""))
        + "\n## Flags of settings\n\nCommands that read files take these, and "
        + f"`--config` any [option](configuration.md).\n\n| | |\n|---|---|\n{settings}\n"
    )


def _commands(command: argparse.ArgumentParser, name: str) -> Iterator[str]:
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, sub in action.choices.items():
                yield from _commands(sub, f"{name} {word}".strip())
            return
    settings = {action.dest for action in _settings_of(command)}
    rows = _rows(action for action in command._actions if action.dest not in settings | {"help"})
    table = "\n| | |\n|---|---|\n" + "\n".join(rows) + "\n" if rows else ""
    more = "\nAnd the [flags of settings](#flags-of-settings).\n" if settings else ""
    yield f"## {name}\n\n{command.description}\n{table}{more}"


def _rows(actions: Iterable[argparse.Action]) -> list[str]:
    return [f"| `{_flag(action)}` | {_cell(action)} |" for action in actions]


def _settings_of(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """The flags of settings of a command; of the whole command line, those of `check`."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            return _settings_of(action.choices["check"]) if "check" in action.choices else []
    groups = (group for group in command._action_groups if group.title == SETTINGS)
    return [action for group in groups for action in group._group_actions]


def _flag(action: argparse.Action) -> str:
    word = str(action.metavar or (action.dest.upper() if action.nargs != 0 else ""))
    if not action.option_strings:
        return word if action.nargs is None else f"[{word} …]"
    if action.nargs == 0:
        return action.option_strings[-1]
    return f"{action.option_strings[-1]}[={word}]" if action.nargs == "?" else f"{action.option_strings[-1]} {word}"


def _cell(action: argparse.Action) -> str:
    choices = ", ".join(f"`{choice}`" for choice in action.choices) if action.choices else ""
    words = (action.help or "").replace("|", "\\|")
    return (
        choices
        if not words or words == ", ".join(action.choices or ())
        else f"{words}" + (f" ({choices})" if choices else "")
    )


def transcript(path: Path) -> str:
    """A page with what its `$ commands` print made anew, run one after the other in a copy of the example service."""
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder) / "shop"
        shutil.copytree(ROOT / "docs/examples/shop", shop)
        return re.sub(
            r"(?<=^```console\n)(?:.*\n)*?(?=^```$)",
            lambda block: "".join(_run(line, shop) for line in block[0].splitlines() if line.startswith("$ ")),
            path.read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        )


def _run(line: str, folder: Path) -> str:
    """A command with what it prints, both streams as a terminal shows them."""
    identity = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line.removeprefix("$ ")],
        cwd=folder,
        env={**os.environ, **identity, "PATH": path, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return f"{line}\n{done.stdout.replace(str(folder), '~/shop')}"


def marked(path: Path, name: str, text: str) -> str:
    """A file's text with what stands between its marks made anew. Raises SystemExit where it has no marks."""
    before, mark, rest = path.read_text(encoding="utf-8").partition(f"<!-- made: {name} -->\n")
    _, end, after = rest.partition("<!-- /made -->")
    if not mark or not end:
        raise SystemExit(f"{path}: has no marks for {name}")
    return f"{before}{mark}\n{text}\n{end}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Writes the pages; with --check, returns 1 where one is not as it should be."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--check", action="store_true", help="write nothing")
    check = asked.parse_args(arguments).check
    made = dict(pages())
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    stale += [path for path in (ROOT / "docs/rules").glob("*.md") if path not in made]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)}: is not what the code says; `make pages` writes it", file=sys.stderr)
        elif path in made:
            path.parent.mkdir(exist_ok=True)
            path.write_text(made[path], encoding="utf-8")
        else:
            path.unlink()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
