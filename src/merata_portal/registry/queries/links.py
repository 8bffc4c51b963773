"""The review of pairs: two records side by side, with how far they agree."""

from __future__ import annotations

from dataclasses import dataclass

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.registry.models import LinkPair, Merge, Person
from merata_portal.registry.queries.people import Page, PersonRow, person_rows

PAGE_ROWS = 20


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair to decide. `score`: match weight, log2 of the odds; `evidence`: how far each field agrees, by code."""

    id: int
    first: PersonRow
    second: PersonRow
    score: float
    status: str
    evidence: dict[str, str | None]


def pairs(actor: Actor, *, after: str = "", limit: int = PAGE_ROWS) -> Page[PairRow]:
    """Unclear pairs that the actor may decide, the likeliest first: both records lie in their areas."""
    found = within(LinkPair.objects.filter(state=LinkPair.State.UNCLEAR), actor, Capability.REVIEW_LINKS)
    found = within(found, actor, Capability.REVIEW_LINKS, field="other_village_code")
    found = found.filter(first__merged_into_id__isnull=True, second__merged_into_id__isnull=True)
    if after:
        score, last = after.split(":")
        found = found.filter(score__lte=float(score)).exclude(score=float(score), id__lte=int(last))
    rows = list(found.select_related("first", "second").order_by("-score", "id")[: limit + 1])
    shown = rows[:limit]
    both: list[Person] = [one for pair in shown for one in (pair.first, pair.second)]
    told = person_rows(both)
    made = [
        PairRow(pair.id, told[2 * place], told[2 * place + 1], pair.score, pair.status, pair.evidence)
        for place, pair in enumerate(shown)
    ]
    return Page(tuple(made), f"{shown[-1].score!r}:{shown[-1].id}" if len(rows) > limit else "")


def pair(actor: Actor, pair_id: int) -> LinkPair:
    """One pair, decided or not, whose records both lie in the actor's areas; raises `LinkPair.DoesNotExist`."""
    found = within(LinkPair.objects.filter(id=pair_id), actor, Capability.REVIEW_LINKS)
    return within(found, actor, Capability.REVIEW_LINKS, field="other_village_code").get()


def merges(actor: Actor, *, after: int = 0, limit: int = PAGE_ROWS) -> list[Merge]:
    """Merges that hold, the latest first; `after` is the id of the last one seen."""
    found = Merge.objects.filter(change__undone_at__isnull=True)
    for side in ("kept__village_code", "absorbed__village_code"):
        found = within(found, actor, Capability.VIEW_REGISTRY, field=side)
    if after:
        found = found.filter(id__lt=after)
    return list(found.select_related("change", "kept", "absorbed").order_by("-id")[:limit])
