"""What is said of a plan in sentences: its proof, its prices, what it answers, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from merata.cli.amounts import percent, rupiah
from merata.cli.gain_amounts import gain_unit
from merata.cli.plan_limits import is_own_fund, price_sentence
from merata.planning.answers.habits import BEST
from merata.planning.answers.regret import Regret, times_equal_split
from merata.planning.choices.usual_orders import EQUAL_SPLIT
from merata.planning.effects import COMPLETED, OFFER, Effect
from merata.planning.plan import Plan

PRICES_SHOWN = 4
"""Prices in sentences, of the limits that are not those of single desa all; `--json` has the rest."""

ENOUGH_SPENT = 0.9
"""Share of the plan's spending below which it is said that the equal split spends less."""


def sentences(plan: Plan) -> list[str]:
    """Everything that is said beneath the tables."""
    return [*_proof(plan), *_objective(plan), *_prices(plan), *_answers(plan), *_evidence(plan), *_caveats(plan)]


def times_sentences(rows: Sequence[Regret]) -> list[str]:
    """How much more the objective rises, and inequality falls, per rupiah than with the equal split."""
    times = times_equal_split(rows)
    spent = {row.name: row.spent_idr for row in rows}
    equal, ours = spent.get(EQUAL_SPLIT, 0), spent.get(BEST, 0)
    here, there = "", ""
    if equal < ENOUGH_SPENT * ours:  # what is spent first does most, so that its rupiah do not compare
        here, there = f" (yang hanya memakai {rupiah(equal)})", f" (which spends only {rupiah(equal)})"
    found = []
    if times["gain"] is not None:
        found.append(
            f"Per rupiah, manfaatnya {times['gain']:.2f} kali bagi rata{here}. / Per rupiah, it gains "
            f"{times['gain']:.2f} times as much as the equal split{there}."
        )
    if times["gini_fall"] is not None:
        found.append(
            f"Per rupiah, Gini turun {times['gini_fall']:.2f} kali sebanyak dengan bagi rata{here}. / Per rupiah, the "
            f"Gini index falls {times['gini_fall']:.2f} times as much as with the equal split{there}."
        )
    return found


def _proof(plan: Plan) -> list[str]:
    unit = gain_unit(plan.objective)
    if plan.gap is None:
        return ["Tidak ada yang dapat dibeli dengan anggaran ini. / Nothing can be bought within this budget."]
    gain, bound, single = (unit.text(value) for value in (plan.gain, plan.bound, plan.single_bound))
    low, high = (unit.text(value) for value in plan.intervals["gain"])
    between = (f" ({low} sampai {high})", f" ({low} to {high})") if plan.tail is None else ("", "")
    of_id, of_en = unit.name.split(" / ")
    share, of_single = percent(plan.gap), percent((plan.single_bound - plan.gain) / plan.gain)
    return [
        f"Bukti: manfaat {gain}{between[0]} {of_id}; tidak ada paket lain dari calon, anggaran, dan syarat "
        f"yang sama yang melebihi {bound}, yaitu {share} di atas paket ini ({single}, {of_single}, bila kelompok "
        "penerima boleh dipotong sampai satu rumah tangga).",
        f"Proof: the gain is {gain}{between[1]} {of_en}; no other package of the same candidates, budget and "
        f"demands can exceed {bound}, which is {share} above this one ({single}, {of_single}, where bands of "
        "recipients may be cut to single households).",
        *_unmet(plan.gap, plan.asked_gap),
    ]


def _unmet(gap: float, asked: float) -> list[str]:
    """That the proof ended before the gap that was asked for, if it did."""
    if gap <= asked:
        return []
    wanted = percent(asked)
    return [
        f"Pencarian berhenti sebelum celah yang diminta ({wanted}) tercapai. / The search ended before the gap asked "
        f"for ({wanted}) was reached."
    ]


def _objective(plan: Plan) -> list[str]:
    found = []
    if plan.objective.is_poverty:
        found.append(
            "P0 dilaporkan, tidak dioptimalkan: mengejar jumlah orang miskin mendahulukan yang tepat di bawah garis. / "
            "The headcount is reported, not optimised: chasing it puts those just below the line first."
        )
    if plan.tail is not None and plan.mean_gain is not None:
        share = f"{100 * plan.tail:g}%"
        unit = gain_unit(plan.objective)
        mean, low, high = (unit.text(value) for value in (plan.mean_gain, *plan.intervals["gain"]))
        found.append(
            f"Manfaat adalah rata-rata {share} simulasi terburuk; rata-rata semuanya {mean} ({low} sampai {high}). / "
            f"The gain is the mean of the worst {share} of draws; of all of them it is {mean} ({low} to {high})."
        )
    return found


def _prices(plan: Plan) -> list[str]:
    unit = gain_unit(plan.objective)
    ordered = sorted(plan.shadow_prices, key=lambda price: is_own_fund(price.limit))
    most = max(PRICES_SHOWN, sum(not is_own_fund(price.limit) for price in ordered))
    shown = [price_sentence(price, unit) for price in ordered[:most]]
    rest = len(ordered) - len(shown)
    return shown + ([f"… dan {rest} batas lain (--json) / … and {rest} more limits (--json)"] if rest > 0 else [])


def _answers(plan: Plan) -> list[str]:
    count = len(plan.proposals)
    return [f"Menjawab {count} usulan forum / answers {count} proposals of forums."] if count else []


def _evidence(plan: Plan) -> list[str]:
    found = ["Dasar / evidence (* asumsi / assumption):"] if plan.effects else []
    return [*found, *(f"  {evidence_text(effect, star='* ')}" for effect in plan.effects)]


def evidence_text(effect: Effect, star: str = "") -> str:
    """A record of evidence, and how it is known (`star` before an assumption); of a course also what it is per."""
    known = f"{star}asumsi / assumption" if effect.assumption else f"sumber / source: {effect.source}"
    if effect.unit == COMPLETED and effect.assumption:
        known = f"{known}: {effect.source}"
    if effect.times is not None:
        known = f"per kursi yang lulus, dikali {effect.times} / per seat completed, times {effect.times}; {known}"
    elif effect.per == OFFER:
        known = f"per kursi yang ditawarkan / per seat offered; {known}"
    return f"{effect.evidence_id}: {effect.mean:.3g} ± {effect.standard_error:.3g} ({known})"


def _caveats(plan: Plan) -> list[str]:
    return [
        "Seluruh biaya kelas dan proyek masuk tahun ini, manfaatnya hanya satu tahun dihitung. / Classes and works "
        "cost the year their whole price; one year of their effect is counted.",
        *(["† dihitung bersama karya lain / counted together with other works"] if _bundled(plan) else []),
        *(f"  {note}" for note in plan.notes),
    ]


def _bundled(plan: Plan) -> bool:
    return any(line.together for line in plan.items)
