"""How a journey goes from page to page. A click by itself waits for nothing that it starts: whoever reads the page
right after it reads the old one on a slow machine. So what leads to another page is followed, and a form is pressed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

FAR = 120_000
"""Milliseconds within which a page has come, and background work of so few is done, also on a slow machine."""
expect.set_options(timeout=60_000)
ASKING = "[hx-get]"
"""What asks how far background work has come, and has the page load itself anew when it has ended."""


def visitor(browser: Browser, **context: Any) -> Page:
    """A page of a browser of its own, of somebody who has no account."""
    page = browser.new_context(locale="id-ID", **context).new_page()
    page.set_default_timeout(FAR)
    return page


def settled(page: Page) -> Page:
    """The page once it has come and no background work of it is under way, at whose end it would load itself anew."""
    page.wait_for_load_state(timeout=FAR)
    expect(page.locator(ASKING)).to_have_count(0, timeout=FAR)
    page.wait_for_load_state(timeout=FAR)
    return page


def go(page: Page, address: str, status: int = 200) -> Page:
    """Go to an address and wait until the page is there and settled; what it answers is `status`."""
    answer = settled(page).goto(address, timeout=FAR)
    assert answer is not None
    assert answer.status == status, f"{address}: {answer.status}"
    return settled(page)


def follow(found: Locator) -> Page:
    """Click on what leads to another page and wait until that is there; the page."""
    page = found.page
    with page.expect_navigation(timeout=FAR):
        found.click()
    return page


def reveal(where: Page | Locator, called: str, /) -> Locator:
    """The first button of that name, the parts that hide it opened."""
    within = where.locator("main") if isinstance(where, Page) else where
    button = within.get_by_role("button", name=called, exact=True, include_hidden=True).first
    button.wait_for(state="attached")
    shut = button.locator("xpath=ancestor::details[not(@open)]")
    for left in range(shut.count() - 1, -1, -1):
        shut.first.locator("xpath=summary").click()
        expect(shut).to_have_count(left)
    return button


def press(where: Page | Locator, called: str, /, *, said: str = "", **fields: str) -> None:
    """Send the form of a button, having filled its fields in by their names; `said`: what the page then says."""
    settled(where if isinstance(where, Page) else where.page)
    button = reveal(where, called)
    form = button.locator("xpath=ancestor::form")
    for field, value in fields.items():
        if value:
            enter_in(form.locator(f"[name={field}]").first, value)
    page = follow(button)
    if said:
        expect(page.get_by_text(said).first).to_be_visible(timeout=FAR)


def enter_in(field: Locator, value: str) -> None:
    """Fill a field in; of a list choose what bears that label."""
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)


def downloaded(found: Locator) -> Path:
    """Click on what gives a file; where it lies."""
    with found.page.expect_download(timeout=FAR) as given:
        found.click()
    return Path(given.value.path())
