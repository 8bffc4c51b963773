"""Forgetting what was found for a client and not needed any longer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from merata_portal.actor import SYSTEM, Actor
from merata_portal.audit.actions import record
from merata_portal.exchange.models import Client, Search
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running

PURGE = "exchange.purge"
_EMPTY: dict[str, Any] = {"state": Search.State.PURGED, "query_sealed": None, "result_sealed": None}


def forget_searches(client: Client) -> int:
    """Empty all searches of the client, in the caller's transaction and under its event; how many there were."""
    return Search.objects.filter(client=client).exclude(state=Search.State.PURGED).update(**_EMPTY)


def purge_if_due() -> Job | None:
    """Have searches emptied whose time is over, in the background; asked twice it is done once."""
    return ask_purge(by=SYSTEM("masa simpan hasil habis")) if _due().exists() else None


def ask_purge(*, by: Actor) -> Job:
    """The same, whether or not there is any: for the machine's timer."""
    return enqueue(by=by, kind=PURGE, parameters={}, unique_key=PURGE)


@transaction.atomic
def run_purge(running: Running) -> dict[str, Any]:
    """Empty every search whose time is over; one event says how many."""
    emptied = _due().update(**_EMPTY)
    if emptied:
        by = SYSTEM("masa simpan hasil habis")
        record(by=by, held=by.held[0], action="exchange.purge", subject="exchange:searches", rows=emptied)
    running.progress(emptied, emptied, f"{emptied} hasil pencarian dihapus", f"{emptied} results purged")
    return {"purged": emptied}


def _due() -> Any:
    return Search.objects.filter(~Q(state=Search.State.PURGED), kept_until__lte=timezone.now())
