"""The parts on the proposal: its sentences, the table of changes, and the charts of who gains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from merata.planning.choices.usual_orders import DECILE_ORDER, EQUAL_SPLIT
from merata.planning.effects import COMPLETED, COMPLETION, OFFER, Effect
from merata.planning.plan import Plan
from merata.planning.wording.said import Said, parted
from merata.programmes.rules.programme_names import programme_name
from merata.programmes.rules.sentence import Sentence
from merata.report import charts
from merata.report.figures import Figure, figure, spending_figure
from merata.report.maps import Shapes
from merata.report.numbers import Numbers
from merata.report.proposal import EvidenceRow, PackageRow, Proposal
from merata.report.situation import Situation
from merata.report.texts import Words

Writer = Callable[[float], str]

POOREST_TENTHS = 3
_NO_GAIN_IDR = 0.5
"""Gains below half a rupiah per person per month are no gain anyone could state."""

_WIDE_LABEL_IDR = 10_000
"""From here on the labels of ten bars no longer fit beside each other: only the first and the last are written."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One measure before and after, in words; the change with its interval."""

    label: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """What the page needs of the proposal: values by name for its texts, and its figures by name."""

    texts: Mapping[str, Any]
    figures: Mapping[str, Figure | None]


def plan_view(proposed: Proposal, now: Situation, shapes: Shapes | None, numbers: Numbers, words: Words) -> PlanView:
    """Everything the page shows of the proposal and of what it changes."""
    plan = proposed.plan
    texts = {
        "proposal": proposed,
        "plan": plan,
        "total_idr": max(plan.spent_idr, 1),
        "sentence": _sentence(proposed, numbers, words),
        "changes": change_rows(proposed, numbers, words),
        "poorest_gain": numbers.percent(_poorest_share(plan), 0),
        "comparison": _comparison(plan, numbers, words),
        "bound": _bound(plan, numbers, words),
        "assumed": assumed_text(proposed, numbers, words),
        "package_name": lambda row: package_name(row, words),
        "intervention": lambda row: intervention(row, words),
        "effect": lambda effect: effect_text(effect, numbers, words),
        "source": lambda effect: _in(words, parted(effect.source)),
        "notes": [note_text(note, words) for note in plan.notes],
    }
    drawn = {
        "deciles": _decile_figure(plan, numbers, words),
        "comparison": _comparison_figure(plan, numbers, words),
        "spending": _spending_map(proposed, now, shapes, numbers, words),
    }
    return PlanView(texts, drawn)


def package_name(row: PackageRow, words: Words) -> str:
    """A programme's name in the report's language, the kind of everything else."""
    if row.programme_id is None:
        return words(f"kind.{row.kind}")
    return _in(words, programme_name(row.programme_id))


def note_text(note: str, words: Words) -> str:
    """A note of the plan in the report's language; a programme that it is about is called by its name."""
    about, colon, rest = _in(words, parted(note)).partition(": ")
    return f"{_in(words, programme_name(about))}{colon}{rest}"


def _in(words: Words, text: Said | Sentence) -> str:
    here, there = (text.text_id, text.text_en) if isinstance(text, Said) else (text.id, text.en)
    return here if words.lang == "id" else there


def intervention(row: EvidenceRow, words: Words) -> str:
    """What the effect is of, in the report's language where the record is one of ours."""
    effect = row.effect
    key = f"evidence.{effect.unit if effect.unit == COMPLETED else effect.evidence_id}"
    return words(key) if words.known(key) else row.intervention


def effect_text(effect: Effect, numbers: Numbers, words: Words) -> str:
    """An effect with its standard error and unit; of a course also what it is per."""
    value = words(f"certainty.{effect.unit}", effect=numbers.percent(effect.mean, 0))
    per = OFFER if effect.per == OFFER else COMPLETION if effect.times else None
    value = words(f"certainty.per_{per}", value=value) if per else value
    return words("certainty.plus_minus", value=value, error=numbers.percent(effect.standard_error, 0))


def change_rows(proposed: Proposal, numbers: Numbers, words: Words) -> list[ChangeRow]:
    """Gini, poverty, poor persons and welfare, each with its interval; poverty only where there is a line."""
    plan, persons = proposed.plan, proposed.persons

    def row(measure: str, key: str, write: Writer, point: Writer, times: float = 1.0) -> ChangeRow:
        def side(when: str) -> str:
            low, high = (write(end * times) for end in plan.intervals[f"{measure}_{when}"])
            value = write(getattr(plan, f"{measure}_{when}") * times)
            return f"{value} ({words('interval.compact', low=low, high=high)})"

        change = getattr(plan, f"{measure}_after") - getattr(plan, f"{measure}_before")
        return ChangeRow(words(f"change.{key}"), side("before"), side("after"), _signed(change * times, point))

    def points(value: float) -> str:
        return words("change.points", value=numbers.decimal(100 * value, 2))

    rows = [row("gini", "gini", lambda value: numbers.decimal(value, 4), lambda value: numbers.decimal(value, 4))]
    if plan.p0_before is not None:
        rows.append(row("p0", "poverty", lambda value: numbers.percent(value, 2), points))
        rows.append(row("p0", "poor_persons", numbers.integer, numbers.integer, persons))
    low, high = (numbers.money(end) for end in plan.intervals["gain"])
    gain = f"{_signed(plan.gain, numbers.money)}, {words('interval.between', low=low, high=high)}"
    return [*rows, ChangeRow(words("change.welfare"), "–", "–", gain)]


