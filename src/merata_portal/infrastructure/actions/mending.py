"""Defects: reported by anybody, shown at once where the rules allow it, mended by a day, confirmed or reopened."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability, Held
from merata_portal.attachments.actions import attach
from merata_portal.attachments.models import Attachment
from merata_portal.audit.actions import record
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.actions.reporting import PHOTO, Photo
from merata_portal.infrastructure.models import Defect, DefectStep, Project
from merata_portal.infrastructure.moderation import held_by
from merata_portal.infrastructure.refusals import WorksRefused, refuse, wrong_state
from merata_portal.infrastructure.states import BUILT, DEFECT_LEGAL, DefectState, State
from merata_portal.personal.columns import sealed
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets import actions as tickets
from merata_portal.tickets.limits import DAY, HOUR, browser_digest, came, refuse_many_of_browser
from merata_portal.working_calendar import working_calendar

TICKET = "R"
MOST_PHOTOS = 3
LONGEST_TEXT, LONGEST_CONTACT = 2000, 150
MOST_WORKING_DAYS = 60
MOST_OF_BROWSER_A_DAY = 8
SHOWN_OF_PROJECT_A_DAY, SHOWN_AN_HOUR = 20, 120
"""More of one work in a day, or of all works in an hour, wait until somebody has read them."""
MOST_OF_PROJECT_A_DAY = 200
"""More bring their photographs to nobody's eyes: they are refused."""


@transaction.atomic
def report_defect(
    *, by: Actor, project: UUID, kind: str, text: str, contact: str = "", photos: Sequence[Photo] = (),
    browser: str = "",
) -> tuple[Defect, str]:  # fmt: skip
    """Keep what a resident found of a finished work, and its PIN, told once. Shown at once where `moderation` lets it,
    and not many came at once. `browser`: the token of the session.

    Raises `FaultyWorks` with every fault, `NotAccepted` for what is no photograph, `Project.DoesNotExist` for a work
    that is not built.
    """
    found = Project.objects.get(uuid=project, state__in=BUILT)
    refuse(
        (kind in Defect.Kind.values, "pilih apa yang rusak", "choose what is wrong"),
        (
            0 < len(text.strip()) <= LONGEST_TEXT,
            f"ceritakan kerusakannya, paling panjang {LONGEST_TEXT} huruf",
            f"say what is wrong in {LONGEST_TEXT} signs",
        ),
        (len(contact) <= LONGEST_CONTACT, "kontak terlalu panjang", "the contact is too long"),
        (len(photos) <= MOST_PHOTOS, f"paling banyak {MOST_PHOTOS} foto", f"at most {MOST_PHOTOS} photographs"),
    )  # fmt: skip
    codes, uuid = held_by(text) + _flooded(found, browser), uuid4()
    made = Defect(
        uuid=uuid, project=found, kind=kind, text_sealed=sealed(Defect, "text_sealed", text.strip(), uuid),
        contact_sealed=sealed(Defect, "contact_sealed", contact.strip() or None, uuid), reported_on=clock.today(),
        reported_at=timezone.now(), shown=not codes, held_codes=codes, browser_digest=browser_digest(browser),
    )  # fmt: skip
    pin = tickets.issue(made, TICKET)
    for name, content in photos:
        attach(
            by=by, held=None, subject=made.subject, kind=PHOTO, area=found.village_code, file_name=name,
            content=content, photo_only=True, public=made.shown,
        )  # fmt: skip
    _note(by, made, DefectState.REPORTED, "")
    record(
        by=by, held=None, action="works.report_defect", subject=made.subject, area=found.village_code,
        data={"kind": kind, "shown": made.shown, "held_by": ", ".join(codes)},
    )  # fmt: skip
    return made, pin


@transaction.atomic
def show_defect(*, by: Actor, defect: UUID, shown: bool, reason: str) -> Defect:
    """Show a report that was held, or hide one that hurts somebody; either with a reason. That there is one stays."""
    reason = require_reason(reason)
    found, held = _taken(by, defect, Capability.REPORT_PROGRESS)
    found.shown = shown
    found.save(update_fields=["shown"])
    Attachment.objects.filter(subject=found.subject, removed_at__isnull=True).update(public=shown)
    _record(by, held, found, "works.show_defect" if shown else "works.hide_defect", reason)
    return found


@transaction.atomic
def ask_contractor(*, by: Actor, defect: UUID, working_days: int, note: str) -> Defect:
    """Ask the contractor to mend it within so many working days, counted from tomorrow; or ask again."""
    note = require_reason(note)
    found, held = _taken(by, defect, Capability.MANAGE_PROJECT)
    refuse(
        (
            1 <= working_days <= MOST_WORKING_DAYS,
            f"1 sampai {MOST_WORKING_DAYS} hari kerja", f"1 to {MOST_WORKING_DAYS} working days",
        )
    )  # fmt: skip
    found.mend_by = working_calendar().after(clock.today(), working_days)
    found.mended_on = found.confirmed_on = None
    _moved(by, found, DefectState.ASKED, note)
    _record(by, held, found, "works.ask_contractor", note)
    return found


