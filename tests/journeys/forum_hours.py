"""A served portal whose clock is set by a file: a meeting is invited, postponed and held again within minutes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from served_portal import Portal, portal

PATCH = """import os
if os.environ.get("FORUM_HOUR_FILE"):
    from datetime import date, datetime
    from pathlib import Path
    from time import time
    from zoneinfo import ZoneInfo
    from django.utils import timezone
    _file = Path(os.environ["FORUM_HOUR_FILE"])
    def _now():
        shown, real = _file.read_text(encoding="utf-8").split()
        began = datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo("Asia/Jakarta"))
        return datetime.fromtimestamp(began.timestamp() + time() - float(real), tz=timezone.get_fixed_timezone(0))
    timezone.now = _now
"""
MONEY = """
import sys
from pathlib import Path
from merata_portal.personal.folder import open_portal
open_portal(Path(sys.argv[1]))
from merata_portal.accounts.queries import actor_of, user_named
from merata_portal.ledger import actions
from merata_portal.ledger.queries import earmarks, lines, remaining
from merata_portal.ledger.requests import Share
from merata_portal.ledger.stages import Stage
planner, office, payer = (actor_of(user_named(name)) for name in ("planner", "social_officer", "sector_officer"))
line = next(one for one in lines(planner, owner="35.05", year=2026) if one.pillar == "assistance")
share = Share(line.pk, "blt", 12_000_000, programme="blt_dbhcht", village_code=sys.argv[2])
actions.reserve(by=planner, shares=[share], reason="RKPD 2026", key="forum-reserve")
sums = remaining(earmarks(planner, village_code=sys.argv[2]), Stage.RESERVED)
actions.commit(by=office, sums=sums, reason="SK 4/2026", document="4", key="forum-commit")
part = [type(one)(one.earmark, 9_000_000) for one in sums]
actions.pay(by=payer, sums=part, reason="SP2D 9/2026", document="9", key="forum-pay")
"""


class Hours:
    """The portal's clock; `turn` keeps everybody signed in."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._file, self._folder = file, folder
        self.day = date.min

    def turn(self, at: str) -> None:
        """Let it be `at` ("2026-06-04T09:05", village time) from now on."""
        self.day = datetime.fromisoformat(at).date()
        real = datetime.now().astimezone().timestamp()
        self._file.write_text(f"{at} {real}", encoding="utf-8")
        database = self._folder / "portal.sqlite3"
        if database.exists():
            with sqlite3.connect(database, timeout=30) as opened:
                opened.execute("UPDATE django_session SET expire_date = '2099-01-01 00:00:00'")


def clock(folder: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> Hours:
    """The hand that turns the clock of whatever portal is started from here on in `folder`; it is `first`."""
    start, file = folder.parent / "start", folder.parent / "hour"
    start.mkdir()
    (start / "sitecustomize.py").write_text(PATCH, encoding="utf-8")
    hours = Hours(file, folder)
    hours.turn(first)
    monkeypatch.setenv("FORUM_HOUR_FILE", str(file))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(start), os.environ.get("PYTHONPATH", "")])))
    return hours


@contextmanager
def portal_with_hours(folder: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> Iterator[tuple[Portal, Hours]]:
    """A portal in `folder` at the moment `first`, and the hand that turns its clock."""
    hours = clock(folder, monkeypatch, first)
    with portal(folder) as made:
        yield made, hours


def promised_and_paid(served: Portal, village: str) -> None:
    """Twelve million promised to the village, nine of them paid."""
    subprocess.run([sys.executable, "-c", MONEY, str(served.folder), village], env=served.environment, check=True)
