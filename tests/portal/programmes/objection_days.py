"""The days of these tests, and objections as residents file them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from django.utils import timezone as django_timezone

from merata_portal.actor import Actor
from merata_portal.programmes.actions.objecting import file_objection
from merata_portal.programmes.models import Objection

ANYBODY = Actor(-1, "anonim / anonymous")
VILLAGE, OTHER_VILLAGE, FAR_VILLAGE = "35.05.01.2001", "35.05.01.2002", "35.72.01.1001"
MONDAY = date(2026, 2, 2)
"""Ten working days after it is Wednesday, 18 February: Imlek (17) and its joint leave (16) are off."""
WORDS = "Tetangga saya Pak Karto masuk, saya tidak."
JAKARTA = timezone(timedelta(hours=7))


class Today:
    """The portal's clock stands at eight in the morning of `day`; `today.is_(day)` sets it."""

    def __init__(self, patching: pytest.MonkeyPatch) -> None:
        self.day = MONDAY
        patching.setattr(django_timezone, "now", self.now)

    def now(self) -> datetime:
        return datetime.combine(self.day, time(8), JAKARTA)

    def is_(self, day: date | str) -> None:
        self.day = date.fromisoformat(day) if isinstance(day, str) else day


def filed(**changed: Any) -> tuple[Objection, str]:
    given: dict[str, Any] = {
        "by": ANYBODY, "channel": "resident", "programme_id": "blt_dbhcht", "village_code": VILLAGE,
        "about": "not_listed", "text": WORDS, "subject_text": "Slamet, Dusun Krajan", "contact": "0812-0000-0000",
    }  # fmt: skip
    return file_objection(**(given | changed))


def objection(**changed: Any) -> Objection:
    return filed(**changed)[0]
