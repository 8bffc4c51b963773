"""The money of many launches at once, for lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Left

from merata_portal.actor import Actor
from merata_portal.ledger.queries import Position, earmarks
from merata_portal.ledger.stages import EARMARKED
from merata_portal.programmes.models import Launch

_SUBJECT_LENGTH = len("launch:") + 36


def moneys(actor: Actor, launches: Sequence[Launch]) -> dict[UUID, Position]:
    """The launches' money in each stage, by their uuid; those whose owner's budget the actor does not see are left out.

    One query, however many there are.
    """
    by_subject = {one.subject: one.uuid for one in launches}
    own = earmarks(actor, line__in={one.line for one in launches}, purpose__startswith="launch:")
    sums = {stage.value: Sum(f"balance__{stage.value}_idr", default=0) for stage in EARMARKED}
    grouped = own.annotate(of=Left("purpose", _SUBJECT_LENGTH)).order_by().values("of").annotate(**sums)
    names = ("of", *(stage.value for stage in EARMARKED))
    return {
        by_subject[subject]: Position({}, None, None, *(int(amount) for amount in amounts))
        for subject, *amounts in grouped.order_by("of").values_list(*names)
        if subject in by_subject
    }
