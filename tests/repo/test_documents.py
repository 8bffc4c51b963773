"""Documents say what is true: generated pages are up to date, links lead somewhere, commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


@pytest.mark.parametrize("page", ["dataset", "cli"])
def test_the_reference_is_what_the_code_says(page: str) -> None:
    """In a process of its own: click keeps the help option of a command as it was first called, by whatever test."""
    said = f"import runpy; print(runpy.run_path('docs/generate_reference.py')['{page}_page'](), end='')"
    shown = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "reference" / f"{page}.md").read_text() == shown.stdout, (
        "run ./run docs and commit the result"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    files = [target for target in targets if "://" not in target]
    assert [target for target in files if not (page.parent / target).exists()] == []
