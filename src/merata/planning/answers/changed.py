"""What a package changed by hand costs against the proved plan, and which of the changes costs most.

Nothing is solved where the proved package is given: the packages are evaluated on the same draws, with their actual
recipients, each change also taken back alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from merata.planning.answers.asked import best_plan
from merata.planning.answers.broken import Broken, broken
from merata.planning.answers.by_hand import Amounts, Lines, Written, lines_of
from merata.planning.determined import determined
from merata.planning.optimiser.evaluating import Evaluator, Floats
from merata.planning.plan_effects import PlanEffects, measured
from merata.planning.plan_lines import plan_lines
from merata.planning.preparing import posed, problem
from merata.planning.problem import Problem, Request
from merata.planning.pulse import Pulse
from merata.planning.wording.gain_units import GainUnit, gain_unit
from merata.planning.wording.said import Said, percent, rupiah
from merata.programmes.incidence.intervals import Interval, interval
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located

IN, OUT, MORE, LESS = "in", "out", "more", "less"
WAYS = {
    IN: ("dimasukkan", "put in"),
    OUT: ("dikeluarkan", "taken out"),
    MORE: ("ditambah", "raised"),
    LESS: ("dikurangi", "lowered"),
}


def way_of(before_idr: int, after_idr: int) -> str:
    """What was done to a line: put in, taken out, raised or lowered."""
    if not before_idr:
        return IN
    if not after_idr:
        return OUT
    return MORE if after_idr > before_idr else LESS


@dataclass(frozen=True, slots=True)
class Change:
    """One line that differs from the proved package. `counted_idr` is what whole benefits make of `asked_idr`; `loss`
    what the package would gain more with this line as proved and all else as changed, in the objective's unit, and
    `loss_share` that as a share of the proved gain (None at none).
    """

    item_id: str
    name: str
    kind: str
    pillar: str
    village_code: str | None
    village: str | None
    way: str
    proved_idr: int
    asked_idr: int
    counted_idr: int
    households: int
    loss: float
    loss_share: float | None

    def said(self, unit: GainUnit) -> Said:
        """The change and what it costs, in words."""
        way_id, way_en = WAYS[self.way]
        at_id, at_en = ("", "") if self.village is None else (f" di {self.village}", f" in {self.village}")
        before, after, loss = rupiah(self.proved_idr), rupiah(self.counted_idr), unit.said(abs(self.loss), more=1)
        cost_id, cost_en = ("merugikan", "costs") if self.loss > 0 else ("menguntungkan", "wins")
        return Said(
            f"{self.name}{at_id} {way_id} dari {before.text_id} menjadi {after.text_id}: {cost_id} {loss.text_id}.",
            f"{self.name}{at_en} {way_en} from {before.text_en} to {after.text_en}: {cost_en} {loss.text_en}.",
        )

    def as_json(self, unit: GainUnit) -> dict[str, Any]:
        """The change as plain values."""
        names = ("item_id", "name", "kind", "pillar", "village_code", "village", "way", "proved_idr", "asked_idr")
        return {
            **{name: getattr(self, name) for name in names},
            "counted_idr": self.counted_idr,
            "left_idr": self.asked_idr - self.counted_idr,
            "households": self.households,
            "loss": self.loss,
            "loss_share": self.loss_share,
            "loss_pc_idr": self.loss if unit.is_rupiah else None,
            **self.said(unit).as_json(),
        }


@dataclass(frozen=True, slots=True)
class Changed:
    """A package changed by hand beside the proved one. `gain` and `proved_gain` are what the request raises, with the
    intervals over all draws; `loss` the difference, `loss_interval` that of the differences draw by draw, `mean_pc_idr`
    how much less each person gains in the mean, rupiah a month. `changes` come dearest first, `breaks` are the limits
    that the package does not keep. `done` and `proved_done` measure both.
    """

    request: Request
    counted: Amounts
    spent_idr: int
    proved_spent_idr: int
    gain: float
    gain_interval: Interval
    proved_gain: float
    proved_gain_interval: Interval
    loss_interval: Interval
    mean_pc_idr: float
    changes: tuple[Change, ...]
    breaks: tuple[Broken, ...]
    done: PlanEffects
    proved_done: PlanEffects

    @property
    def loss(self) -> float:
        """What the changes cost together, in the objective's unit."""
        return self.proved_gain - self.gain

    @property
    def loss_share(self) -> float | None:
        """That as a share of the proved gain; None at none."""
        return self.loss / self.proved_gain if self.proved_gain > 0 else None

    def said(self) -> Said:
        """What the changes cost together, in words."""
        unit = gain_unit(self.request.objective)
        loss, share = unit.said(abs(self.loss), more=1), percent(abs(self.loss_share or 0.0))
        if self.loss > 0:
            return Said(
                f"Perubahan ini merugikan {loss.text_id} ({share.text_id} dari manfaat paket terbukti).",
                f"The changes cost {loss.text_en} ({share.text_en} of what the proved package gains).",
            )
        return Said(
            f"Perubahan ini tidak merugikan: manfaatnya {loss.text_id} ({share.text_id}) di atas paket terbukti.",
            f"The changes cost nothing: the gain is {loss.text_en} ({share.text_en}) above the proved package.",
        )

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values; `unit` says how gains are shown."""
        unit = gain_unit(self.request.objective)
        sides = {"before": self.done.before, "after": self.done.after, "proved_after": self.proved_done.after}
        intervals = {
            f"{name}_{when}": [one.low, one.high] for when, side in sides.items() for name, one in side.items()
        }
        return {
            "objective": str(self.request.objective),
            "budget_idr": self.request.budget_idr,
            "unit": unit.as_json(),
            "spent_idr": self.spent_idr,
            "proved_spent_idr": self.proved_spent_idr,
            "gain": self.gain,
            "gain_interval": [self.gain_interval.low, self.gain_interval.high],
            "proved_gain": self.proved_gain,
            "proved_gain_interval": [self.proved_gain_interval.low, self.proved_gain_interval.high],
            "loss": {
                "amount": self.loss,
                "share": self.loss_share,
                "pc_idr": self.loss if unit.is_rupiah else None,
                "interval": [self.loss_interval.low, self.loss_interval.high],
                "mean_pc_idr": self.mean_pc_idr,
                **self.said().as_json(),
            },
            "changes": [change.as_json(unit) for change in self.changes],
            "breaks": [one.as_json() for one in self.breaks],
            "counted": dict(self.counted),
            **{when: {name: one.value for name, one in side.items()} for when, side in sides.items()},
            "intervals": intervals,
            "sentences": [self.said().as_json(), *(one.said.as_json() for one in self.breaks)],
        }


@determined
def changed(
    dataset: Dataset,
    request: Request,
    constraints: Located | None,
    package: Amounts,
    *,
    proved: Amounts | None = None,
    step: Step | None = None,
) -> Changed:
    """What `package` (rupiah by line, 0 for none) costs against the `proved` one, on the request's own draws.

    A line of the proved package that `package` does not name stays as it is there. Without `proved` the best plan is
    looked for first. Raises `UsageError` naming every line that is no candidate, is below nothing, or is a part of a
    class or work; else as `planning.answers.asked.answers`.
    """
    pulse = Pulse(step or silent)
    if proved is None:
        asked = problem(dataset, request, constraints, pulse)
        best = best_plan(asked, pulse.within(0.25, 0.8, "package"))
        proved = {line.item_id: line.cost_idr for line in plan_lines(asked.people, asked.candidates, best.chosen)}
    else:
        asked = posed(dataset, request, constraints, pulse)
    pulse(0.8, "changes")
    wanted = {line: amount for line, amount in {**proved, **package}.items() if amount or line in package}
    names = [line for line in wanted if wanted[line] != proved.get(line, 0)]
    back = {name: {**wanted, name: proved.get(name, 0)} for name in names}
    lines = lines_of(asked, [proved, wanted, *back.values()])
    return _told(lines, lines.written(proved), lines.written(wanted), wanted, back, pulse)


def _told(
    lines: Lines,
    proved: Written,
    found: Written,
    wanted: Amounts,
    back: Mapping[str, Amounts],
    pulse: Pulse,
) -> Changed:
    asked = lines.asked
    by = asked.evaluator
    best, best_gains, best_done = _evaluated(asked, proved)
    gain, gains, done = _evaluated(asked, found)
    changes = []
    for number, (name, amounts) in enumerate(back.items()):
        pulse(0.85 + 0.15 * number / len(back), "changes")
        one = asked_alone(asked, lines.written(amounts))
        won = by.value(one.gains(np.ones(1))) - gain
        if found.counted.get(name, 0) != proved.counted.get(name, 0):
            changes.append(_change(lines, name, proved, found, wanted[name], won, best))
    mean = _mean_gain(asked, proved) - _mean_gain(asked, found)
    return Changed(
        request=asked.request,
        counted=found.counted,
        spent_idr=sum(found.counted.values()),
        proved_spent_idr=sum(proved.counted.values()),
        gain=gain,
        gain_interval=interval(gains),
        proved_gain=best,
        proved_gain_interval=interval(best_gains),
        loss_interval=interval(best_gains - gains),
        mean_pc_idr=mean,
        changes=tuple(sorted(changes, key=lambda one: (-one.loss, one.item_id))),
        breaks=broken(asked, found.package),
        done=done,
        proved_done=best_done,
    )


def asked_alone(asked: Problem, written: Written) -> Evaluator:
    """The evaluator of one written package as a single item."""
    return asked.evaluator.of(written.package.as_one(asked))


def _evaluated(asked: Problem, written: Written) -> tuple[float, Floats, PlanEffects]:
    one = asked_alone(asked, written)
    gains = one.gains(np.ones(1))
    return one.value(gains), gains, measured(asked.people, one, np.ones(1, dtype=np.bool_), gains)


def _mean_gain(asked: Problem, written: Written) -> float:
    """The mean gain per person a month over the draws, rupiah."""
    one, size = asked_alone(asked, written), asked.people.size
    after = [float((welfare * size).sum()) for welfare in one.after(np.ones(1))]
    before = [float((welfare * size).sum()) for welfare in one.after(np.zeros(1))]
    return float(np.mean(np.array(after) - np.array(before)) / size.sum())


def _change(
    lines: Lines, name: str, proved: Written, found: Written, asked_idr: int, loss: float, best: float
) -> Change:
    asked = lines.asked
    item = asked.candidates.items[lines.items_of[name][0]]
    places = dict(zip(*(asked.people.villages[key].to_pylist() for key in ("village_code", "name")), strict=True))
    before, after = proved.counted.get(name, 0), found.counted.get(name, 0)
    return Change(
        item_id=name,
        name=item.name,
        kind=item.kind,
        pillar=item.pillar,
        village_code=item.village_code,
        village=places.get(item.village_code or ""),
        way=way_of(before, after),
        proved_idr=before,
        asked_idr=asked_idr,
        counted_idr=after,
        households=found.households.get(name, 0),
        loss=loss,
        loss_share=loss / best if best > 0 else None,
    )
