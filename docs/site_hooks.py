"""What the site needs beyond the pages of docs/: the repository's own pages in it, and links that leave it as paths."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

DOCS = Path(__file__).parent
ROOT = DOCS.parent
# Pages of the repository that stand outside docs/, and what they are called in the site.
BROUGHT = {
    "README.md": "merata.md",
    "GLOSSARY.md": "glossary.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/RESULTS.md": "benchmarks.md",
}
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every decision into the navigation, in the order of their numbers."""
    pages = ["adr/README.md", *sorted(f"adr/{path.name}" for path in (DOCS / "adr").glob("[0-9]*.md"))]
    for entry in config.nav or []:
        if isinstance(entry, dict) and entry.get("Decisions") == "adr":
            entry["Decisions"] = pages
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Bring in the pages that stand at the repository's root."""
    for path, name in BROUGHT.items():
        files.append(File.generated(config, name, content=(ROOT / path).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Lead links to the page as it stands in the site; what is not in the site is named by its path."""
    origin = {name: path for path, name in BROUGHT.items()}.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    return LINK.sub(lambda found: _led(found, origin, page.file.src_uri), markdown)


def _led(found: re.Match[str], origin: str, place: str) -> str:
    mark, text, target, anchor = found[1], found[2], found[3], found[4] or ""
    if "://" in target or target.startswith(("mailto:", "/")):
        return found[0]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
    inside = BROUGHT.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else "")
    if inside and (inside in BROUGHT.values() or (DOCS / inside).is_file()):
        return f"{mark}[{text}]({os.path.relpath(inside, posixpath.dirname(place) or '.')}{anchor})"
    return text if path in text.replace("`", "") else f"{text} (`{path}`)"
