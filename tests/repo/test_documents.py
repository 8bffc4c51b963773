"""Documents say what is true: generated pages are up to date, links lead somewhere, commands exist."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


@pytest.mark.parametrize("page", ["dataset", "cli"])
def test_the_reference_is_what_the_code_says(page: str) -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "generate_reference.py"), run_name="generator")
    assert (ROOT / "docs" / "reference" / f"{page}.md").read_text() == generator[f"{page}_page"](), (
        "run ./run docs and commit the result"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    files = [target for target in targets if "://" not in target]
    assert [target for target in files if not (page.parent / target).exists()] == []
