"""A portal of synthetic people served by its own command, with an account for each role, and a browser to enter it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browsing import follow, visitor
from playwright.sync_api import Browser, Page

MERATA = str(Path(sys.executable).with_name("merata"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
START_SECONDS = 180
VILLAGES = """village_code,name,type,kecamatan_code,kecamatan,regency_code,regency,latitude,longitude,population
35.05.01.2001,Jaten,desa,35.05.01,Wonodadi,35.05,Kabupaten Blitar,-8.0,112.0,1780
35.05.01.2002,Salam,desa,35.05.01,Wonodadi,35.05,Kabupaten Blitar,-8.0,112.0,2500
35.05.10.1004,Wlingi,kelurahan,35.05.10,Wlingi,35.05,Kabupaten Blitar,-8.1,112.3,6000
"""
BUDGET = """owner,year,account_code,fund_source,pillar,ceiling_idr
35.05,2026,1.06.05.2.02.0003,DAU,assistance,350000000
35.05,2026,1.03.10.2.01.0033,DAK,infrastructure,900000000
"""
ACCOUNTS = """
import json, sys
from pathlib import Path
from merata_portal.personal.folder import open_portal
root = Path(sys.argv[1])
open_portal(root)
from merata_portal.accounts.demonstration import make_accounts
from merata_portal.actor import SYSTEM
print(json.dumps({one.username: one.password for one in make_accounts(by=SYSTEM("journey"), folder=root)}))
"""
CODE_SECONDS = 30


@dataclass(frozen=True)
class Portal:
    """Where it is served from, its folder, the passwords by account."""

    address: str
    folder: Path
    passwords: dict[str, str]
    environment: dict[str, str]

    def code(self, account: str) -> str:
        """The second factor's six digits now."""
        return run(self.environment, "portal", "user", "code", str(self.folder), account).strip().split()[-1]


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([MERATA, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def own_environment(folder: Path) -> dict[str, str]:
    """The environment of a portal's commands, with keys beside its folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "MERATA"))}
    return environment | {"MERATA_KEYS": str(folder.parent / "keys.json")}


@contextmanager
def portal(folder: Path) -> Iterator[Portal]:
    """Make a portal in `folder` and serve it with a worker for as long as the block lasts."""
    folder.mkdir()
    (folder / "dataset.yaml").write_text("name: perjalanan\nyear: 2026\nsynthetic: true\n", encoding="utf-8")
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    budget = folder.parent / "budget.csv"
    budget.write_text(BUDGET, encoding="utf-8")
    environment = own_environment(folder)
    data = str(folder)
    run(environment, "portal", "migrate", data)
    run(environment, "portal", "keys", "new", data)
    run(environment, "portal", "areas", data)
    run(environment, "portal", "ledger", "load", data, str(budget))
    made = subprocess.run(
        [sys.executable, "-c", ACCOUNTS, data], env=environment, capture_output=True, text=True, check=True
    )
    with serving(folder, environment) as address:
        yield Portal(address, folder, json.loads(made.stdout), environment)


@contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Serve the portal in `folder` with a worker for as long as the block lasts; its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (folder.parent / "log").open("w") as log:
        server = subprocess.Popen(
            [MERATA, "portal", "serve", str(folder), "--port", str(port)], env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(address, server)
            yield address
        finally:
            end(server)


def enter(browser: Browser, portal: Portal, account: str, **context: Any) -> Page:
    """A page of a browser of its own, signed in with both factors, at the first page of the office."""
    page = visitor(browser, **context)
    page.goto(f"{portal.address}/kantor/")
    sign_in(page, portal, account)
    assert page.url == f"{portal.address}/kantor/", page.locator("body").inner_text()
    return page


def sign_in(page: Page, portal: Portal, account: str) -> None:
    """Fill in both factors on the page of signing in where the browser is; waits for a code that was not used yet."""
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(portal.passwords[account])
    masuk = page.get_by_role("button", name="Masuk", exact=True)
    follow(masuk)
    code = page.locator("input[name=code]")
    code.fill(portal.code(account))
    follow(masuk)
    if code.count():  # each code is good once
        time.sleep(CODE_SECONDS - time.time() % CODE_SECONDS + 1)
        code.fill(portal.code(account))
        follow(masuk)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the portal ended before it answered"
        try:
            urllib.request.urlopen(f"{address}/akun/masuk/", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the portal did not answer within {START_SECONDS} s")


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and see that it does; nothing is left behind where it does not."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(START_SECONDS)
    finally:
        server.kill()
        server.wait()


def free_port() -> int:
    """One that no outgoing connection takes before the server does: those have the ports from 32768 on."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
