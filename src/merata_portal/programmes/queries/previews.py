"""What a rule would come to: the same numbers as a simulation, and nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import MerataError
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.targeting import Targeted, targeted
from merata.programmes.targeting.order import UNKNOWN
from merata_portal.actor import Actor, Capability, covers
from merata_portal.programmes.models import RuleVersion
from merata_portal.programmes.queries.bound_snapshots import BoundSnapshot, snapshot_of
from merata_portal.programmes.queries.household_now import known_programmes
from merata_portal.programmes.queries.rulebooks import book_of
from merata_portal.programmes.refusals import ProgrammeRefused

FIGURES = ("households", "eligible", "unknown", "eligible_idr", "chosen", "chosen_idr")
"""What is told of a village and of a decile: households, of whom eligible, undecided and within the ceiling; rupiah."""
Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """A rule applied to a frozen registry. `refused`: households by the code of the reason that leaves them out.

    `refused_words`: each code in Indonesian and English. `by_village` and `by_desil` ("" where it is not known): as
    `FIGURES`.
    """

    households: int
    eligible: int
    unknown: int
    eligible_idr: int
    chosen: int
    chosen_idr: int
    refused: dict[str, int]
    refused_words: dict[str, list[str]]
    by_village: dict[str, Figures]
    by_desil: dict[str, Figures]

    def stored(self) -> dict[str, Any]:
        """Its fields as a simulation keeps them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is made of: a registered rule on a frozen registry, on a day, and the money it may cost."""

    rule: RuleVersion
    snapshot: BoundSnapshot
    area: str
    on_day: date
    parameters: Mapping[str, str]
    ceiling_idr: int | None
    village_ceilings: Mapping[str, int]
    expected: pa.Table | None = None
    renews: bool = False


def preview(  # noqa: PLR0913 - each is an input of the list
    actor: Actor,
    rule: UUID,
    snapshot: UUID,
    on_day: date,
    parameters: Mapping[str, str] | None = None,
    ceiling_idr: int | None = None,
    *,
    village_ceilings: Mapping[str, int] | None = None,
    area: str = "",
    expected: pa.Table | None = None,
    renews: bool = False,
) -> Preview:
    """The numbers that `actions.simulating.simulate` would store for the same.

    Raises as `asked` does.
    """
    wanted = asked(actor, rule, snapshot, on_day, parameters, ceiling_idr, village_ceilings, area)
    wanted = replace(wanted, expected=expected, renews=renews)
    return figures(applied(wanted))


def asked(
    actor: Actor,
    rule: UUID,
    snapshot: UUID,
    on_day: date,
    parameters: Mapping[str, str] | None = None,
    ceiling_idr: int | None = None,
    village_ceilings: Mapping[str, int] | None = None,
    area: str = "",
) -> Asked:
    """What is asked for, by who may simulate in `area` (empty: the snapshot's), on a snapshot that was verified.

    Raises `RuleVersion.DoesNotExist`, `Snapshot.DoesNotExist`, `Refused`, and `ProgrammeRefused` for a withdrawn rule,
    a snapshot that changed, an area outside it.
    """
    actor.require_somewhere(Capability.SIMULATE_PROGRAMME)
    version = RuleVersion.objects.get(uuid=rule)
    refuse_withdrawn(version)
    bound = snapshot_of(actor, snapshot)
    place = area or bound.area
    actor.require(Capability.SIMULATE_PROGRAMME, place)
    if not covers(bound.area, place):
        raise ProgrammeRefused(
            f"Bekuan ini hanya memuat wilayah {bound.area}; {place} di luarnya.",
            f"This snapshot holds the area {bound.area} only; {place} lies outside it.",
        )
    changed = {name.strip(): str(value).strip() for name, value in (parameters or {}).items() if str(value).strip()}
    return Asked(version, bound, place, on_day, changed, ceiling_idr, dict(village_ceilings or {}))


def applied(wanted: Asked) -> Targeted:
    """The rule version's own text applied; raises `ProgrammeRefused` with all that stands in the way."""
    known = known_programmes() | {wanted.rule.programme_id}
    try:
        book = _in_force(book_of(wanted.rule, wanted.parameters), wanted.on_day)
        return targeted(
            wanted.snapshot.folder, book, wanted.on_day, ceiling_idr=wanted.ceiling_idr,
            village_ceilings=wanted.village_ceilings or None, expected=wanted.expected, area=wanted.area, known=known,
            renews=wanted.renews,
        )  # fmt: skip
    except ProgrammeRefused:
        raise
    except MerataError as error:
        raise ProgrammeRefused(
            f"Aturan ini tidak dapat diterapkan begitu: {error}", f"The rule cannot be applied so: {error}"
        ) from error


def refuse_withdrawn(version: RuleVersion) -> None:
    """Raise `ProgrammeRefused` for a rule version that was withdrawn."""
    if version.withdrawn_at is not None:
        raise ProgrammeRefused(
            f"Aturan {version.programme_id} versi ini sudah ditarik: {version.withdrawn_reason}. "
            "Daftarkan versi yang berlaku dan simulasikan lagi.",
            f"This version of the rule {version.programme_id} was withdrawn: {version.withdrawn_reason}. "
            "Register the version in force and simulate again.",
        )


def figures(found: Targeted) -> Preview:
    """The numbers of a list."""
    words = found.assessment.sentences()
    return Preview(
        households=len(found),
        eligible=int(found.eligible.sum()),
        unknown=int(found.undecided.sum()),
        eligible_idr=found.eligible_idr,
        chosen=int(found.chosen.sum()),
        chosen_idr=found.chosen_idr,
        refused=found.assessment.refused(),
        refused_words={code: [said.id, said.en] for code, said in words.items()},
        by_village={
            row["village_code"]: {name: row["undecided" if name == "unknown" else name] for name in FIGURES}
            for row in found.by_village.to_pylist()
        },
        by_desil=_by_desil(found),
    )


def _by_desil(found: Targeted) -> dict[str, Figures]:
    told: dict[str, Figures] = {}
    for desil in np.unique(found.score).tolist():
        here = found.score == desil
        counted = (here, here & found.eligible, here & found.undecided, here & found.chosen)
        households, eligible, unknown, chosen = (int(flags.sum()) for flags in counted)
        told["" if desil == UNKNOWN else str(desil)] = {
            "households": households,
            "eligible": eligible,
            "unknown": unknown,
            "eligible_idr": _sum(found, here),
            "chosen": chosen,
            "chosen_idr": _sum(found, here & found.chosen),
        }
    return told


def _sum(found: Targeted, flags: NDArray[np.bool_]) -> int:
    return int(found.annual_idr[flags].sum())


def _in_force(book: Rulebook, on_day: date) -> Rulebook:
    first, last = book.days
    if not (first <= on_day and (last is None or on_day <= last)):
        until = ("seterusnya", "on") if last is None else (f"sampai {last}", f"to {last}")
        raise ProgrammeRefused(
            f"Aturan {book.programme_id} tidak berlaku pada {on_day}: ia berlaku dari {first} {until[0]}.",
            f"The rule {book.programme_id} is not in force on {on_day}: it is from {first} {until[1]}.",
        )
    return book
