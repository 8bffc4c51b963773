"""Devices that lose their connection and their browser: Chromium as a process of its own that can be killed, and a
portal that can be killed and started again under the same address."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browsing import FAR
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from served_portal import CHROMIUM, MERATA, START_SECONDS, Portal, free_port, wait_for
from watched_pages import Watched

PIN = "pisang goreng 7"
NAMES = ("Siti Aminah", "Budi Santoso", "Wahyu Lestari", "Slamet Riyadi", "Sri Utami", "Joko Susilo")
MEETING = """
import json, sys
from datetime import timedelta
from pathlib import Path
from merata_portal.personal.folder import open_portal
open_portal(Path(sys.argv[1]))
from django.utils import timezone
from merata_portal.actor import Actor, Held, Role
from merata_portal.participation.actions import inviting
by = Actor(901, "Operator", (Held(Role.VILLAGE_OPERATOR, "35.05.01.2001"),))
starts = (timezone.now() - timedelta(minutes=10)).replace(second=0, microsecond=0)
made = inviting.plan_meeting(
    by=by, kind="musyawarah_desa", area="35.05.01.2001", starts_at=starts, place="Balai desa",
    agenda=[("RKP Desa 2027", False), ("Pengawasan program", True)],
)
elements = ("women", "farmers", "disability", "community", "youth", "poor")
guests = [
    inviting.Guest(name, elements[place], sex="female" if place % 2 == 0 else "male", disability=place == 2,
                   poor=place == 5, part="Krajan" if place % 3 else "Sumber")
    for place, name in enumerate(json.loads(sys.argv[2]))
]
inviting.add_invitees(by=by, meeting=made.uuid, guests=guests)
inviting.send_invitations(by=by, meeting=made.uuid, at=starts - timedelta(days=3))
print(made.uuid)
"""


def make_meeting(served: Portal) -> str:
    """A musyawarah desa that was to start ten minutes ago, its six invitees called three days before."""
    made = subprocess.run(
        [sys.executable, "-c", MEETING, str(served.folder), json.dumps(NAMES)],
        env=served.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


class Office:
    """The portal's web server: killed without warning, and started again with the sessions that it had."""

    def __init__(self, served: Portal, log: Path) -> None:
        self.served, self.port, self.log = served, free_port(), log
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**served.environment, "MERATA_SECRET_KEY": "perjalanan-tanpa-sinyal-" * 3}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [MERATA, "portal", "serve", str(self.served.folder), "--port", str(self.port), "--no-worker"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        wait_for(self.address, self.process)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(60)
            self.process = None

    @contextmanager
    def killed_in_the_middle(self, notes: int) -> Iterator[None]:
        """Kill it as soon as it took in so many notes of devices while the block runs, mostly before it answers."""
        watching = threading.Thread(target=self._kill_after, args=(notes,))
        watching.start()
        yield
        watching.join(60)
        assert self.process is None, "it was not killed: too few notes came"

    def _kill_after(self, notes: int) -> None:
        until = time.monotonic() + 60
        with sqlite3.connect(self._database, uri=True, timeout=30) as database:
            before = self._taken(database)
            while time.monotonic() < until:
                if self._taken(database) - before >= notes:
                    self.kill()
                    return
                time.sleep(0.002)

    @property
    def _database(self) -> str:
        return f"file:{self.served.folder / 'portal.sqlite3'}?mode=ro"

    @staticmethod
    def _taken(database: sqlite3.Connection) -> int:
        counted = database.execute("SELECT count(*) FROM participation_meetingevent WHERE device != 'portal'")
        return int(counted.fetchone()[0])

    def events(self, meeting: str) -> list[tuple[str, str, str, int]]:
        """What the portal keeps of a meeting: kind, device, state and the number of rows with the same event."""
        with sqlite3.connect(self._database, uri=True, timeout=30) as database:
            rows = database.execute(
                "SELECT e.kind, e.device, e.state, (SELECT count(*) FROM participation_meetingevent o WHERE "
                "o.event_uuid = e.event_uuid) FROM participation_meetingevent e JOIN participation_meeting m "
                "ON m.id = e.meeting_id WHERE m.uuid = ? ORDER BY e.at, e.device, e.sequence",
                (meeting.replace("-", ""),),
            )
            return [tuple(row) for row in rows]  # type: ignore[misc]


@contextmanager
def office(served: Portal, log: Path) -> Iterator[Office]:
    made = Office(served, log)
    made.start()
    try:
        yield made
    finally:
        made.kill()


class Device:
    """A telephone: its Chromium with a profile that outlives it."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self.complaints: list[str] = []
        self.watched: Watched | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.browser: Browser | None = None

    def open(self) -> Page:
        """Start the browser; what the page complains of is gathered, but for a connection that is not there."""
        chosen = self.profile / "DevToolsActivePort"
        chosen.unlink(missing_ok=True)
        assert CHROMIUM is not None
        self.process = subprocess.Popen(
            [
                CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}", "--no-first-run", "--accept-lang=id-ID", "--window-size=360,780",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while not (chosen.exists() and chosen.read_text().count("\n") >= 1):
            assert time.monotonic() < until, "Chromium did not start"
            time.sleep(0.1)
        port = chosen.read_text().split("\n")[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.set_default_timeout(FAR)
        page.set_viewport_size({"width": 360, "height": 780})
        page.on("console", lambda message: self._complained(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    @property
    def context(self) -> BrowserContext:
        assert self.browser is not None
        return self.browser.contexts[0]

    def kill(self) -> None:
        """End it as a telephone whose battery is empty: nothing is asked, nothing is written at the end."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)
            self.process = None

    def draw(self, name: str) -> None:
        """The page as it is, where a folder for pictures is named."""
        folder = os.environ.get("MERATA_SCREENSHOTS")
        if folder and self.process is not None:
            page = self.context.pages[0]
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
            (Path(folder) / f"{name}.txt").write_text(f"{page.url}\n{page.inner_text('body')}\n{self.complaints}")

    def _complained(self, kind: str, said: str) -> None:
        away = "net::ERR_" in said or "status of 4" in said
        asking = self.watched is not None and self.watched.asking  # the policy refuses axe-core's own styles
        if kind in {"error", "warning"} and not away and not asking:
            self.complaints.append(said)


def kept_on(page: Page) -> dict[str, Any]:
    """What the browser holds of the office: databases, caches, service workers."""
    return dict(
        page.evaluate(
            """async () => ({
              databases: (await indexedDB.databases()).map((one) => one.name),
              caches: await caches.keys(),
              workers: (await navigator.serviceWorker.getRegistrations()).length,
              local: Object.keys(localStorage).length + Object.keys(sessionStorage).length,
            })"""
        )
    )


NOTHING = {"databases": [], "caches": [], "workers": 0, "local": 0}
