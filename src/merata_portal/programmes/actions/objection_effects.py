"""What an answer does: which effects go with which outcome, and the decision itself."""

from __future__ import annotations

from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.programmes.actions.deciding import admit
from merata_portal.programmes.actions.exiting import exit_enrolment
from merata_portal.programmes.models.enrolments import Enrolment
from merata_portal.programmes.models.objections import Objection
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import ExitCode
from merata_portal.registry.models import Change, Household
from merata_portal.registry.queries.households import household as household_page

Outcome, Effect = Objection.Outcome, Objection.Effect

EFFECTS: dict[str, tuple[str, ...]] = {
    Outcome.UPHELD: (Effect.NONE,),
    Outcome.CHANGED: (Effect.ADMIT, Effect.EXIT, Effect.ELSEWHERE),
    Outcome.DATA: (Effect.NONE, Effect.ADMIT, Effect.EXIT),
}
"""What may go with an outcome: corrected data may leave the decision as it was, "changed" must change something."""


def refuse_effect(objection: Objection, outcome: str, effect: str) -> None:
    """Raise `ProgrammeRefused` where outcome and effect do not go together, or what they need is not there."""
    if effect not in EFFECTS.get(outcome, ()):
        raise ProgrammeRefused(
            "Jawaban dan tindakannya tidak cocok: “keputusan diubah” perlu tindakan, “keputusan tetap” tidak.",
            "Answer and effect do not go together: “changed” needs an effect, “upheld” has none.",
        )
    needs_household = effect in {Effect.ADMIT, Effect.EXIT} or outcome == Outcome.DATA
    if needs_household and objection.household is None:
        raise ProgrammeRefused("Tentukan dahulu keluarga yang dimaksud.", "First say which household it is about.")
    if effect == Effect.ADMIT and objection.launch is None:
        raise ProgrammeRefused(
            "Program ini belum diluncurkan di desa itu; tidak ada daftar yang dapat diubah.",
            "This programme was not launched in that village; there is no list to change.",
        )
    if effect == Effect.EXIT and objection.enrolment is None:
        raise ProgrammeRefused(
            "Keluarga itu bukan penerima; tidak ada yang dapat dikeluarkan.",
            "That household is no recipient; there is nobody to take out.",
        )


def refuse_unchanged_data(by: Actor, objection: Objection) -> None:
    """Raise `ProgrammeRefused` where nothing of the household changed in the registry since the objection was filed."""
    home = _household(objection)
    touching = {one.change_id for one in household_page(by, home.uuid).changes}
    # When it was entered, not the day it tells of: a correction is often of a day long past.
    if not Change.objects.filter(id__in=touching, at__gt=objection.filed_at, undone_at__isnull=True).exists():
        raise ProgrammeRefused(
            "Perbaiki dahulu data keluarga itu di daftar (impor, kematian, pindah), lalu putuskan ulang.",
            "First correct the household's data in the registry (import, death, move), then decide anew.",
        )


def carry_out(by: Actor, objection: Objection, effect: str, reason: str) -> Enrolment | None:
    """Admit the household to the launch, or take it out of it; its enrolment as it then stands."""
    if effect == Effect.EXIT:
        enrolment = objection.enrolment
        if enrolment is None:
            raise ValueError("refuse_effect must be asked before")
        exit_enrolment(
            by=by, enrolment=enrolment.uuid, code=ExitCode.OBJECTION, reason=reason, on_day=timezone.localdate()
        )
        enrolment.refresh_from_db()
        return enrolment
    launch, home = objection.launch, _household(objection)
    if launch is None:
        raise ValueError("refuse_effect must be asked before")
    person = objection.enrolment.person if objection.enrolment is not None else None
    admit(by=by, launch=launch.uuid, household=home.uuid, reason=reason, person=None if person is None else person.uuid)
    return Enrolment.objects.filter(launch=launch, household=home, person=person).get()


def _household(objection: Objection) -> Household:
    if objection.household is None:
        raise ValueError("refuse_effect must be asked before")
    return objection.household
