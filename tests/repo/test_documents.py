"""Documents say what is true: generated pages are up to date, links lead somewhere, names on the screen exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("**/*.md"), *ROOT.glob("benchmarks/*.md")])
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
EMPHASIS = re.compile(r"(?<!\*)\*(?!\*)([^*\n]+)\*(?!\*)")
FOREIGN = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE)
# Apps on which domains stand, and fronts that show them; measures are the app `analysis`.
GROUND = {
    "accounts", "actor", "analysis", "api", "attachments", "audit", "config", "jobs", "locale", "office", "personal",
    "public", "tickets",
}  # fmt: skip
LANGUAGE_OF_THE_SCREEN = [*DOCS.glob("how-to/*.md"), *DOCS.glob("domains/*.md"), DOCS / "first-day.md"]


def test_the_reference_is_what_the_code_says() -> None:
    """Pages are current, every command and option says what it does, every variable of the environment is listed.

    In a process of its own: click keeps the help option of a command as it was first called, by whatever test.
    """
    checked = subprocess.run(
        [sys.executable, "docs/generate_reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (checked.stdout.strip(), checked.stderr) == ("", "")


def test_a_setting_that_nobody_described_is_found(tmp_path: Path) -> None:
    """One that is read and not listed, and those that are listed and, in this small tree, read nowhere."""
    surprise = "MERATA_" + "SURPRISE"  # in parts, or the test above would find it here
    (tmp_path / "src" / "merata_portal").mkdir(parents=True)
    (tmp_path / "src" / "merata_portal" / "reading.py").write_text(
        f'os.environ["{surprise}"], os.environ["MERATA_DATA"]'
    )
    (tmp_path / "run").write_text("")
    asked = (
        "import sys; sys.path.insert(0, 'docs'); import portal_reference; from pathlib import Path; "
        f"print(*portal_reference.undocumented(Path({str(tmp_path)!r})))"
    )
    found = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {surprise, "MERATA_HOSTS", "MERATA_SCREENSHOTS"} <= set(found.stdout.split())
    assert "MERATA_DATA" not in found.stdout.split()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for target, anchor in LINK.findall(_prose(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in _anchors(path)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def test_headings_become_anchors_as_a_git_host_makes_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# 1. Bring your *own* `file` (a, b)\n\n```sh\n# not one\n```\n\n## Laws, [read](x.md) · dated\n")
    assert _anchors(page) == {"1-bring-your-own-file-a-b", "laws-read--dated"}


def test_every_page_is_reached_from_the_index() -> None:
    """On a plain git host there is no navigation: links are the way."""
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            targets = ((page.parent / target).resolve() for target, _anchor in LINK.findall(_prose(page)) if target)
            waiting += [one for one in targets if one.suffix == ".md" and one.is_relative_to(DOCS) and one.exists()]
    assert [str(page.relative_to(ROOT)) for page in sorted(DOCS.glob("**/*.md")) if page not in reached] == []


def test_every_domain_has_its_page() -> None:
    apps = {path.name for path in (ROOT / "src" / "merata_portal").iterdir() if (path / "__init__.py").exists()}
    told = {path.stem for path in (DOCS / "domains").glob("*.md")}
    assert (apps - GROUND) | {"measurement"} == told
    wanted = ["What it is for", "States, and who moves them", "Where it lives", "## Laws", "## Limits", "GLOSSARY.md"]
    lacking = {
        f"{path.name}: {words}"
        for path in (DOCS / "domains").glob("*.md")
        for words in wanted
        if words not in path.read_text(encoding="utf-8")
    }
    assert lacking == set()


@pytest.mark.parametrize("page", LANGUAGE_OF_THE_SCREEN, ids=lambda page: str(page.relative_to(DOCS)))
def test_what_is_said_of_the_screen_is_on_the_screen(page: Path) -> None:
    """What stands in *emphasis* on these pages are names of menus, pages and buttons, one after the other by ›."""
    screen = _screen()
    named = [part for path in EMPHASIS.findall(_prose(page)) for part in path.split(" › ")]
    assert [part for part in named if part not in screen] == []


@pytest.mark.slow
def test_the_site_is_built_without_a_broken_link_and_fetches_nothing(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    pages = sorted((tmp_path / "site").glob("**/*.html"))
    assert len(pages) > len(list(DOCS.glob("**/*.md")))  # and those that stand outside docs/
    assert [page.name for page in pages if FOREIGN.search(page.read_text(encoding="utf-8"))] == []
    assert list((tmp_path / "site").glob("**/*.py")) == []
    decision = (tmp_path / "site" / "adr" / "0019-publications.html").read_text(encoding="utf-8")
    assert 'href="../glossary.html"' in decision


@cache
def _prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


@cache
def _anchors(page: Path) -> set[str]:
    """What a git host calls the headings: lower case, marks left out, spaces as hyphens."""
    texts = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in HEADING.findall(_prose(page)))
    return {re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-") for text in texts}


@cache
def _screen() -> str:
    sources = (ROOT / "src" / "merata_portal").glob("**/*")
    return "\n".join(path.read_text(encoding="utf-8") for path in sources if path.suffix in {".html", ".py"})
