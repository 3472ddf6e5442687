"""CI: the hooks under the real pre-commit, the action's steps in a real shell, and the YAML of the docs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from flake8_ownership import rules
from tests.test_diff_base import git
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]
ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/how-to/ci.md").read_text(encoding="utf-8"), re.DOTALL)


def is_schema_kept(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestPreCommit:
    """The hooks as this repository offers them, but run from this environment instead of one that pip fills."""

    def repository(self, project: Project, files: Mapping[str, str], hook: str) -> Path:
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        (chosen,) = [{**one, "language": "system"} for one in hooks if one["id"] == hook]
        config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": [chosen]}]})
        folder = project({**files, ".pre-commit-config.yaml": config})
        git(folder, "init")
        git(folder, "add", "-A")
        return folder

    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PRE_COMMIT_COLOR": "never"}
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    def test_a_finding_stops_the_commit(self, project: Project) -> None:
        folder = self.repository(project, {"app.py": UNOWNED, "notes.txt": UNOWNED}, "flake8-ownership")
        assert self.run(folder, "install").returncode == 0
        environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
        command = ["git", *identity, "commit", "-m", "first"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "app.py:5:18: OWN101" in done.stderr
        assert "notes.txt" not in done.stderr

    def test_what_is_excluded_is_left_out_though_it_is_named(self, project: Project) -> None:
        files = {"old/app.py": UNOWNED, "pyproject.toml": "[tool.flake8-ownership]\nexclude = ['old']\n"}
        done = self.run(self.repository(project, files, "flake8-ownership"), "run", "--all-files")
        assert (done.returncode, "Passed" in done.stdout) == (0, True)

    def test_the_baseline_holds(self, project: Project) -> None:
        folder = self.repository(project, {"app.py": UNOWNED}, "flake8-ownership")
        subprocess.run([str(BIN / "flake8-ownership"), "baseline", "write"], cwd=folder, check=True)
        assert self.run(folder, "run", "--all-files").returncode == 0

    def test_a_diff_base_holds_inside_a_hook(self, project: Project) -> None:
        """git tells its hooks of its folder and index by variables, which must not lead astray."""
        files = {"a/app.py": UNOWNED, "pyproject.toml": "[tool.flake8-ownership]\ndiff-base = 'HEAD'\n"}
        folder = self.repository(project, files, "flake8-ownership")
        git(folder, "commit", "-m", "first")
        (folder / "a/app.py").write_text("# above\n" + UNOWNED, encoding="utf-8")
        git(folder, "add", "-A")
        environment = {**os.environ, "GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}
        command = [str(BIN / "flake8-ownership"), "check", "app.py"]
        done = subprocess.run(command, cwd=folder / "a", env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")

    def test_a_fix_changes_the_file_and_fails_the_hook(self, project: Project) -> None:
        rule = rules.by_code("OWN201")
        assert rule is not None
        bad, good = rule.examples()
        folder = self.repository(project, {"example.py": bad}, "flake8-ownership-fix")
        done = self.run(folder, "run", "--all-files")
        assert done.returncode == 1
        assert "files were modified by this hook" in done.stdout
        assert (folder / "example.py").read_text(encoding="utf-8") == good
        git(folder, "add", "-A")
        assert self.run(folder, "run", "--all-files").returncode == 0


class TestAction:
    """action.yml: its form, and its steps run as a runner would."""

    def test_it_has_the_form_that_github_wants(self) -> None:
        done = is_schema_kept("vendor.github-actions", ROOT / "action.yml")
        assert done.returncode == 0, done.stdout

    def step(self, folder: Path, name: str = "Check", **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs a step with some inputs over the defaults, the tool being where the installing step puts it."""
        action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        values = {name: one["default"] for name, one in action["inputs"].items()} | {
            name.replace("_", "-"): value for name, value in inputs.items()
        }
        step = next(one for one in action["runs"]["steps"] if one["name"] == name)
        environment = {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")} | {
            variable: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)
            for variable, text in step["env"].items()
        }
        runner = folder / "runner"
        (runner / "flake8-ownership").mkdir(parents=True, exist_ok=True)
        link = runner / "flake8-ownership/bin"
        if not link.exists():
            link.symlink_to(BIN)
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(runner), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_it_annotates(self, project: Project) -> None:
        folder = project({"a b/app.py": UNOWNED, "c/app.py": UNOWNED, "d/app.py": UNOWNED})
        done = self.step(folder, paths="a b\nc\n")
        assert done.returncode == 1
        assert re.findall(r"^::warning file=([^,]*),", done.stdout, re.MULTILINE) == ["a b/app.py", "c/app.py"]

    def test_it_writes_sarif_and_succeeds_where_asked(self, project: Project) -> None:
        folder = project({"app.py": UNOWNED})
        done = self.step(folder, sarif_file="out.sarif", exit_zero="true")
        assert (done.returncode, done.stdout) == (0, "")
        assert '"ruleId": "OWN101"' in (folder / "out.sarif").read_text(encoding="utf-8")

    def test_it_takes_a_base(self, project: Project) -> None:
        folder = project({"app.py": UNOWNED})
        git(folder, "init")
        git(folder, "add", "-A")
        git(folder, "commit", "-m", "first")
        assert self.step(folder, diff_base="HEAD").returncode == 0

    def test_it_reviews_a_change(self, project: Project) -> None:
        folder = project({"app.py": UNOWNED})
        git(folder, "init")
        git(folder, "add", "-A")
        git(folder, "commit", "-m", "first")
        (folder / "app.py").write_text("", encoding="utf-8")
        done = self.step(folder, "Review", review="HEAD")
        assert done.returncode == 0, done.stderr
        assert "1 call gone." in (folder / "summary.md").read_text(encoding="utf-8")

    def test_an_input_is_never_a_command(self, project: Project) -> None:
        folder = project({"app.py": UNOWNED})
        self.step(folder, paths="$(touch seized)", diff_base="; touch seized")
        self.step(folder, "Review", paths="$(touch seized)", review="; touch seized")
        assert not (folder / "seized").exists()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_the_yaml_of_the_docs_has_the_form_that_its_reader_wants(tmp_path: Path, block: str) -> None:
    document = yaml.safe_load(block)
    if "repos" in document:
        (tmp_path / ".pre-commit-config.yaml").write_text(block, encoding="utf-8")
        command = [sys.executable, "-m", "pre_commit", "validate-config", str(tmp_path / ".pre-commit-config.yaml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    else:
        path = tmp_path / "ci.yml"
        path.write_text(block, encoding="utf-8")
        done = is_schema_kept("vendor.github-workflows" if "jobs" in document else "vendor.gitlab-ci", path)
    assert done.returncode == 0, done.stdout


def test_the_hooks_are_a_valid_manifest() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
