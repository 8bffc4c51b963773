"""How a plan differs from an earlier one, and which evidence differs between them: from their answers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from merata.planning.answers.changed import WAYS, way_of
from merata.planning.wording.gain_units import gain_unit
from merata.planning.wording.limit_names import PILLARS
from merata.planning.wording.said import Said, count, number, rupiah

Answer = Mapping[str, Any]
"""A plan's answer as plain values (`Answers.as_json`)."""
RECORD = ("mean", "standard_error", "assumption", "source")
"""What is compared of a record of evidence."""
NEW, GONE, CHANGED = "new", "gone", "changed"
MOST_ITEMS_SAID = 5


@dataclass(frozen=True, slots=True)
class MovedItem:
    """A line that the two plans pay differently."""

    item_id: str
    name: str
    kind: str
    pillar: str
    village: str | None
    before_idr: int
    after_idr: int

    @property
    def change_idr(self) -> int:
        """How much more the later plan pays, rupiah."""
        return self.after_idr - self.before_idr

    @property
    def way(self) -> str:
        """in, out, more or less."""
        return way_of(self.before_idr, self.after_idr)

    @property
    def said(self) -> Said:
        """The change in words."""
        at_id, at_en = ("", "") if self.village is None else (f" di {self.village}", f" in {self.village}")
        before, after = rupiah(self.before_idr), rupiah(self.after_idr)
        way_id, way_en = WAYS[self.way]
        return Said(
            f"{self.name}{at_id} {way_id}: dari {before.text_id} menjadi {after.text_id}.",
            f"{self.name}{at_en} {way_en}: from {before.text_en} to {after.text_en}.",
        )

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return asdict(self) | {"change_idr": self.change_idr, "way": self.way} | self.said.as_json()


@dataclass(frozen=True, slots=True)
class MovedEvidence:
    """A record that differs between the plans, and the money that moved of the lines resting on it (`items`: how many):
    `more_idr` what lines got more, `less_idr` what others got less.
    """

    evidence_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    items: int
    more_idr: int
    less_idr: int

    @property
    def way(self) -> str:
        """new, gone or changed."""
        if self.before is None:
            return NEW
        return GONE if self.after is None else CHANGED

    @property
    def moved_idr(self) -> int:
        """The money that moved either way, rupiah."""
        return self.more_idr + self.less_idr

    @property
    def said(self) -> Said:
        """What the record says now, and what moved with it."""
        before, after = _size(self.before), _size(self.after)
        many, more, less = count(self.items), rupiah(self.more_idr), rupiah(self.less_idr)
        what = {
            NEW: Said(f"baru, {after.text_id}", f"new, {after.text_en}"),
            GONE: Said(f"tidak ada lagi, tadinya {before.text_id}", f"gone, it was {before.text_en}"),
            CHANGED: Said(
                f"dari {before.text_id} menjadi {after.text_id}", f"from {before.text_en} to {after.text_en}"
            ),
        }[self.way]
        return Said(
            f"Bukti {self.evidence_id} {what.text_id}; {many.text_id} pilihan yang bersandar padanya berubah: "
            f"{more.text_id} lebih banyak, {less.text_id} lebih sedikit.",
            f"Evidence {self.evidence_id} {what.text_en}; {many.text_en} lines that rest on it changed: "
            f"{more.text_en} more, {less.text_en} less.",
        )

    def as_json(self) -> dict[str, Any]:
        """The record as plain values."""
        plain = asdict(self) | {"way": self.way, "moved_idr": self.moved_idr}
        return plain | self.said.as_json()


