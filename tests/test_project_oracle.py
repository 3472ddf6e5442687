"""Where a failure of a small project ends is where running the project shows that it does.

`tests.project_parts` has the words of the projects, `tests.project_programs` their grammar, `tests.project_shapes` says
what is left out of it and why, `tests.project_oracle` runs them. `OWNERSHIP_PROJECTS=3000` tries that many.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.project_account import Account, Said, disagreements
from tests.project_oracle import Observed, Running
from tests.project_programs import Node, Project, Site, projects, written

# In the suite always the same ones: what it finds does not depend on the day.
EXAMPLES = int(os.environ.get("OWNERSHIP_PROJECTS", "0"))
FEW = 120
# The part of the sites of which the tool may say that it does not know what becomes of their failures.
MOST_UNKNOWN = 0.25

# From Python 3.14 on, leaving a `finally` block early is warned of.
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")


def test_failures_end_where_running_the_project_shows(tmp_path: Path) -> None:
    tally: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES or FEW,
        derandomize=not EXAMPLES,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(trees=projects())
    def each(trees: tuple[Node, ...]) -> None:
        project = written(trees)
        with TemporaryDirectory(dir=tmp_path) as name:
            check(project, Path(name), tally)

    each()
    print(dict(tally))
    assert tally["unknown"] <= MOST_UNKNOWN * tally["sites"], dict(tally)


@pytest.mark.parametrize("form", ["function", "method", "closure"])
@pytest.mark.parametrize(
    ("ending", "link", "layers"),
    [
        pytest.param("raised", "awaited", (), id="nothing stands around the call"),
        pytest.param("raised", "in a group", ("swallowed by the library's error",), id="a group is none of its errors"),
        pytest.param("raised", "awaited", ("narrow",), id="a handler is for another error"),
        pytest.param("raised", "retried", (), id="a helper gives up and raises"),
        pytest.param("reported", "awaited", ("logged and raised",), id="a handler logs"),
        pytest.param("reported", "task watched", (), id="a callback logs"),
        pytest.param("reported", "task asked in a callback", (), id="a callback raises, which the event loop logs"),
        pytest.param("reported", "awaited", ("swallowed", "counted and raised"), id="it is counted, and ended then"),
        pytest.param("lost", "awaited", ("swallowed",), id="a handler passes"),
        pytest.param("lost", "gathered and dropped", (), id="nobody reads the results"),
        pytest.param("lost", "awaited", ("of a class that swallows",), id="a manager swallows"),
        pytest.param("task", "task forgotten", (), id="nobody asks the task"),
        pytest.param("task", "in an executor and dropped", (), id="nobody asks the future"),
    ],
)
def test_running_a_project_shows(ending: str, link: str, layers: tuple[str, ...], form: str) -> None:
    project = written((Node(form, (link,), layers),))
    assert [one.ending for site in project.sites for one in Running(project).observe(site)] == [ending]


def test_what_is_said_is_compared_with_what_was_observed(tmp_path: Path) -> None:
    """What is true of one project is not of another."""
    loud, quiet = (written((Node("function", ("awaited",), (layer,)),)) for layer in ("logged", "swallowed"))
    for true, other in ((loud, quiet), (quiet, loud)):
        folder = tmp_path / ("loud" if true is loud else "quiet")
        folder.mkdir()
        account, site = account_of(true, folder), true.sites[0]
        said, naming = account.of(site), list(account.naming(site))
        assert not list(disagreements(Running(true).observe(site), said, naming))
        assert list(disagreements(Running(other).observe(other.sites[0]), said, naming))


def check(project: Project, folder: Path, tally: Counter[str]) -> None:
    """Runs a project with a failure at each of its sites, and compares where that ends with what is said of it."""
    running, account = Running(project), account_of(project, folder)
    tally["projects"] += 1
    for site in project.sites:
        observed, said = running.observe(site), account.of(site)
        wrong = list(disagreements(observed, said, list(account.naming(site))))
        assert not wrong, told(project, site, observed, said, wrong)
        tally["sites"] += 1
        tally["unknown"] += not said or any(one.is_doubt for one in said)
        tally["taken to report"] += any(one.is_policy for one in said)
        tally["runs"] += len(observed)
        tally.update(one.ending for one in observed)


def account_of(project: Project, folder: Path) -> Account:
    (folder / "pyproject.toml").touch()
    for name, text in project.files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return Account(folder, project)


def told(project: Project, site: Site, observed: list[Observed], said: list[Said], wrong: list[str]) -> str:
    lines = [f"\n# file: {name}.py\n{text}" for name, text in project.files.items()]
    lines += [f"{site.module}.py:{site.row}: {'; '.join(wrong)}"]
    lines += [f"observed: {one.ending} in {one.operation.module}.{one.operation.qualname}" for one in observed]
    lines += [f"said: {one.ending} in {one.module}.{one.function}: {one.reason} {sorted(one.codes)}" for one in said]
    return "\n".join(lines)
