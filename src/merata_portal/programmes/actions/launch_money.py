"""The money of one launch in the ledger: more of it set aside, what is not needed given back."""

from __future__ import annotations

from django.db.models import QuerySet

from merata_portal.actor import Actor
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark, Entry
from merata_portal.ledger.queries import remaining
from merata_portal.ledger.requests import Share
from merata_portal.ledger.stages import Stage
from merata_portal.programmes.models import Launch


def earmarks_of(launch: Launch) -> QuerySet[Earmark]:
    """The launch's purposes with their balances: one a village, and the reserve."""
    every = Earmark.objects.select_related("balance").filter(line=launch.line)
    return every.filter(purpose__startswith=f"{launch.subject}/").order_by("pk")


def reserve_more(by: Actor, launch: Launch, amount_idr: int, reason: str) -> None:
    """Set more aside in the launch's reserve."""
    share = Share(launch.line, launch.purpose(), amount_idr, launch.programme_id, plan=launch.plan)
    ledger.reserve(by=by, shares=[share], reason=reason, key=_next_key(launch, "top_up"))


def release_reserved(by: Actor, launch: Launch, reason: str, *, villages_too: bool) -> int:
    """Give what stands reserved back, of the reserve alone or of the villages too; how many rupiah that were."""
    found = earmarks_of(launch)
    if not villages_too:
        found = found.filter(purpose=launch.purpose())
    sums = remaining(found, Stage.RESERVED)
    if sums:
        ledger.release(by=by, sums=sums, reason=reason, key=_next_key(launch, "release"))
    return sum(one.amount_idr for one in sums)


def cancel_committed(by: Actor, launch: Launch, reason: str) -> int:
    """Give what is committed and was not paid back; how many rupiah that were."""
    sums = remaining(earmarks_of(launch), Stage.COMMITTED)
    if sums:
        ledger.cancel(by=by, sums=sums, reason=reason, key=_next_key(launch, "cancel"))
    return sum(one.amount_idr for one in sums)


def _next_key(launch: Launch, what: str) -> str:
    """A key that no earlier request had: the launch's row is locked, so nobody takes the same number."""
    start = f"{launch.subject}/{what}:"
    return f"{start}{Entry.objects.filter(key__startswith=start).count() + 1}"
