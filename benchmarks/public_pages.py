"""Every type of page that everybody may open: Lighthouse, axe-core, bytes over the wire, requests, in both languages.

    npm install --prefix SOMEWHERE lighthouse@13.5
    .venv/bin/python benchmarks/lived_portal.py FOLDER
    .venv/bin/python benchmarks/public_pages.py FOLDER --lighthouse SOMEWHERE/node_modules/.bin/lighthouse

writes `benchmarks/PUBLIC_PAGES.md`, says what is wrong, and ends with 1 where a page has less than 98 in one of
Lighthouse's four categories, is heavier than 50 kB (100 kB with a map) with its styles, has a violation that axe-core
finds on a telephone or a wide screen, is wider than its screen, has a script, or lets the browser complain. FOLDER is a
portal in which something of each type exists; it is served by `merata portal serve`, without a proxy.

    --quick         without Lighthouse; nothing is written
    --only NAME …   these types alone, e.g. public:home; nothing is written
    --language id   in this one alone; the table says so
    --pictures DIR  each page drawn, 360 and 1280 px wide
    --tries N       how often a page is measured by Lighthouse at most (3); the best counts
"""

# ruff: noqa: PLC0415 - Django is set up once the folder is known
from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import page_measures
from page_measures import CATEGORIES, Measured
from playwright.sync_api import sync_playwright
from public_page_samples import LANGUAGES, Sample, samples
from served import serving

TABLE = Path(__file__).with_name("PUBLIC_PAGES.md")
LEAST_SCORE = 98
MOST_BYTES, MOST_BYTES_WITH_MAP = 50_000, 100_000
LANGUAGE_COOKIE = "django_language"
LANGUAGE_NAMES = {"id": "Indonesian", "en": "English"}
Row = tuple[Sample, str, Measured]


def measured(asked: argparse.Namespace, chromium: str) -> tuple[list[Row], list[str]]:
    """Each page in each of its languages; and the types of which there is no example."""
    rows: list[Row] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(asked.folder, Path(folder) / "log") as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found_samples, lacking = samples(served.address)
        for sample in found_samples:
            if asked.only and sample.name not in asked.only:
                continue
            for language in [one for one in sample.languages if asked.language in (None, one)]:
                cookies = {**sample.cookies, LANGUAGE_COOKIE: language}
                address = served.address + sample.path
                found = page_measures.looked_at(browser, address, cookies, asked.pictures)
                if asked.lighthouse:
                    page_measures.lighthouse(asked.lighthouse, address, cookies, chromium, asked.tries, found)
                most = MOST_BYTES_WITH_MAP if found.has_map else MOST_BYTES
                if found.wire_bytes > most:
                    found.faults.append(f"{found.wire_bytes:,} bytes, more than {most:,}")
                rows.append((sample, language, found))
                print(_line(rows[-1]), *(f"  - {fault}" for fault in found.faults), sep="\n", flush=True)
        browser.close()
    return rows, [] if asked.only else lacking


def _line(row: Row) -> str:
    sample, language, found = row
    scores = [str(found.scores.get(name, "")) for name in CATEGORIES]
    name = f"`{sample.name.partition(',')[0]}`{''.join(sample.name.partition(',')[1:])}"
    weights = [f"{found.wire_bytes / 1000:.1f}", f"{found.page_bytes / 1000:.1f}", str(found.requests)]
    axe = sum(fault.startswith("axe") for fault in found.faults)
    return f"| {' | '.join([name, language, 'yes' if found.has_map else '', *weights, *scores, str(axe)])} |"


HEAD = """# Every type of public page

Written by `benchmarks/public_pages.py` on {day}; do not edit.

{kinds} types, {pages} pages: each type's heaviest example that links lead to, in {languages}, of a synthetic
portal in which something of each exists (`benchmarks/lived_portal.py`). Served by `merata portal serve`, no proxy.
kB are thousands of bytes as sent to an empty cache: headers, styles and icon with the page. Lighthouse 13.5, telephone,
simulated slow 4G: the best of at most {tries} runs, as the two cores had other work ({again} pages needed more than
one). axe-core at 360 and 1280 px.

Heaviest: {heaviest_kb:.1f} kB. Least scores: {least}. Pages with anything wrong: {wrong}.

| type | language | map | kB | page, kB | requests | {categories} | axe violations |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


def table(rows: list[Row], lacking: list[str], tries: int) -> str:
    """The document, the same for the same figures on the same day."""
    least = {name: min(row[2].scores[name] for row in rows) for name in CATEGORIES}
    wrong = [row for row in rows if row[2].faults]
    head = HEAD.format(
        day=date.today().isoformat(),  # noqa: DTZ011 - the day of who measured
        languages=" and ".join(LANGUAGE_NAMES[one] for one in LANGUAGES if one in {row[1] for row in rows}),
        kinds=len({row[0].name for row in rows}),
        pages=len(rows),
        tries=tries,
        again=sum(row[2].tries > 1 for row in rows),
        heaviest_kb=max(row[2].wire_bytes for row in rows) / 1000,
        least=", ".join(f"{name} {score}" for name, score in least.items()),
        wrong=len(wrong),
        categories=" | ".join(CATEGORIES),
    )
    told = [f"- `{name}`: no example; a page must link to one" for name in lacking]
    told += [f"- `{sample.name}` ({language}): {fault}" for sample, language, found in wrong for fault in found.faults]
    return "\n".join([head + "\n".join(map(_line, rows)), *(["", "## What is wrong", "", *told] if told else []), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lighthouse", type=Path, help="Lighthouse's program")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", default=())
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--tries", type=int, default=3)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium; on Debian: apt install chromium")
    if not asked.quick and asked.lighthouse is None:
        sys.exit("name Lighthouse's program with --lighthouse, or leave it out with --quick")
    asked.lighthouse = None if asked.quick else asked.lighthouse
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    os.environ["MERATA_DATA"] = str(asked.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    # One key for the server and for the sessions that are made here.
    os.environ["MERATA_SECRET_KEY"] = secrets.token_urlsafe(50)
    # Playwright's own loop runs in this thread; Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()
    rows, lacking = measured(asked, chromium)
    if not (asked.quick or asked.only):
        TABLE.write_text(table(rows, lacking, asked.tries), encoding="utf-8")
    wrong = sum(bool(row[2].faults) for row in rows)
    print(f"{len(rows)} pages, {wrong} with something wrong; no example of: {', '.join(lacking) or 'none'}")
    sys.exit(1 if wrong or lacking else 0)


if __name__ == "__main__":
    main()
