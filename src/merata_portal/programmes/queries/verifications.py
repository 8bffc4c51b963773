"""What villages say of a launch's list: how far each is, its meeting, and whether enough of the invited were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from merata.participation.procedure import kinds, procedure
from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import attached
from merata_portal.programmes.models import Enrolment, Launch, Verification, Word
from merata_portal.programmes.states import State

MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of the invited had to be present (by which legal base), and whether they were."""

    share: Fraction
    least: int
    reached: bool
    citation: str


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """A village's part: how many are listed, unsaid, confirmed, objected to, added, removed; rupiah of the verified."""

    verification: Verification
    listed: int
    unsaid: int
    confirmed: int
    objected: int
    added: int
    removed: int
    verified_idr: int

    @property
    def closed(self) -> bool:
        """Whether its part is frozen."""
        return self.verification.closed_at is not None


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """A village's part with its meeting's papers; `quorum` is None where the procedure has none or nothing is written.

    `missing`: what closing still lacks: "meeting", "minutes", "attendance", "words".
    """

    row: VerificationRow
    launch: Launch
    papers: tuple[Attachment, ...]
    quorum: Quorum | None
    missing: tuple[str, ...]


def verifications(actor: Actor, launch: UUID) -> list[VerificationRow]:
    """Each village's part of a launch in the actor's areas, by village; three queries."""
    found = list(_within(actor).filter(launch__uuid=launch).order_by("village_code"))
    return _rows(found)


def verification(actor: Actor, launch: UUID, village_code: str) -> VerificationPage:
    """One village's part; raises Verification.DoesNotExist outside the actor's areas."""
    found = _within(actor).get(launch__uuid=launch, village_code=village_code)
    (row,) = _rows([found])
    papers = tuple(attached(found.subject))
    there = {one.kind for one in papers}
    lacking = [("meeting", found.held_on is None), ("words", row.unsaid > 0)]
    lacking += [(kind, kind not in there) for kind in ("minutes", "attendance")]
    return VerificationPage(row, found.launch, papers, quorum_of(found), tuple(name for name, is_ in lacking if is_))


def waiting(actor: Actor) -> list[Verification]:
    """The parts that wait for the actor's own villages to speak, the oldest first, at most `MOST_WAITING`."""
    mine = within(Verification.objects.select_related("launch"), actor, Capability.VERIFY_LIST)
    open_ones = mine.filter(closed_at__isnull=True, launch__state=Launch.State.APPROVED)
    return list(open_ones.order_by("opened_at", "pk")[:MOST_WAITING])


def quorum_of(found: Verification) -> Quorum | None:
    """Whether enough were there by the procedure as it held on the day; told, and asked of nobody here."""
    if found.held_on is None or found.invited is None or found.present is None or found.procedure not in kinds():
        return None
    rules = procedure(found.procedure, on=found.held_on)
    if rules.quorum is None:
        return None
    least = ceil(rules.quorum * found.invited)
    return Quorum(rules.quorum, least, found.present >= least, rules.rules["quorum"].citation)


def _within(actor: Actor) -> QuerySet[Verification]:
    return within(Verification.objects.select_related("launch"), actor, Capability.VIEW_PROGRAMMES)


def _rows(found: Sequence[Verification]) -> list[VerificationRow]:
    words, listed = _words(found), _listed(found)
    return [_row(one, words, listed.get((one.launch_id, one.village_code), (0, 0, 0))) for one in found]


def _row(one: Verification, words: Mapping[tuple[int, str, str], int], counts: tuple[int, int, int]) -> VerificationRow:
    said = {word.value: words.get((one.launch_id, one.village_code, word.value), 0) for word in Word.Said}
    return VerificationRow(
        verification=one,
        listed=counts[0],
        unsaid=counts[1],
        confirmed=said["confirm"],
        objected=said["object"],
        added=said["add"],
        removed=said["remove"],
        verified_idr=counts[2],
    )


def _words(found: Sequence[Verification]) -> Mapping[tuple[int, str, str], int]:
    """How many enrolments each latest word stands for, by launch, village and word."""
    latest = Word.objects.filter(enrolment=OuterRef("enrolment")).order_by("-pk").values("pk")[:1]
    last = Word.objects.filter(verification__in=[one.pk for one in found], pk=Subquery(latest))
    columns = ("verification__launch_id", "verification__village_code", "said")
    return {
        (launch, code, said): count
        for launch, code, said, count in last.order_by().values_list(*columns).annotate(Count("pk"))
    }


def _listed(found: Sequence[Verification]) -> Mapping[tuple[int, str], tuple[int, int, int]]:
    """Enrolments of each part, those of whom nothing was said, and rupiah a year of the verified and later."""
    launches, codes = {one.launch_id for one in found}, {one.village_code for one in found}
    of_parts = Enrolment.objects.filter(launch__in=launches, village_code__in=codes).order_by()
    unsaid = Count("pk", filter=Q(state=State.PROPOSED, words__isnull=True))
    held = Q(state__in=[State.VERIFIED, State.ENROLLED, State.PAUSED])
    counted = of_parts.values_list("launch_id", "village_code")
    money = {
        (launch, code): (total, idr or 0)
        for launch, code, total, idr in counted.annotate(rows=Count("pk"), idr=Sum("annual_idr", filter=held))
    }
    # Apart from the sums: joined to words, a household of whom two were said would count twice.
    silent = {(launch, code): count for launch, code, count in counted.annotate(unsaid=unsaid)}
    return {key: (total, silent.get(key, 0), idr) for key, (total, idr) in money.items()}
