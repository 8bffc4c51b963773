"""Rules about the repository as a whole."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_MODULE_LINES = 600
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|services?|misc|manager|base)(_|$)")


def tracked(pattern: str = "") -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *([pattern] if pattern else [])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_module_outgrows_its_room() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in tracked("*.py")}
    assert {path.name: lines for path, lines in sizes.items() if lines > LONGEST_MODULE_LINES} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = [path.relative_to(ROOT) for path in tracked("src/*.py")]
    assert [name for name in names if any(FORBIDDEN_NAMES.search(Path(part).stem) for part in name.parts)] == []


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    listed = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
        *project["dependency-groups"]["dev"],
    ]
    silent = [name for name in listed if not re.search(rf'"{re.escape(name)}"\]?,?\s+# \w', text)]
    assert silent == []


def test_the_lock_names_no_address_and_pins_exactly() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        assert [line for line in lines if "://" in line or "==" not in line] == []


def test_no_personal_number_stands_in_the_repository() -> None:
    """A NIK or KK number is sixteen digits; tests invent theirs in a kecamatan 99, which no regency has."""
    number = re.compile(r"(?<![\d.])35(?!\d\d99)\d{14}(?!\d)")
    text_files = [path for path in tracked() if path.suffix in {".py", ".md", ".yaml", ".csv", ".json", ".toml"}]
    assert [path.name for path in text_files if number.search(path.read_text(errors="replace"))] == []


def test_the_two_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "./run demo" in readme
    assert "./run test" in readme
    usage = subprocess.run(["sh", "run", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for command in ("demo", "test", "check"):
        assert f"./run {command}" in usage


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "./run test" in (ROOT / ".ci" / "run").read_text()
