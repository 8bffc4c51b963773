"""What is said of a plan in sentences: its proof, its prices, what it answers, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from merata.planning.answers.habits import BEST
from merata.planning.answers.price_words import price_said
from merata.planning.answers.regret import Regret, times_equal_split
from merata.planning.choices.usual_orders import EQUAL_SPLIT
from merata.planning.effects import COMPLETED, OFFER, Effect
from merata.planning.plan import Plan
from merata.planning.wording.gain_units import gain_unit
from merata.planning.wording.limit_names import Names, is_own_fund
from merata.planning.wording.said import Said, count, number, parted, percent, rupiah

PRICES_SHOWN = 4
"""Prices in sentences, of the limits that are not those of single desa all; the answer in JSON has the rest."""

ENOUGH_SPENT = 0.9
"""Share of the plan's spending below which it is said that the equal split spends less."""

ABOUT = ("proof", "objective", "prices", "proposals", "evidence", "caveats", "times")
"""What a sentence may be about."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and what it is `about` (see `ABOUT`)."""

    about: str
    said: Said

    def as_json(self) -> dict[str, str]:
        """The sentence as plain values."""
        return {"about": self.about, **self.said.as_json()}


def sentences(plan: Plan, names: Names | None = None) -> list[Sentence]:
    """Everything that is said of a plan; `names` are those of villages and kecamatan by code."""
    found = {
        "proof": _proof(plan),
        "objective": _objective(plan),
        "prices": prices(plan, names),
        "proposals": _answers(plan),
        "evidence": [evidence_said(effect) for effect in plan.effects],
        "caveats": _caveats(plan),
    }
    return [Sentence(about, said) for about, each in found.items() for said in each]


def times_sentences(rows: Sequence[Regret]) -> list[Sentence]:
    """How much more the objective rises, and inequality falls, per rupiah than with the equal split."""
    times = times_equal_split(rows)
    spent = {row.name: row.spent_idr for row in rows}
    equal, ours = spent.get(EQUAL_SPLIT, 0), spent.get(BEST, 0)
    here, there = "", ""
    if equal < ENOUGH_SPENT * ours:  # what is spent first does most, so that its rupiah do not compare
        said = rupiah(equal)
        here, there = f" (yang hanya memakai {said.text_id})", f" (which spends only {said.text_en})"
    found = []
    if times["gain"] is not None:
        many = number(f"{times['gain']:.2f}")
        found.append(
            Said(
                f"Per rupiah, manfaatnya {many.text_id} kali bagi rata{here}.",
                f"Per rupiah, it gains {many.text_en} times as much as the equal split{there}.",
            )
        )
    if times["gini_fall"] is not None:
        many = number(f"{times['gini_fall']:.2f}")
        found.append(
            Said(
                f"Per rupiah, Gini turun {many.text_id} kali sebanyak dengan bagi rata{here}.",
                f"Per rupiah, the Gini index falls {many.text_en} times as much as with the equal split{there}.",
            )
        )
    return [Sentence("times", said) for said in found]


def _proof(plan: Plan) -> list[Said]:
    unit = gain_unit(plan.objective)
    if plan.gap is None:
        return [Said("Tidak ada yang dapat dibeli dengan anggaran ini.", "Nothing can be bought within this budget.")]
    gain, bound, single = (number(unit.text(value)) for value in (plan.gain, plan.bound, plan.single_bound))
    low, high = (number(unit.text(value)) for value in plan.intervals["gain"])
    between = Said("", "")
    if plan.tail is None:
        between = Said(f" ({low.text_id} sampai {high.text_id})", f" ({low.text_en} to {high.text_en})")
    of = unit.named
    share, of_single = percent(plan.gap), percent((plan.single_bound - plan.gain) / plan.gain)
    proof = Said(
        f"Bukti: manfaat {gain.text_id}{between.text_id} {of.text_id}; tidak ada paket lain dari calon, anggaran, dan "
        f"syarat yang sama yang melebihi {bound.text_id}, yaitu {share.text_id} di atas paket ini ({single.text_id}, "
        f"{of_single.text_id}, bila kelompok penerima boleh dipotong sampai satu rumah tangga).",
        f"Proof: the gain is {gain.text_en}{between.text_en} {of.text_en}; no other package of the same candidates, "
        f"budget and demands can exceed {bound.text_en}, which is {share.text_en} above this one ({single.text_en}, "
        f"{of_single.text_en}, where bands of recipients may be cut to single households).",
    )
    return [proof, *_unmet(plan.gap, plan.asked_gap)]


