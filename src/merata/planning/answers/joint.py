"""What a plan gains as a whole, beside what its lines gain each by itself.

The whole is less where lines lift the same people (the objective is concave), and more where works open ways only
together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from merata.planning.choices.candidates import Flags
from merata.planning.optimiser.alone import gains_alone
from merata.planning.optimiser.optimised import Optimised
from merata.planning.problem import Problem
from merata.planning.wording.gain_units import GainUnit, gain_unit
from merata.planning.wording.said import Said


@dataclass(frozen=True, slots=True)
class Together:
    """Works that were counted together: their `gain` as a set, and `alone` the sum of what each gains by itself."""

    works: tuple[str, ...]
    names: tuple[str, ...]
    gain: float
    alone: float

    def as_json(self) -> dict[str, Any]:
        """The set as plain values."""
        return {
            "works": list(self.works),
            "names": list(self.names),
            "gain": self.gain,
            "alone_gain": self.alone,
            "difference": self.gain - self.alone,
        }


@dataclass(frozen=True, slots=True)
class Joint:
    """The plan's `gain`, what each line (`item_id`) gains `alone`, and the `bundles` of works."""

    gain: float
    alone: Mapping[str, float]
    bundles: tuple[Together, ...]
    unit: GainUnit

    @property
    def alone_gain(self) -> float:
        """The sum of what the lines gain by themselves."""
        return sum(self.alone.values())

    @property
    def said(self) -> Said:
        """The comparison in words."""
        gain, alone = (self.unit.said(each, more=1) for each in (self.gain, self.alone_gain))
        more = self.unit.said(abs(self.gain - self.alone_gain), more=1)
        way = ("lebih", "more") if self.gain > self.alone_gain else ("kurang", "less")
        return Said(
            f"Bersama, isi paket memberi {gain.text_id}; dijumlahkan sendiri-sendiri {alone.text_id}: bersama "
            f"{more.text_id} {way[0]}.",
            f"Together, what is in the package gains {gain.text_en}; each by itself, added up, {alone.text_en}: "
            f"together {more.text_en} {way[1]}.",
        )

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values; what each line gains alone stands with the line."""
        return {
            "gain": self.gain,
            "alone_gain": self.alone_gain,
            "difference": self.gain - self.alone_gain,
            "bundles": [one.as_json() for one in self.bundles],
            **self.said.as_json(),
        }


def joint(asked: Problem, best: Optimised) -> Joint:
    """The plan's gain beside that of its lines and of its bundles' works alone, on the same draws."""
    candidates, by = asked.candidates, asked.evaluator
    single = {item.line: at for at, item in enumerate(candidates.items) if not item.parts}
    lines: dict[str, list[int]] = {}
    bundles = [at for at in np.flatnonzero(best.chosen).tolist() if candidates.items[at].parts]
    for at in np.flatnonzero(best.chosen).tolist():
        item = candidates.items[at]
        for part in item.parts or (item.line,):
            lines.setdefault(part, []).append(single[part] if item.parts else at)
    sets = [*lines.values(), *([at] for at in bundles)]
    gains = [by.value(each) for each in gains_alone(by, _things(sets, best.chosen))]
    alone = dict(zip(lines, gains, strict=False))
    together = tuple(
        Together(
            works=candidates.items[at].parts,
            names=tuple(candidates.items[single[part]].name for part in candidates.items[at].parts),
            gain=gain,
            alone=sum(alone[part] for part in candidates.items[at].parts),
        )
        for at, gain in zip(bundles, gains[len(lines) :], strict=True)
    )
    return Joint(best.gain, alone, together, gain_unit(asked.request.objective))


def _things(sets: Sequence[Sequence[int]], chosen: Flags) -> sparse.csr_array:
    row = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    at = np.array([at for each in sets for at in each], dtype=np.int64)
    return sparse.csr_array((np.ones(at.size), (row, at)), shape=(len(sets), chosen.size))
