"""What is read of ballots: for the office what stands still, for everybody the rules and the result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from merata_portal.actor import Actor, Capability
from merata_portal.participation.models import Ballot, Election, Option, PaperReading, Proposal
from merata_portal.participation.queries.scoping import elections_for, proposals_for
from merata_portal.participation.tallying import as_pabulib


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many votes were cast by each channel, and how many codes were given out and used; never by whom."""

    cast: int
    by_channel: dict[str, int]
    codes: int
    codes_used: int


def elections(actor: Actor) -> QuerySet[Election]:
    """The ballots of the actor's areas, the newest first; needs VIEW_FORUMS."""
    return elections_for(actor, Capability.VIEW_FORUMS).order_by("-id")


def election(actor: Actor, uuid: UUID) -> Election:
    """One of them; raises Election.DoesNotExist."""
    return elections(actor).get(uuid=uuid)


def public_elections() -> QuerySet[Election]:
    """Every ballot whose rules are announced, the newest first."""
    return Election.objects.exclude(state=Election.State.DRAFTED).order_by("-id")


def public_election(uuid: UUID) -> Election:
    """One of them; raises Election.DoesNotExist."""
    return public_elections().get(uuid=uuid)


def options(found: Election) -> QuerySet[Option]:
    """What stands on the ballot, by number."""
    return found.options.select_related("proposal").order_by("number")


def eligible(actor: Actor, area: str) -> QuerySet[Proposal]:
    """Costed proposals of an area that may stand on a ballot, those with most supporters first."""
    open_ones = proposals_for(actor, Capability.HOLD_BALLOT).filter(
        state__in=(Proposal.State.COSTED, Proposal.State.ANSWERED), cost_idr__isnull=False
    )
    inside = open_ones.filter(village_code=area) | open_ones.filter(village_code__startswith=f"{area}.")
    return inside.exclude(outcome__in=(Proposal.Outcome.REFUSED, Proposal.Outcome.OTHER_AUTHORITY)).order_by(
        "-supporters", "id"
    )


def turnout(found: Election) -> Turnout:
    """The counts of an election."""
    by_channel = dict(found.ballots.values_list("channel").annotate(Count("id")))
    return Turnout(
        sum(by_channel.values()), by_channel, found.codes.count(), found.codes.filter(used=True).count()
    )  # fmt: skip


def unsettled(found: Election) -> list[int]:
    """The numbers of papers that do not count yet: read by one clerk alone, or differently by two."""
    counted = Ballot.objects.filter(election=found, serial__isnull=False).values("serial")
    waiting = PaperReading.objects.filter(election=found).exclude(serial__in=counted)
    return sorted(set(waiting.values_list("serial", flat=True)))


def differing(found: Election) -> list[tuple[int, list[list[int]]]]:
    """Papers read by two clerks or more that do not count, each with what was read."""
    open_ones = unsettled(found)
    read = PaperReading.objects.filter(election=found, serial__in=open_ones).order_by("serial", "id")
    often = Counter(one.serial for one in read)
    return [
        (serial, [one.choices for one in read if one.serial == serial]) for serial in open_ones if often[serial] > 1
    ]


def pabulib(found: Election) -> str:
    """A counted ballot as a Pabulib file. Only once counted: before, how it stands would sway who still votes."""
    if found.state != Election.State.COUNTED:
        raise Election.DoesNotExist(f"{found.uuid} is not counted yet")
    return as_pabulib(found)