def assumed_text(proposed: Proposal, numbers: Numbers, words: Words) -> str:
    """How much of the spending rests on assumptions: classes and works, and what of the benefits is spent."""

    def part(cost_idr: int) -> dict[str, str]:
        share = numbers.percent(cost_idr / max(proposed.plan.spent_idr, 1), 0)
        return {"cost": numbers.money_short(cost_idr), "share": share}

    sentences = []
    if proposed.assumed_idr > 0:
        sentences.append(words("certainty.assumed_works", **part(proposed.assumed_idr)))
    passed_on = [effect for effect in proposed.plan.effects if effect.unit == "pass_through" and effect.assumption]
    if proposed.assumed_benefits_idr > 0 and passed_on:
        spent = numbers.percent(passed_on[0].mean, 0)
        sentences.append(words("certainty.assumed_benefits", spent=spent, **part(proposed.assumed_benefits_idr)))
    return " ".join([*sentences, words("certainty.assumed_scrutiny")])


def _signed(value: float, write: Writer) -> str:
    text = write(value)
    return f"+{text}" if value > 0 and text != write(0.0) else text


def _sentence(proposed: Proposal, numbers: Numbers, words: Words) -> str:
    plan = proposed.plan
    values = {
        "spent": numbers.money_short(plan.spent_idr),
        "budget": numbers.money_short(plan.budget_idr),
        "before": numbers.decimal(plan.gini_before, 4),
        "after": numbers.decimal(plan.gini_after, 4),
    }
    if plan.p0_before is None or plan.p0_after is None:
        return words("summary.plan_no_lines", **values)
    lifted = numbers.integer((plan.p0_before - plan.p0_after) * proposed.persons)
    return words("summary.plan", persons=lifted, **values)


def _tenths(plan: Plan) -> list[float]:
    """The gain of each tenth of the population, the poorest first, rupiah per person per month."""
    return [float(row["gain_pc_idr"]) for row in plan.by_decile]


def _poorest_share(plan: Plan) -> float:
    """The part of all gains that goes to the poorest three tenths; tenths hold equally many people."""
    gains = _tenths(plan)
    total = sum(gains)
    return sum(gains[:POOREST_TENTHS]) / total if total > 0 else 0.0


SPENT_ALIKE = 0.9
"""Share of the plan's spending that a comparison must reach to be said to share the same money."""


def _comparison(plan: Plan, numbers: Numbers, words: Words) -> str:
    others = [plan.comparisons[EQUAL_SPLIT], plan.comparisons[DECILE_ORDER]]
    if min(others) < _NO_GAIN_IDR:
        return words("change.comparison_none")
    equal, decile = (words("change.times", value=numbers.decimal(plan.gain / other, 2)) for other in others)
    text = words("change.comparison_text", against_equal=equal, against_decile=decile)
    least = min(plan.comparisons_spent_idr.values())
    if least >= SPENT_ALIKE * plan.spent_idr:
        return text
    # Both habits pay benefits alone, and may run out of people to pay before the money ends.
    spent = {"least": numbers.money_short(least), "spent": numbers.money_short(plan.spent_idr)}
    return f"{text} {words('change.comparison_unspent', **spent)}"


def _bound(plan: Plan, numbers: Numbers, words: Words) -> str:
    if plan.gap is None:
        return words("certainty.bound_zero", bound=numbers.money(plan.bound))
    return words(
        "certainty.bound",
        bound=numbers.money(plan.bound),
        gain=numbers.money(plan.gain),
        gap=numbers.percent(plan.gap),
    )


def _decile_figure(plan: Plan, numbers: Numbers, words: Words) -> Figure:
    gains = _tenths(plan)
    crowded = max(gains) >= _WIDE_LABEL_IDR
    bars = [
        charts.Bar(
            str(tenth),
            gain,
            "" if crowded and tenth not in (1, len(gains)) else numbers.integer(gain),
            low=float(row["low"]),
            high=float(row["high"]),
        )
        for tenth, (gain, row) in enumerate(zip(gains, plan.by_decile, strict=True), start=1)
    ]
    chart = charts.column_chart(bars, x_title=words("change.decile_axis"), y_title=words("change.decile_value"))
    alt = words("change.decile_alt", first=numbers.money(gains[0]), last=numbers.money(gains[-1]))
    return figure(chart, words, name="deciles", caption=words("change.decile_caption"), alt=alt)


def _comparison_figure(plan: Plan, numbers: Numbers, words: Words) -> Figure:
    gains = {
        "ours": plan.gain,
        "equal": plan.comparisons[EQUAL_SPLIT],
        "decile": plan.comparisons[DECILE_ORDER],
        "bound": plan.bound,
    }
    texts = {name: numbers.money(gain) for name, gain in gains.items()}
    bars = [
        charts.Bar(words("change.ours"), gains["ours"], texts["ours"], ours=True),
        charts.Bar(words("change.equal_split"), gains["equal"], texts["equal"]),
        charts.Bar(words("change.decile_order"), gains["decile"], texts["decile"]),
    ]
    limit = charts.Bar(words("change.bound"), gains["bound"], texts["bound"])
    chart = charts.comparison_chart(bars, title=words("change.comparison_axis"), limit=limit)
    alt = words("change.comparison_alt", **texts)
    return figure(chart, words, name="comparison", caption=words("change.comparison_caption"), alt=alt)


def _spending_map(
    proposed: Proposal, now: Situation, shapes: Shapes | None, numbers: Numbers, words: Words
) -> Figure | None:
    if shapes is None or not proposed.spending_pc_idr:
        return None
    return spending_figure(proposed.spending_pc_idr, shapes, len(now.villages), numbers, words)
