"""What every page of a journey must keep: no barrier that axe-core knows, no overflow on a telephone, no complaint of
the browser. Where a folder is named in MERATA_SCREENSHOTS, each page is drawn there, wide and narrow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
NARROW = {"width": 360, "height": 740}
SYNTHETIC = "Data sintetis"


class Watched:
    """The faults of all pages that were looked at."""

    def __init__(self) -> None:
        self.axe = axe_playwright.Axe()
        self.asking = False
        self.faults: list[str] = []

    def watch(self, page: Page) -> Page:
        """Count what the browser complains of; not what it does of axe-core, whose own styles the policy refuses."""
        page.on("console", lambda message: self._complained(page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        return page

    def at(self, page: Page, name: str) -> None:
        """Look at the page as it is."""
        self.asking = True
        found = self.axe.run(page).response["violations"]
        self.asking = False
        self.faults += [f"{name}: {one['id']} {[node['html'][:160] for node in one['nodes']]}" for one in found]
        if SYNTHETIC not in page.locator("header").inner_text():
            self.faults.append(f"{name}: does not say that its people are synthetic")
        wide = page.viewport_size
        self._draw(page, f"{name}-1280")
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            self.faults.append(f"{name}: {over} px too wide at {NARROW['width']} px")
        self._draw(page, f"{name}-360")
        page.set_viewport_size(wide)  # type: ignore[arg-type]

    def _draw(self, page: Page, name: str) -> None:
        folder = os.environ.get("MERATA_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def _complained(self, page: Page, message: ConsoleMessage) -> None:
        # 404: a village's page is not there yet while the journey waits for it; 422: a form was filled in wrongly.
        told = any(f"status of {status}" in message.text for status in (404, 422))
        if message.type in {"error", "warning"} and not self.asking and not told:
            self.faults.append(f"{page.url}: {message.text}")
