"""How sure each line of a plan is, in words."""

from __future__ import annotations

from collections.abc import Sequence

from merata.planning.answers.robustness import CONTESTED, NEVER, NEVER_SHARE, ROBUST, ROBUST_SHARE, LineShare
from merata.planning.wording.said import Said, count, number, rupiah

STANDINGS = {
    ROBUST: ("kukuh", "robust"),
    CONTESTED: ("diperdebatkan", "contested"),
    NEVER: ("tidak pernah masuk", "never in"),
}


def line_said(row: LineShare) -> Said:
    """In how many of the draws a line is in the best package, and what it gets there."""
    share, mean = number(f"{row.share:.0%}"), rupiah(round(row.mean_idr))
    here, there = STANDINGS[row.standing]
    at_id, at_en = ("", "") if row.village is None else (f" di {row.village}", f" in {row.village}")
    return Said(
        f"{row.name}{at_id}: {here}, ada dalam paket terbaik pada {share.text_id} simulasi (rata-rata {mean.text_id}).",
        f"{row.name}{at_en}: {there}, in the best package of {share.text_en} of the draws (mean {mean.text_en}).",
    )


def robustness_said(rows: Sequence[LineShare], draws: int) -> Said:
    """How many lines are robust, contested and never in, and what that means."""
    many = {name: count(sum(row.standing == name for row in rows)) for name in STANDINGS}
    robust, never = (number(f"{share:.0%}") for share in (ROBUST_SHARE, NEVER_SHARE))
    return Said(
        f"Dari {draws} simulasi: {many[ROBUST].text_id} pilihan kukuh (dalam paket terbaik paling sedikit "
        f"{robust.text_id} simulasi), {many[CONTESTED].text_id} diperdebatkan, {many[NEVER].text_id} tidak pernah "
        f"masuk (paling banyak {never.text_id}).",
        f"Of {draws} draws: {many[ROBUST].text_en} lines are robust (in the best package of at least "
        f"{robust.text_en}), {many[CONTESTED].text_en} contested, {many[NEVER].text_en} never in (at most "
        f"{never.text_en}).",
    )
