"""What every page of a journey must keep: no barrier that axe-core knows, no overflow on a telephone, no complaint of
the browser. Where a folder is named in MERATA_SCREENSHOTS, each page is drawn there, wide and narrow."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from browsing import settled
from playwright.sync_api import ConsoleMessage, Page
from playwright.sync_api import Error as PlaywrightError

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
NARROW: Any = {"width": 360, "height": 740}
SYNTHETIC = ("Data sintetis", "Synthetic data")
LOOKS = 3
"""How often one looks at a page that goes away meanwhile: whoever is at the browser has gone on."""

AFTER_AXE_MS = 100


class Watched:
    """The faults of all pages that were looked at, and their addresses and titles."""

    def __init__(self) -> None:
        self.axe = axe_playwright.Axe()
        self.asking = False
        self.faults: list[str] = []
        self.seen: list[tuple[str, str]] = []

    def watch(self, page: Page) -> Page:
        """Count what the browser complains of; not what it does of axe-core, whose own styles the policy refuses."""
        page.on("console", lambda message: self._complained(page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        return page

    def at(self, page: Page, name: str = "", *, people: bool = True) -> None:
        """Look at the page as it is, once it has come; its name is its path where none is given.

        Where it shows `people` it says that they are synthetic.
        """
        for left in range(LOOKS - 1, -1, -1):
            settled(page)
            try:
                faults = self._look(page, name or _named(page), people=people)
            except PlaywrightError:
                if not left:
                    raise
            else:
                self.faults += faults
                self.seen.append((page.url, page.title()))
                return

    def _look(self, page: Page, name: str, *, people: bool) -> list[str]:
        faults = [f"{name}: {one['id']} {[node['html'][:160] for node in one['nodes']]}" for one in self._axe(page)]
        said = page.locator("header").inner_text()
        if people and not any(one in said for one in SYNTHETIC):
            faults.append(f"{name}: does not say that its people are synthetic")
        wide: Any = page.viewport_size
        self._draw(page, f"{name}-{wide['width']}")
        try:
            page.set_viewport_size(NARROW)
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if over > 0:
                faults.append(f"{name}: {over} px too wide at {NARROW['width']} px")
            if wide != NARROW:
                self._draw(page, f"{name}-{NARROW['width']}")
        finally:
            page.set_viewport_size(wide)
        return faults

    def _axe(self, page: Page) -> list[dict[str, Any]]:
        self.asking = True
        try:
            found: list[dict[str, Any]] = self.axe.run(page).response["violations"]
            # What the browser says of axe-core has come by then, on a machine with other work too.
            page.evaluate(f"new Promise(done => setTimeout(done, {AFTER_AXE_MS}))")
        finally:
            self.asking = False
        return found

    def _draw(self, page: Page, name: str) -> None:
        folder = os.environ.get("MERATA_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def _complained(self, page: Page, message: ConsoleMessage) -> None:
        # 404: a village's page is not there yet while the journey waits for it; 422: a form was filled in wrongly.
        told = any(f"status of {status}" in message.text for status in (404, 422))
        if message.type in {"error", "warning"} and not self.asking and not told:
            self.faults.append(f"{page.url}: {message.text}")


def _named(page: Page) -> str:
    return re.sub(r"\W+", "-", page.url.split("/", 3)[3]).strip("-") or "beranda"
