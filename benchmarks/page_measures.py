"""What a page weighs and whether everybody can use it: bytes over the wire, axe-core, a narrow screen, Lighthouse."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
NARROW: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 900}
LIGHTHOUSE_SECONDS = 240
MAP = "svg[class*=map] , .map svg"
SCRIPTS = "script:not([type='application/json'])"


@dataclass
class Measured:
    """A page in one language: bytes and requests with an empty cache, and what is wrong with it, in words."""

    wire_bytes: int = 0
    page_bytes: int = 0
    requests: int = 0
    has_map: bool = False
    scores: dict[str, int] = field(default_factory=dict)
    tries: int = 0
    faults: list[str] = field(default_factory=list)


def looked_at(browser: Browser, address: str, cookies: Mapping[str, str], pictures: Path | None = None) -> Measured:
    """Open the page as a new visitor with these cookies; axe-core at both widths, and nothing wider than the screen."""
    found = Measured()
    context = browser.new_context(viewport=NARROW)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    _weigh(page, found)
    page.on("console", lambda said: _complained(found, said.type, said.text))
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200 or urlsplit(page.url).path != urlsplit(address).path:
        found.faults.append(f"answered {answer and answer.status} at {urlsplit(page.url).path}")
        context.close()
        return found
    found.has_map = page.locator(MAP).count() > 0
    if scripts := page.locator(SCRIPTS).count():
        found.faults.append(f"{scripts} scripts: it is to work without JavaScript and to send none")
    _at_width(page, found, "narrow", NARROW, pictures)
    _at_width(page, found, "wide", WIDE, pictures)
    context.close()
    return found


def lighthouse(
    program: Path, address: str, cookies: Mapping[str, str], chromium: str, tries: int, found: Measured
) -> None:
    """Lighthouse's four scores (0 to 100; telephone, simulated slow 4G, four times slower processor), the best of at
    most `tries` runs: on a machine that others use too, the score for speed varies, and only downwards.

    Raises `RuntimeError` where Lighthouse cannot load the page.
    """
    why: dict[str, list[str]] = {}
    while found.tries < tries and min([found.scores.get(name, 0) for name in CATEGORIES]) < 100:
        found.tries += 1
        try:
            report = _report(program, address, cookies, chromium)
        except RuntimeError:
            # It loses a trace now and then on a busy machine; once too often, and it is told.
            if found.tries >= tries:
                raise
            continue
        for name in CATEGORIES:
            score = round(100 * (report["categories"][name]["score"] or 0))
            if score > found.scores.get(name, -1):
                found.scores[name], why[name] = score, _failed(report, name)
    found.faults += [
        f"Lighthouse {name} {score}: {'; '.join(why[name])}" for name, score in found.scores.items() if score < 98
    ]


def _weigh(page: Page, found: Measured) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    first: list[str] = []

    def sent(event: dict[str, Any]) -> None:
        found.requests += 1
        if not first:
            first.append(event["requestId"])

    def came(event: dict[str, Any]) -> None:
        found.wire_bytes += round(event["encodedDataLength"])
        if event["requestId"] in first:
            found.page_bytes = round(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", came)


def _complained(found: Measured, kind: str, text: str) -> None:
    # axe-core's own styles, which the policy refuses, are no fault of the page.
    if kind in {"error", "warning"} and "axe" not in text and "inline style" not in text:
        found.faults.append(f"the browser: {text[:200]}")


def _at_width(page: Page, found: Measured, name: str, size: ViewportSize, pictures: Path | None) -> None:
    page.set_viewport_size(size)
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if over > 0:
        found.faults.append(f"{name}: {over} px wider than {size['width']} px")
    if pictures is not None:
        path = urlsplit(page.url).path.strip("/").replace("/", "_") or "home"
        page.screenshot(
            path=pictures / f"{path}-{page.locator('html').get_attribute('lang')}-{name}.png", full_page=True
        )
    for one in Axe().run(page).response["violations"]:
        found.faults.append(f"axe, {name}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}")


def _report(program: Path, address: str, cookies: Mapping[str, str], chromium: str) -> dict[str, Any]:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    with TemporaryDirectory() as folder:
        # Into a file: node may end before a pipe has taken all of it.
        told = Path(folder) / "report.json"
        done = subprocess.run(
            [
                str(program), address, "--quiet", "--output=json", f"--output-path={told}",
                "--disable-full-page-screenshot", f"--only-categories={','.join(CATEGORIES)}",
                f"--extra-headers={json.dumps(headers)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            ],
            env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, text=True, check=False,
            timeout=LIGHTHOUSE_SECONDS,
        )  # fmt: skip
        report: dict[str, Any] = json.loads(told.read_text()) if told.is_file() else {}
    if done.returncode or not report or report.get("runtimeError"):
        raise RuntimeError(f"Lighthouse on {address}: {report.get('runtimeError') or done.stderr[-800:]}")
    return report


def _failed(report: dict[str, Any], category: str) -> list[str]:
    found = []
    for one in report["categories"][category]["auditRefs"]:
        audit = report["audits"][one["id"]]
        if one["weight"] and audit["score"] is not None and audit["score"] < 0.98:
            items = (audit.get("details") or {}).get("items") or []
            where = [
                (item.get("node") or {}).get("snippet") or item.get("description") or "" for item in items[:3]
            ]  # fmt: skip
            found.append(
                f"{one['id']} {audit.get('displayValue', '')} {[text[:120] for text in where if text]}".strip()
            )
    return found
