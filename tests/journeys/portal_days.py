"""The days on which the closed loop is played: a year of its own, whatever the day on which the tests run."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta


class Days:
    """What the portal takes for now; it goes on as real time does, and is put forward by `to`."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def begin(self, day: date) -> None:
        """Let the portal of this process live on `day`, at nine in the morning in Jakarta."""
        from django.utils import timezone  # noqa: PLC0415 - settings come first

        self._ahead = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) - self._real()
        timezone.now = self.now

    def to(self, day: date) -> None:
        """Go on to `day`; a day that is past changes nothing."""
        wanted = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        self._ahead = max(self._ahead, wanted - self._real())

    def now(self) -> datetime:
        """The moment that it is."""
        return self._real() + self._ahead

    @staticmethod
    def _real() -> datetime:
        return datetime.fromtimestamp(time.time(), tz=UTC)


DAYS = Days()
