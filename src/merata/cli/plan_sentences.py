"""What is said of a plan in sentences, as the terminal shows them: Indonesian, then English."""

from __future__ import annotations

from collections.abc import Sequence

from merata.planning.answers import sentences as wording
from merata.planning.answers.regret import Regret
from merata.planning.effects import COMPLETED, OFFER, Effect
from merata.planning.plan import Plan


def sentences(plan: Plan) -> list[str]:
    """Everything that is said beneath the tables."""
    found: list[str] = []
    for sentence in wording.sentences(plan):
        if sentence.about == "proof":
            found += [sentence.said.text_id, sentence.said.text_en]
        elif sentence.about not in ("evidence", "caveats"):
            found.append(str(sentence.said))
    return [*found, *_evidence(plan), *_caveats(plan)]


def times_sentences(rows: Sequence[Regret]) -> list[str]:
    """How much more the objective rises, and inequality falls, per rupiah than with the equal split."""
    return [str(sentence.said) for sentence in wording.times_sentences(rows)]


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
    first, *rest = (sentence.said for sentence in wording.sentences(plan) if sentence.about == "caveats")
    bundled = [str(said) for said in rest if said.text_id.startswith("†")]
    return [str(first), *bundled, *(f"  {note}" for note in plan.notes)]
