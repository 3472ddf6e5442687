"""`report`: what the command prints, writes and returns, and what it never writes over."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from flake8_ownership.faces.cli import main
from flake8_ownership.reports import json as json_report
from tests.service import MAIN, SERVICE

Write = Callable[[Mapping[str, str]], Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def service(project: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = project(SERVICE)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """What the command returns, prints and notes."""

    def report(*words: str) -> tuple[int, str, str]:
        code = main(["report", *words])
        return code, *capsys.readouterr()

    return report


def saved(service: Path, run: Run, name: str = "before.json") -> Path:
    path = service / name
    path.write_text(run("--json")[1], encoding="utf-8")
    return path


class TestText:
    def test_it_says_how_much_is_owned_and_where_to_start(self, service: Path, run: Run) -> None:
        code, out, _ = run()
        assert code == 0
        lines = out.splitlines()
        assert lines[0] == "Ownership 20 %  1 of 5 operations accounts for every failure of the calls that are known"
        assert "      3  lose failures: some failure ends where nobody is told" in lines
        assert "  1. app/main.py:24  rate: silenced, 1 operation, which loses failures nowhere else" in lines
        assert "  GET /rates/{currency}  FastAPI route, app/main.py:21" in lines
        assert "     1 of 1 call loses failures; calls HTTP payments.example:8443" in lines
        assert re.search(r"^  ░+ +0 % +0 of 1 +@shop/jobs$", out, re.MULTILINE)

    def test_what_is_not_clear_is_shown_and_not_counted(
        self, project: Write, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = MAIN + "\n\nasync def maybe(order_id: str) -> None:\n    await save(order_id)\n\n\nhandlers = [maybe]\n"
        monkeypatch.chdir(project({**SERVICE, "app/main.py": text}))
        out = run()[1]
        assert out.startswith(
            "Ownership 20 %  1 of 5 clear operations accounts for every failure of the calls that are known\n"
        )
        assert "      1  not clear: of some failure it is not known who is told\n         (not counted in" in out

    def test_places_are_told_from_where_one_is(self, service: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(service / "app")
        assert "  1. main.py:24  rate" in run()[1]

    def test_a_project_without_operations_says_so(
        self, project: Write, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(project({"main.py": "x = 1\n"}))
        code, out, _ = run("--fail-under", "100")
        assert (code, out) == (0, "No operations: no async function here is known to call another service.\n")

    @pytest.mark.parametrize("form", ["--json", "--markdown", "--badge=x.svg"])
    def test_no_name_of_others_steers_a_reader(
        self, form: str, project: Write, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        evil = "\\n::error::x\\x1b[31m\u202e##[group]"
        text = MAIN.replace("/rates/{currency}", f"/{evil}", 1)
        name = "app/\n::error::y\x1b[31m\u202e.py"
        monkeypatch.chdir(project({**SERVICE, "app/main.py": text, name: MAIN, "CODEOWNERS": "* @a\x1b[31m\u202e\n"}))
        out = "".join(run(form)[1:])
        assert not re.search(r"^\s*::|##\[|\x1b|\u202e", out, re.MULTILINE)

    def test_stdin_is_reported_on_as_well(self, service: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        class Stdin:
            class buffer:  # noqa: N801 - as sys.stdin has it
                @staticmethod
                def read(_: int) -> bytes:
                    return MAIN.encode()

        monkeypatch.setattr(sys, "stdin", Stdin)
        assert "GET /rates/{currency}" in run("-", "--stdin-filename", "app/main.py")[1]


class TestJson:
    def document(self, run: Run, *words: str) -> Any:
        document = json.loads(run("--json", *words)[1])
        jsonschema.validate(document, json.loads(json_report.schema()))
        return document

    def test_it_keeps_its_schema(self, service: Path, run: Run) -> None:
        document = self.document(run)
        assert document["version"] == 1
        assert document["ownership"] == {
            "percent": 20.0,
            "operations": 5,
            "owned": 1,
            "lost": 3,
            "framework": 1,
            "unclear": 0,
        }
        assert document["trend"] is None

    def test_an_operation_leads_to_its_failures_and_those_to_their_calls(self, service: Path, run: Run) -> None:
        document = self.document(run)
        (one,) = [one for one in document["operations"] if one["name"] == "remove"]
        (failure,) = [document["failures"][number] for number in one["failures"]]
        (call,) = [call for call in document["calls"] if call["id"] == failure["call"]]
        assert (one["id"], one["title"], one["owners"]) == (
            "app/main.py::remove",
            "DELETE /orders/{order_id}",
            ["@shop/web"],
        )
        assert failure["ending"] == "reported"
        assert [(told["by"], told["level"], told["identifiers"]) for told in failure["told"]] == [
            ("log", "error", ["order_id"])
        ]
        assert (call["api"], call["library"], call["service"]["name"]) == (
            "httpx.AsyncClient.delete",
            "httpx",
            "payments.example:8443",
        )

    def test_no_password_of_a_url_is_in_it(self, service: Path, run: Run) -> None:
        assert "hidden" not in run("--json")[1]

    def test_the_schema_is_printed(self, service: Path, run: Run) -> None:
        schema = json.loads(run("--schema")[1])
        jsonschema.Draft202012Validator.check_schema(schema)

    def test_the_trend_since_a_saved_report(self, service: Path, run: Run) -> None:
        before = saved(service, run)
        text = MAIN.replace("        return 1.0\n", "        log.exception('no rate')\n        return 1.0\n")
        (service / "app/main.py").write_text(text, encoding="utf-8")
        found = self.document(run, "--compare", str(before))["trend"]
        assert (found["before"], found["now"]) == (20.0, 40.0)
        (changed,) = found["changed"]
        assert (changed["id"], changed["before"], changed["now"]) == ("app/main.py::rate", "lost", "owned")
        assert changed["better"] == [
            {"call": "app/main.py::rate::payments.get", "before": "silenced", "now": "reported"}
        ]
        _, out, _ = run("--compare", str(before))
        assert "  before 20 %, now 40 % (+20.0 points)\n  operations: 1 better\n" in out
        assert "(was 20 %, +20.0 points)" in run("--compare", str(before), "--markdown")[1]

    @pytest.mark.parametrize(
        "text",
        [
            *("", "[]", "{}", '{"version": 2}', '{"version": 1, "failures": 3}', "[" * 9999),
            *(
                f'{{"version": 1, "failures": [], "operations": [], "ownership": {{"percent": {number}}}}}'
                for number in ("1e400", "NaN", f"1{'0' * 400}")
            ),
        ],
        ids=range(9),
    )
    def test_what_is_no_saved_report_is_an_error(self, text: str, service: Path, run: Run) -> None:
        (service / "x.json").write_text(text, encoding="utf-8")
        code, _, err = run("--compare", "x.json")
        assert (code, err) == (
            2,
            "x.json: --compare: is not a report that `flake8-ownership report --json` wrote, version 1\n",
        )


class TestMarkdown:
    def test_it_begins_with_the_figure(self, service: Path, run: Run) -> None:
        lines = run("--markdown")[1].splitlines()
        assert lines[0] == "### Ownership: 20 %"
        assert "| 🔴 lose failures | 3 | some failure ends where nobody is told |" in lines
        assert any(line.startswith("1. `app/main.py:24` rate: silenced, 1 operation") for line in lines)

    def test_names_of_others_start_nothing(self, project: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        route = "/x|`<img src=//evil>`\\n\\n# @everyone"
        text = MAIN.replace("/rates/{currency}", route, 1)
        monkeypatch.chdir(project({**SERVICE, "app/main.py": text}))
        out = run("--markdown")[1]
        assert not re.search(r"^# ", out, re.MULTILINE)
        (row,) = [line for line in out.splitlines() if line.startswith("| 🔴") and "img" in line]
        assert row.count(" | ") == 4


class TestFailUnder:
    @pytest.mark.parametrize(("least", "code"), [("20", 0), ("20.1", 1), ("0", 0), ("100", 1)])
    def test_it_returns_1_where_ownership_is_lower(self, least: str, code: int, service: Path, run: Run) -> None:
        assert run("--fail-under", least)[0] == code

    def test_it_says_so(self, service: Path, run: Run) -> None:
        assert run("--fail-under", "80")[2] == "ownership is 20 %, under the 80 % of --fail-under\n"

    @pytest.mark.parametrize("least", ["-1", "101", "nan", "many"])
    def test_it_is_a_percentage(self, least: str, service: Path) -> None:
        with pytest.raises(SystemExit) as error:
            main(["report", "--fail-under", least])
        assert error.value.code == 2

    def test_a_file_that_cannot_be_judged_is_an_error(self, service: Path, run: Run) -> None:
        (service / "app/broken.py").write_text("async def (:\n", encoding="utf-8")
        code, out, err = run("--fail-under", "10")
        assert code == 2
        assert "app/broken.py" in err
        assert "Ownership 20 %" in out


class TestBadge:
    def test_it_shows_the_percentage_and_asks_nobody_for_anything(self, service: Path, run: Run) -> None:
        run("--badge", "badge.svg")
        text = (service / "badge.svg").read_text(encoding="utf-8")
        assert "ownership: 20 %" in "".join(ET.fromstring(text).itertext())
        assert re.findall(r"(?:href|src|url)\W+http[^\s\"]*", text) == []

    def test_it_is_written_over_no_source(self, service: Path, run: Run) -> None:
        code, _, err = run("--badge", "app/main.py")
        assert code == 2
        assert "--badge: is a source file, and is not written over" in err
        assert (service / "app/main.py").read_text(encoding="utf-8") == MAIN


class TestOutputFile:
    @pytest.mark.parametrize("form", ["--json", "--markdown"])
    def test_a_report_goes_there(self, form: str, service: Path, run: Run) -> None:
        printed = run(form)[1]
        assert run(form, "--output-file", "out.txt")[1] == ""
        assert (service / "out.txt").read_text(encoding="utf-8") == printed

    @pytest.mark.parametrize(
        ("words", "written"),
        [
            (["--html=pages"], "pages/index.html"),
            (["--badge=x.svg"], "x.svg"),
            (["--output-file=out.txt"], "out.txt"),
            (["--json", "--output-file=out.json", "--badge=x.svg"], "out.json and x.svg"),
        ],
        ids=" ".join,
    )
    def test_one_line_says_what_was_written(self, words: list[str], written: str, service: Path, run: Run) -> None:
        said = f"report written to {written.replace('/', os.sep)}: 5 operations, 20 % owned\n"
        assert run(*words) == (0, "", said)

    @pytest.mark.parametrize("form", ["--text", "--json", "--markdown"])
    def test_what_is_asked_for_beside_pages_is_printed(self, form: str, service: Path, run: Run) -> None:
        printed = run(form)[1]
        assert run(form, "--badge=x.svg")[1] == printed
        assert run("--text")[1] == run()[1]

    def test_the_percentage_is_said_to_be_of_what_is_clear(
        self, project: Write, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = MAIN + "\n\nasync def maybe(order_id: str) -> None:\n    await save(order_id)\n\n\nhandlers = [maybe]\n"
        monkeypatch.chdir(project({**SERVICE, "app/main.py": text}))
        assert run("--badge=x.svg")[2] == "report written to x.svg: 6 operations, 20 % of 5 clear ones owned\n"

    def test_of_nothing_no_percentage_is_said(self, project: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(project({"main.py": "x = 1\n"}))
        assert run("--badge=x.svg")[2] == "report written to x.svg: 0 operations\n"


class TestFolder:
    """Where pages are written, and where not."""

    def test_pages_are_written_into_a_new_folder_and_again(self, service: Path, run: Run) -> None:
        assert run("--html", "out/pages")[0] == 0
        folder = service / "out/pages"
        names = {path.name for path in folder.iterdir()}
        assert {"index.html", "map.html", "files.html", "style.css", "report.js"} < names
        text = MAIN.replace("async def rate", "async def quote")
        (service / "app/main.py").write_text(text, encoding="utf-8")
        assert run("--html", "out/pages")[0] == 0
        again = {path.name for path in folder.iterdir()}
        assert len(again) == len(names)
        assert any("quote" in name for name in again - names)
        assert any("rate" in name for name in names - again)

    def test_a_folder_that_holds_anything_else_is_left_alone(self, service: Path, run: Run) -> None:
        (service / "mine").mkdir()
        (service / "mine/index.html").write_text("mine", encoding="utf-8")
        code, _, err = run("--html", "mine")
        assert (code, err) == (2, "mine: --html: holds other things than an earlier report\n")
        assert [path.name for path in (service / "mine").iterdir()] == ["index.html"]

    def test_a_file_beside_an_earlier_report_is_not_touched(self, service: Path, run: Run) -> None:
        run("--html", "pages")
        (service / "pages/notes.txt").write_text("mine", encoding="utf-8")
        code, _, err = run("--html", "pages")
        assert (code, err) == (2, "pages: --html: holds other things than an earlier report: notes.txt\n")

    def test_a_link_that_leads_out_is_not_followed(
        self, service: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside")
        (service / "pages").symlink_to(outside)
        code, _, err = run("--html", "pages")
        assert code == 2
        assert "leads out of the project by the link" in err
        assert list(outside.iterdir()) == []

    def test_a_page_that_is_a_link_is_replaced_and_not_followed(self, service: Path, run: Run) -> None:
        run("--html", "pages")
        (service / "pages/index.html").unlink()
        (service / "pages/index.html").symlink_to(service / "app/main.py")
        assert run("--html", "pages")[0] == 0
        assert (service / "app/main.py").read_text(encoding="utf-8") == MAIN
        assert not (service / "pages/index.html").is_symlink()

    def test_a_tag_that_is_a_link_makes_no_folder_ours(self, service: Path, run: Run) -> None:
        run("--html", "pages")
        (service / "other").mkdir()
        (service / "other/.flake8-ownership-report").symlink_to(service / "pages/.flake8-ownership-report")
        assert run("--html", "other")[0] == 2

    def test_nothing_is_written_into_a_folder_of_git(self, service: Path, run: Run) -> None:
        assert "lies in a folder of git's" in run("--html", ".git/pages")[2]

    def test_a_file_is_no_folder(self, service: Path, run: Run) -> None:
        code, _, err = run("--html", "CODEOWNERS")
        assert (code, err) == (2, "CODEOWNERS: cannot be written: Not a directory\n")

    def test_without_jinja_it_says_what_to_install(self, service: Path) -> None:
        """All else works without."""
        program = "import sys; sys.modules['jinja2'] = sys.modules['markupsafe'] = None\n"
        program += "from flake8_ownership.faces.cli import main; sys.exit(main(sys.argv[1:]))"

        def run(*words: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-c", program, *words]
            return subprocess.run(command, cwd=service, capture_output=True, encoding="utf-8", check=False)

        done = run("report", "--html", "pages")
        assert (done.returncode, done.stderr) == (
            2,
            "pages: --html: Jinja is not installed: pip install flake8-async-ownership[report]\n",
        )
        assert not (service / "pages").exists()
        assert run("report", "--markdown").stdout.startswith("### Ownership: 20 %")


class TestRuns:
    def test_what_is_selected_or_known_changes_nothing(
        self, service: Path, run: Run, capsys: pytest.CaptureFixture[str]
    ) -> None:
        everything = run("--json")[1]
        assert run("--json", "--ignore", "OWN")[1] == everything
        assert run("--json", "--select", "OWN501")[1] == everything
        main(["baseline", "write"])
        capsys.readouterr()
        assert run("--json")[1] == everything

    def test_workers_and_a_cache_give_the_same(self, service: Path, run: Run) -> None:
        alone = run("--json")[1]
        assert run("--json", "-j", "2", "--cache-dir", "cache")[1] == alone
        assert run("--json", "--cache-dir", "cache")[1] == alone

    def test_the_cache_of_check_is_another_one(self, service: Path, run: Run) -> None:
        main(["check", "--cache-dir", "cache"])
        run()
        alone = run("--json")[1]
        assert run("--json", "--cache-dir", "cache")[1] == alone
