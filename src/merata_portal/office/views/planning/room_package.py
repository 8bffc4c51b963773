"""The package as rows: by programme and work for a first look, line by line for who looks longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from merata_portal.office.views.planning.room_pictures import PILLARS
from merata_portal.office.views.planning.wording import numbers, pillar_name, said

Answer = Mapping[str, Any]
ORDERS = ("uang", "per-miliar", "desa", "kukuh")
SMALL = 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the package, or all lines of one programme together.

    `share`: in how many of the draws the best package holds it (of several lines: the mean), None where not asked.
    `certain` and `contested`: how many of its lines are each.
    """

    item_id: str
    source_id: str
    kind: str
    pillar: str
    name: str
    village: str
    kecamatan: str
    villages: int
    households: int
    cost_idr: int
    assumption: bool
    evidence: str
    reason: str
    more: str
    share: float | None
    contested: bool
    per_billion: float
    lines: int
    proposals: int


def lines(answer: Answer) -> list[Row]:
    """Every line."""
    shares = {row["item_id"]: row for row in answer.get("robustness") or ()}
    evidence = {row["evidence_id"]: row for row in answer.get("known_effects") or answer["effects"]}
    return [_line(row, shares.get(row["item_id"]), evidence.get(row["evidence_id"])) for row in answer["items"]]


def together(rows: Sequence[Row]) -> list[tuple[str, int, list[Row]]]:
    """By pillar, with its money, the lines of each programme, class or work together, the dearest first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.source_id, []).append(row)
    joined = sorted((_joined(members) for members in found.values()), key=lambda row: (-row.cost_idr, row.name))
    pillars = [name for name in PILLARS if any(row.pillar == name for row in joined)]
    return [
        (pillar_name(name), sum(row.cost_idr for row in joined if row.pillar == name),
         [row for row in joined if row.pillar == name])
        for name in pillars
    ]  # fmt: skip


def ordered(rows: Sequence[Row], order: str) -> list[Row]:
    """In the order that a link asks for; dearest first where it asks for none that there is."""
    keys: dict[str, Any] = {
        "uang": lambda row: (-row.cost_idr, row.name, row.village),
        "per-miliar": lambda row: (-row.per_billion, row.name, row.village),
        "desa": lambda row: (row.kecamatan or "~", row.village or "~", row.name),
        "kukuh": lambda row: (row.share if row.share is not None else 2.0, -row.cost_idr, row.item_id),
    }
    return sorted(rows, key=keys.get(order, keys["uang"]))


def _line(row: Mapping[str, Any], share: Mapping[str, Any] | None, effect: Mapping[str, Any] | None) -> Row:
    reason, more = _reason(said(row, "reason"))
    return Row(
        item_id=row["item_id"], source_id=row["source_id"], kind=row["kind"], pillar=row["pillar"], name=row["name"],
        village=row["village"] or "", kecamatan=row["kecamatan"] or "", villages=1 if row["village_code"] else 0,
        households=row["households"], cost_idr=row["cost_idr"], assumption=row["assumption"],
        evidence=_effect(effect), reason=reason, more=more, share=share["share"] if share else None,
        contested=share is not None and share["standing"] == "contested",
        per_billion=float(row.get("gain_per_billion") or 0.0), lines=1, proposals=len(row.get("proposals") or ()),
    )  # fmt: skip


def _joined(rows: Sequence[Row]) -> Row:
    first = rows[0]
    if len(rows) == 1:
        return first
    shares = [row.share for row in rows if row.share is not None]
    contested = sum(row.contested for row in rows)
    cost = sum(row.cost_idr for row in rows)
    return Row(
        item_id=first.source_id, source_id=first.source_id, kind=first.kind, pillar=first.pillar, name=first.name,
        village="", kecamatan="", villages=sum(row.villages for row in rows),
        households=sum(row.households for row in rows), cost_idr=cost, assumption=first.assumption,
        evidence=first.evidence,
        reason=_("%(contested)s dari %(lines)s desa masih diperdebatkan oleh ketidakpastian data")
        % {"contested": contested, "lines": len(rows)} if contested else "",
        more="",
        share=sum(shares) / len(shares) if shares else None, contested=bool(contested),
        per_billion=sum(row.per_billion * row.cost_idr for row in rows) / max(cost, 1), lines=len(rows),
        proposals=sum(row.proposals for row in rows),
    )  # fmt: skip


def _reason(text: str) -> tuple[str, str]:
    """A reason's first sentence, which says how it ranks, and the rest."""
    first, stop, rest = text.partition(". ")
    return (first + stop.strip(), rest) if stop else (text, "")


def _effect(effect: Mapping[str, Any] | None) -> str:
    """An effect with its error: what the evidence says that it does."""
    if effect is None:
        return ""
    money = numbers()
    few = 1 if abs(effect["mean"]) < SMALL else 0  # a small effect is not told as none
    mean, error = money.percent(effect["mean"], few), money.percent(effect["standard_error"], few)
    words = {
        "pass_through": _("%(mean)s ± %(error)s dari tiap rupiah menjadi konsumsi"),
        "share_of_consumption": _("konsumsi +%(mean)s ± %(error)s"),
        "share_of_income": _("pendapatan +%(mean)s ± %(error)s"),
    }
    told = words.get(effect["unit"])
    return told % {"mean": mean, "error": error} if told else f"{mean} ± {error}"
