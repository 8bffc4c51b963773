"""What may be chosen where assumptions are not to count: nothing that rests on an assumed record.

Strict, without exception: the pass-through of assistance is a convention where no source measures it, and then
assistance is left out as well. What counted it as certain would be surer than its own record says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from merata.errors import UsageError
from merata.planning.choices.claims import Claims
from merata.planning.effects import CASH_EVIDENCE, Effect
from merata.planning.wording.said import Said, count, rupiah


@dataclass(frozen=True, slots=True)
class LeftOut:
    """By assumed record: how many programmes, classes and works rest on it, and what they would cost together."""

    number: Mapping[str, int] = field(default_factory=dict)
    cost_idr: Mapping[str, int] = field(default_factory=dict)

    def and_more(self, record: str, number: int, cost_idr: int) -> LeftOut:
        """With so many more that rest on a record."""
        return LeftOut(
            {**self.number, record: self.number.get(record, 0) + number},
            {**self.cost_idr, record: self.cost_idr.get(record, 0) + cost_idr},
        )


def without_assumed_claims(wanted: Claims, known: Mapping[str, Effect], left_out: LeftOut) -> tuple[Claims, LeftOut]:
    """The claims on programmes; none where the pass-through of assistance is assumed."""
    if not known[CASH_EVIDENCE].assumption or not wanted.household.size:
        return wanted, left_out
    none = np.zeros(0, dtype=np.int64)
    programmes = len(np.unique(wanted.programme))
    found = left_out.and_more(CASH_EVIDENCE, programmes, int(wanted.annual_idr.sum()))
    return Claims(wanted.programmes, none, none, none), found


def without_assumed_rows(offered: pa.Table, known: Mapping[str, Effect], left_out: LeftOut) -> tuple[pa.Table, LeftOut]:
    """The rows of `courses` or `projects` whose records, the completion rate among them, are none of them assumed.

    Rows without evidence stay: they are no candidates, and are noted as such.
    """
    kept, found = [], left_out
    for row in offered.to_pylist():
        record = _assumed_record(row["evidence_id"], known)
        kept.append(record is None)
        if record is not None:
            found = found.and_more(record, 1, (row.get("most_classes") or 1) * row["cost_idr"])
    return offered.filter(pa.array(kept, pa.bool_())), found


def _assumed_record(name: str | None, known: Mapping[str, Effect]) -> str | None:
    """The first assumed record that an effect rests on; None where none is."""
    if name is None or name not in known:
        return None
    effect = known[name]
    if effect.assumption:
        return name
    return effect.times if effect.times is not None and known[effect.times].assumption else None


def notes(left_out: LeftOut, *, left: int) -> list[str]:
    """What was left out, by record, in both languages; `UsageError` where nothing is `left` to choose from."""
    said = [_of_record(name, number, left_out.cost_idr[name]) for name, number in sorted(left_out.number.items())]
    if not left:
        told = Said("; ".join(each.text_id for each in said), "; ".join(each.text_en for each in said))
        raise UsageError(
            f"tanpa asumsi tidak ada yang dapat dipilih ({told.text_id or 'tidak ada calon'}): izinkan asumsi, atau "
            f"beri bukti yang bersumber di tabel evidence / without assumptions there is nothing to choose from "
            f"({told.text_en or 'no candidates'}): allow assumptions, or give records with a source in the table "
            "evidence"
        )
    return [str(each) for each in said]


def _of_record(name: str, number: int, cost_idr: int) -> Said:
    many, cost = count(number), rupiah(cost_idr)
    what = Said("program bantuan", "programmes of assistance") if name == CASH_EVIDENCE else Said("calon", "candidates")
    return Said(
        f"{name}: dampaknya asumsi, {many.text_id} {what.text_id} seharga {cost.text_id} tidak dipilih",
        f"{name}: its effect is assumed, {many.text_en} {what.text_en} of {cost.text_en} not chosen from",
    )