@dataclass(frozen=True, slots=True)
class Moved:
    """What differs between two plans: `items` by size of change, `pillars`, and `evidence` by money moved."""

    gain: tuple[float, float]
    spent_idr: tuple[int, int]
    objective: str
    same_objective: bool
    items: tuple[MovedItem, ...]
    pillars: tuple[tuple[str, int, int], ...]
    evidence: tuple[MovedEvidence, ...]

    @property
    def same(self) -> bool:
        """Whether both pay the same lines alike."""
        return not self.items

    def said(self) -> list[Said]:
        """The differences in sentences: the whole, the evidence, the largest changes."""
        if self.same:
            return [Said("Isi kedua rencana sama.", "Both plans hold the same."), *(one.said for one in self.evidence)]
        more = rupiah(sum(max(one.change_idr, 0) for one in self.items))
        less = rupiah(sum(max(-one.change_idr, 0) for one in self.items))
        many = count(len(self.items))
        first = Said(
            f"{many.text_id} pilihan berubah: {more.text_id} lebih banyak dan {less.text_id} lebih sedikit.",
            f"{many.text_en} lines changed: {more.text_en} more and {less.text_en} less.",
        )
        evidence = [one.said for one in self.evidence]
        return [first, *self._gains(), *evidence, *(one.said for one in self.items[:MOST_ITEMS_SAID])]

    def _gains(self) -> list[Said]:
        """Both gains, where they are of one measure; each is by its own evidence."""
        if not self.same_objective:
            return []
        unit = gain_unit(self.objective)
        before, after = (unit.said(gain) for gain in self.gain)
        return [
            Said(
                f"Manfaat dari {before.text_id} menjadi {after.text_id}, masing-masing menurut buktinya sendiri.",
                f"The gain went from {before.text_en} to {after.text_en}, each by its own evidence.",
            )
        ]

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "gain": _pair(self.gain) if self.same_objective else _pair(self.gain) | {"difference": None},
            "spent_idr": _pair(self.spent_idr),
            "items": [one.as_json() for one in self.items],
            "pillars": [
                {
                    "pillar": name,
                    "name_id": PILLARS[name][0],
                    "name_en": PILLARS[name][1],
                    "before_idr": before,
                    "after_idr": after,
                    "change_idr": after - before,
                }
                for name, before, after in self.pillars
            ],
            "evidence": [one.as_json() for one in self.evidence],
            "sentences": [one.as_json() for one in self.said()],
            "same": self.same,
        }


def _pair(both: tuple[Any, Any]) -> dict[str, Any]:
    return {"before": both[0], "after": both[1], "difference": both[1] - both[0]}


def moved(before: Answer, after: Answer) -> Moved:
    """What changed from the plan `before` to the plan `after`, both as `Answers.as_json` gives them.

    Evidence is compared over all that candidates rest on, chosen or not. A line that rests on several records counts
    for each of them.
    """
    first, last = ({row["item_id"]: row for row in one["items"]} for one in (before, after))
    items = [_item(first.get(name), last.get(name)) for name in sorted(first.keys() | last.keys())]
    items = [one for one in items if one.change_idr]
    rests = {name: _evidence_ids(last.get(name) or first[name]) for name in first.keys() | last.keys()}
    names = sorted({row["pillar"] for row in (*first.values(), *last.values())})
    pillars = tuple((name, _spent(first.values(), name), _spent(last.values(), name)) for name in names)
    return Moved(
        gain=(before["gain"], after["gain"]),
        spent_idr=(before["spent_idr"], after["spent_idr"]),
        objective=after["objective"],
        same_objective=before["objective"] == after["objective"],
        items=tuple(sorted(items, key=lambda one: (-abs(one.change_idr), one.item_id))),
        pillars=pillars,
        evidence=_evidence(before, after, items, rests),
    )


def _item(before: Answer | None, after: Answer | None) -> MovedItem:
    row = after or before or {}
    return MovedItem(
        **{name: row[name] for name in ("item_id", "name", "kind", "pillar", "village")},
        before_idr=before["cost_idr"] if before else 0,
        after_idr=after["cost_idr"] if after else 0,
    )


def _spent(rows: Iterable[Answer], pillar: str) -> int:
    return sum(row["cost_idr"] for row in rows if row["pillar"] == pillar)


def _evidence_ids(row: Answer) -> list[str]:
    return list(row.get("evidence_ids") or [row["evidence_id"]])


def _evidence(
    before: Answer, after: Answer, items: Iterable[MovedItem], rests: Mapping[str, list[str]]
) -> tuple[MovedEvidence, ...]:
    first, last = _records(before), _records(after)
    found = []
    for name in sorted(first.keys() | last.keys()):
        old, new = first.get(name), last.get(name)
        if old == new:
            continue
        own = [one.change_idr for one in items if name in rests[one.item_id]]
        more, less = sum(each for each in own if each > 0), -sum(each for each in own if each < 0)
        found.append(MovedEvidence(name, old, new, len(own), more, less))
    return tuple(sorted(found, key=lambda one: (-one.moved_idr, one.evidence_id)))


def _records(answer: Answer) -> dict[str, dict[str, Any]]:
    rows = answer.get("known_effects") or answer["effects"]
    return {row["evidence_id"]: {name: row[name] for name in RECORD} for row in rows}


def _size(record: Mapping[str, Any] | None) -> Said:
    if record is None:
        return Said("tidak ada", "none")
    size, error = number(f"{record['mean']:.3g}"), number(f"{record['standard_error']:.3g}")
    here, there = (" (asumsi)", " (assumption)") if record["assumption"] else ("", "")
    return Said(f"{size.text_id} ± {error.text_id}{here}", f"{size.text_en} ± {error.text_en}{there}")