@transaction.atomic
def claim_mended(*, by: Actor, defect: UUID, note: str, photos: Sequence[Photo]) -> Defect:
    """The contractor says that it is mended; with a photograph, which everybody sees where the report is shown."""
    note = require_reason(note)
    found, held = _taken(by, defect, Capability.MANAGE_PROJECT)
    refuse((1 <= len(photos) <= MOST_PHOTOS, f"1 sampai {MOST_PHOTOS} foto", f"1 to {MOST_PHOTOS} photographs"))
    for name, content in photos:
        attach(
            by=by, held=held, subject=found.subject, kind="mended", area=found.project.village_code, file_name=name,
            content=content, photo_only=True, public=found.shown,
        )  # fmt: skip
    found.mended_on = clock.today()
    _moved(by, found, DefectState.MENDED, note)
    _record(by, held, found, "works.claim_mended", note)
    return found


@transaction.atomic
def confirm_mended(*, by: Actor, defect: UUID, note: str) -> Defect:
    """The village has looked: it is mended."""
    note = require_reason(note)
    found, held = _taken(by, defect, Capability.ACCEPT_PROJECT)
    found.confirmed_on = clock.today()
    _moved(by, found, DefectState.CONFIRMED, note)
    _record(by, held, found, "works.confirm_mended", note)
    return found


@transaction.atomic
def reopen(*, by: Actor, defect: UUID, note: str) -> Defect:
    """The village has looked: it is not mended, or broke again, or was a defect after all."""
    note = require_reason(note)
    found, held = _taken(by, defect, Capability.ACCEPT_PROJECT)
    found.confirmed_on = None
    _moved(by, found, DefectState.REOPENED, note)
    _record(by, held, found, "works.reopen_defect", note)
    return found


@transaction.atomic
def renew_pin(*, by: Actor, defect: UUID, reason: str) -> str:
    """A new PIN for whoever showed in the office that the report is theirs; told once. `reason`: how they did.

    By who sees the contact, to compare it. Raises `WorksRefused` for a report without one: nobody can show that it is
    theirs.
    """
    reason = require_reason(reason)
    found, held = _taken(by, defect, Capability.MANAGE_PROJECT)
    if found.contact_sealed is None:
        raise WorksRefused(
            "Laporan ini tanpa nama dan kontak: tidak ada yang dapat menunjukkan bahwa ini miliknya.",
            "This report names nobody and no contact: nobody can show that it is theirs.",
        )
    pin = tickets.renew_pin(found)
    _record(by, held, found, "works.renew_pin", reason)
    return pin


@transaction.atomic
def reopen_own(*, by: Actor, defect: Defect) -> Defect:
    """Whoever reported it (and opened it by ticket and PIN) says that it is not mended."""
    found = Defect.objects.select_for_update(of=("self",)).select_related("project").get(pk=defect.pk)
    if DefectState(found.state) not in (DefectState.MENDED, DefectState.CONFIRMED):
        raise wrong_state(found.state, DefectState.MENDED, DefectState.CONFIRMED)
    found.confirmed_on = None
    _moved(by, found, DefectState.REOPENED, "")
    _record(by, None, found, "works.reopen_defect", "")
    return found


@transaction.atomic
def reject_defect(*, by: Actor, defect: UUID, note: str) -> Defect:
    """It is none of this work's, or no defect; the reason is public, and the village can reopen it."""
    note = require_reason(note)
    found, held = _taken(by, defect, Capability.MANAGE_PROJECT)
    _moved(by, found, DefectState.REJECTED, note)
    _record(by, held, found, "works.reject_defect", note)
    return found


def _flooded(project: Project, browser: str) -> list[str]:
    """The code of the rule that keeps a report back because many came; raises `WorksRefused` for far too many."""
    rows = Defect.objects.all()
    refuse_many_of_browser(
        rows, "reported_at", browser_digest(browser), MOST_OF_BROWSER_A_DAY, ("laporan", "reports"), WorksRefused
    )
    today = came(rows.filter(project=project), "reported_at", DAY)
    if today >= MOST_OF_PROJECT_A_DAY:
        raise WorksRefused(
            f"Hari ini sudah {today} laporan tentang pekerjaan ini; petugas membacanya dahulu. Laporkan besok atau "
            "lewat kantor desa.",
            f"{today} reports of this work came today; somebody reads them first. Report tomorrow, or through the "
            "village office.",
        )
    many = today >= SHOWN_OF_PROJECT_A_DAY or came(rows, "reported_at", HOUR) >= SHOWN_AN_HOUR
    return ["many"] if many else []


def _taken(by: Actor, uuid: UUID, capability: Capability) -> tuple[Defect, Held]:
    by.require_somewhere(capability)
    rows = Defect.objects.select_for_update(of=("self",)).select_related("project")
    found = within(rows, by, capability, "project__village_code").get(uuid=uuid)
    if State(found.project.state) not in BUILT:
        raise WorksRefused("Pekerjaan ini belum selesai.", "This work is not finished.")
    return found, by.require(capability, found.project.village_code)


def _moved(by: Actor, defect: Defect, target: DefectState, note: str) -> None:
    source = DefectState(defect.state)
    if target not in DEFECT_LEGAL[source]:
        raise wrong_state(source, *(state for state in DefectState if target in DEFECT_LEGAL[state]))
    defect.state = target
    defect.save(update_fields=["state", "mend_by", "mended_on", "confirmed_on"])
    _note(by, defect, target, note)


def _note(by: Actor, defect: Defect, step: DefectState, note: str) -> None:
    DefectStep.objects.create(
        defect=defect, step=step, note=note, on_day=clock.today(), at=timezone.now(),
        by_user_id=by.user_id if by.user_id > 0 else None,
    )  # fmt: skip


def _record(by: Actor, held: Held | None, defect: Defect, action: str, reason: str) -> None:
    record(by=by, held=held, action=action, subject=defect.subject, area=defect.project.village_code, reason=reason)