def _unmet(gap: float, asked: float) -> list[Said]:
    """That the proof ended before the gap that was asked for, if it did."""
    if gap <= asked:
        return []
    wanted = percent(asked)
    return [
        Said(
            f"Pencarian berhenti sebelum celah yang diminta ({wanted.text_id}) tercapai.",
            f"The search ended before the gap asked for ({wanted.text_en}) was reached.",
        )
    ]


def _objective(plan: Plan) -> list[Said]:
    found = []
    if plan.objective.is_poverty:
        found.append(
            Said(
                "P0 dilaporkan, tidak dioptimalkan: mengejar jumlah orang miskin mendahulukan yang tepat di bawah "
                "garis.",
                "The headcount is reported, not optimised: chasing it puts those just below the line first.",
            )
        )
    if plan.tail is not None and plan.mean_gain is not None:
        share = number(f"{100 * plan.tail:g}%")
        unit = gain_unit(plan.objective)
        mean, low, high = (number(unit.text(value)) for value in (plan.mean_gain, *plan.intervals["gain"]))
        found.append(
            Said(
                f"Manfaat adalah rata-rata {share.text_id} simulasi terburuk; rata-rata semuanya {mean.text_id} "
                f"({low.text_id} sampai {high.text_id}).",
                f"The gain is the mean of the worst {share.text_en} of draws; of all of them it is {mean.text_en} "
                f"({low.text_en} to {high.text_en}).",
            )
        )
    return found


def prices(plan: Plan, names: Names | None = None) -> list[Said]:
    """What one more unit of the limits that bind would add; of single desa's funds only as many as are few."""
    unit = gain_unit(plan.objective)
    ordered = sorted(plan.shadow_prices, key=lambda price: is_own_fund(price.limit))
    most = max(PRICES_SHOWN, sum(not is_own_fund(price.limit) for price in ordered))
    shown = [price_said(price, unit, names) for price in ordered[:most]]
    rest = len(ordered) - len(shown)
    return shown + ([Said(f"… dan {rest} batas lain (--json)", f"… and {rest} more limits (--json)")] if rest else [])


def _answers(plan: Plan) -> list[Said]:
    many = count(len(plan.proposals))
    if not plan.proposals:
        return []
    return [Said(f"Menjawab {many.text_id} usulan forum.", f"It answers {many.text_en} proposals of forums.")]


def evidence_said(effect: Effect) -> Said:
    """A record of evidence, and how it is known; of a course also what it is per."""
    size, error = number(f"{effect.mean:.3g}"), number(f"{effect.standard_error:.3g}")
    source = parted(effect.source)
    known = (
        Said("asumsi", "assumption")
        if effect.assumption
        else Said(f"sumber: {source.text_id}", f"source: {source.text_en}")
    )
    if effect.unit == COMPLETED and effect.assumption:
        known = Said(f"{known.text_id}: {source.text_id}", f"{known.text_en}: {source.text_en}")
    per = Said("", "")
    if effect.times is not None:
        per = Said(f"per kursi yang lulus, dikali {effect.times}; ", f"per seat completed, times {effect.times}; ")
    elif effect.per == OFFER:
        per = Said("per kursi yang ditawarkan; ", "per seat offered; ")
    return Said(
        f"{effect.evidence_id}: {size.text_id} ± {error.text_id} ({per.text_id}{known.text_id})",
        f"{effect.evidence_id}: {size.text_en} ± {error.text_en} ({per.text_en}{known.text_en})",
    )


def _caveats(plan: Plan) -> list[Said]:
    bundled = any(line.together for line in plan.items)
    return [
        Said(
            "Seluruh biaya kelas dan proyek masuk tahun ini, manfaatnya hanya satu tahun dihitung.",
            "Classes and works cost the year their whole price; one year of their effect is counted.",
        ),
        *([Said("† dihitung bersama karya lain", "† counted together with other works")] if bundled else []),
        *(parted(note) for note in plan.notes),
    ]
