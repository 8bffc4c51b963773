"""What came of one application, in words for the applicant: the same on every page."""

from __future__ import annotations

from dataclasses import dataclass

from merata.programmes.training.commitment import COMMITMENT_FILE, read_commitment
from merata.programmes.training.prerequisites import sentence
from merata_portal.training.documents_of_draw import documents
from merata_portal.training.models import Application


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code`: what it is; the texts say it. `reasons`: why refused, in Indonesian and English."""

    code: str
    text_id: str
    text_en: str
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def good(self) -> bool:
        """Whether the applicant holds a seat or completed the class."""
        return self.code in ("seat", "completed")


def outcome(one: Application) -> Outcome:
    """What came of the application so far."""
    if one.withdrawn_on is not None:
        return Outcome("withdrawn", "Pendaftaran ditarik", "Application taken back")
    if one.refused_codes:
        return Outcome("refused", "Tidak memenuhi syarat", "Prerequisites are not fulfilled", _reasons(one))
    if one.gave_up_order is not None:
        return Outcome("gave_up", "Kursi atau tempat tunggu dilepas", "Seat or place in line given up")
    if one.completed is not None:
        if one.completed:
            return Outcome("completed", "Lulus pelatihan", "Completed the class")
        return Outcome("not_completed", "Tidak lulus", "Did not complete", ((one.reason_id, one.reason_en),))
    return _drawn(one)


def _drawn(one: Application) -> Outcome:
    if one.promoted:
        return Outcome("seat", "Mendapat kursi dari daftar tunggu", "Has a seat from the waiting list")
    if one.selected:
        return Outcome("seat", "Mendapat kursi", "Has a seat")
    if one.place_in_draw is not None:
        return Outcome(
            "waiting",
            f"Daftar tunggu (urutan undian {one.place_in_draw})",
            f"On the waiting list (place {one.place_in_draw} in the draw)",
        )
    if one.need_weight is not None:
        return Outcome(
            "listed",
            f"Masuk daftar undian dengan {one.need_weight} tiket",
            f"In the draw with {one.need_weight} tickets",
        )
    return Outcome("applied", "Terdaftar, menunggu undian", "Applied, waiting for the draw")


def _reasons(one: Application) -> tuple[tuple[str, str], ...]:
    """Each reason with the limit that was announced."""
    draw = one.course.draws.filter(voided_on__isnull=True).order_by("-round").first()
    if draw is None:
        return ()
    terms = read_commitment(documents(draw)[COMMITMENT_FILE]).terms
    words = [sentence(code, terms) for code in one.refused_codes]
    return tuple((each.id, each.en) for each in words)
