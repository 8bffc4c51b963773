"""A job while it runs: what its handler is given to go on from, to report to, and to ask whether it should stop."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone

from merata_portal.accounts.queries import actor_of
from merata_portal.actor import SYSTEM, SYSTEM_USER_ID, Actor
from merata_portal.audit.chain import JSON
from merata_portal.jobs.errors import Cancelled, LeaseLost, Stopped
from merata_portal.jobs.models import Job
from merata_portal.jobs.stored import refuse_unstorable


class Running:
    """One job in one worker's hands. Everything it writes counts only while the worker still holds the lease."""

    def __init__(self, found: Job, *, lease_seconds: float, stopping: threading.Event) -> None:
        if found.lease is None:
            raise LeaseLost(f"{found} is held by nobody")
        self.id: UUID = found.id
        self.kind: str = found.kind
        self.parameters: dict[str, Any] = found.parameters
        self.area: str = found.area
        self.cursor: dict[str, Any] = found.cursor
        self.done: int = found.done
        self.total: int = found.total
        self.deaths: int = found.deaths
        self._asked_by = found.asked_by
        self._asked_by_name = found.asked_by_name
        self._lease: UUID = found.lease
        self._lease_seconds = lease_seconds
        self._stopping = stopping

    @property
    def by(self) -> Actor:
        """Who asked for it, with what they hold now: a role withdrawn meanwhile is gone here too."""
        if self._asked_by == SYSTEM_USER_ID:
            return SYSTEM(self._asked_by_name.removeprefix("sistem: "))
        return actor_of(get_user_model().objects.get(pk=self._asked_by))

    def progress(
        self, done: int, total: int, text_id: str, text_en: str, *, cursor: Mapping[str, JSON] | None = None
    ) -> None:
        """Report that `done` of `total` are done, and from which `cursor` to go on should this worker die now.

        Call it last in the transaction that writes a chunk's rows: both count, or neither. Raises `LeaseLost`
        (which must roll that transaction back) where another worker has taken the job over.
        """
        changed: dict[str, Any] = {"done": done, "total": total, "text_id": text_id, "text_en": text_en}
        if cursor is not None:
            changed["cursor"] = dict(cursor)
        refuse_unstorable(f"the progress of {self.kind}", changed)
        self._write(**changed, deaths=0, leased_until=self._until())
        self.done, self.total, self.deaths = done, total, 0
        self.cursor = changed.get("cursor", self.cursor)

    def cancelled(self) -> bool:
        """Whether somebody asked for it to stop; a handler asks between chunks, leaves all whole, and stops."""
        return Job.objects.filter(id=self.id, cancel_requested=True).exists()

    def stop_if_asked(self) -> None:
        """Between chunks: raises `Cancelled` if its user, `Stopped` if the worker's operator asked for it to stop."""
        if self.cancelled():
            raise Cancelled(f"{self.kind} {self.id}")
        if self._stopping.is_set():
            raise Stopped(f"{self.kind} {self.id}")

    def beat(self) -> None:
        """Say that the worker lives, without progress; the worker does it by itself every third of a lease."""
        self._write(leased_until=self._until())

    def end(self, **changed: Any) -> None:
        """Give the lease back with what became of the job; raises `LeaseLost` as `progress` does."""
        self._write(**changed, lease=None, leased_until=None, worker="")

    def _until(self) -> Any:
        return timezone.now() + timedelta(seconds=self._lease_seconds)

    def _write(self, **changed: Any) -> None:
        if not Job.objects.filter(id=self.id, lease=self._lease).update(**changed):
            raise LeaseLost(f"{self.kind} {self.id}: another worker has taken it over")
