"""What whoever objects does: file, reply to a question, withdraw, appeal; with a ticket and PIN and without an account.

Whoever calls `reply`, `withdraw` or `appeal` has been shown the ticket with its PIN (`queries.objections.opened`), or
has the person before them.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor, Capability, Held, covers
from merata_portal.audit.actions import record
from merata_portal.programmes.actions.screening import state_of_new
from merata_portal.programmes.models.launches import Launch
from merata_portal.programmes.models.objections import OPEN, Objection, ObjectionStep
from merata_portal.programmes.objection_clock import due_on
from merata_portal.programmes.objection_texts import opened, sealed, short, told
from merata_portal.programmes.queries.programme_names import known_programmes
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.terms import APPEAL, terms
from merata_portal.tickets.actions import issue, renew_pin
from merata_portal.working_calendar import working_calendar

PREFIX = "K"
LANGUAGES = ("id", "en")
State, Kind = Objection.State, ObjectionStep.Kind
RESIDENT, OPERATOR, PAPER = Objection.Channel.RESIDENT, Objection.Channel.OPERATOR, Objection.Channel.PAPER


@transaction.atomic
def file_objection(  # noqa: PLR0913 - each is a field of the objection
    *,
    by: Actor,
    channel: str,
    programme_id: str,
    village_code: str,
    about: str,
    text: str,
    launch: UUID | None = None,
    subject_text: str = "",
    contact: str = "",
    language: str = "id",
    from_browser: int = 0,
) -> tuple[Objection, str]:
    """A new objection, and the PIN of its ticket, which is told once.

    `channel` RESIDENT needs no permission, the others FILE_OBJECTION in the village. Without `launch` it is about the
    programme's latest one there, if there is one. `from_browser`: how many this browser filed today before.
    Raises `ProgrammeRefused` for an unknown village, programme, kind or channel and for a text too short or too long;
    `TooMany`.
    """
    held = _held_for(by, channel, village_code)
    _refuse_unknown(programme_id, village_code, about)
    made = Objection(
        launch=_launch(programme_id, village_code, launch),
        programme_id=programme_id,
        village_code=village_code,
        about=about,
        channel=channel,
        language=language if language in LANGUAGES else LANGUAGES[0],
        state=state_of_new(channel, village_code, timezone.localdate(), from_browser),
        term_days=terms().answer[about].working_days,
    )
    pin = _issue(by, made, told(text), short(subject_text), short(contact))
    data = {"about": about, "channel": channel, "programme": programme_id, "state": made.state}
    record(by=by, held=held, action="objection.file", subject=made.subject, area=village_code, data=data)
    return made, pin


@transaction.atomic
def reply(*, by: Actor, objection: UUID, text: str) -> Objection:
    """What the resident answers to the office's question; the clock runs again from the next day."""
    found = _locked(objection)
    if found.state != State.ASKED:
        raise ProgrammeRefused("Tidak ada pertanyaan yang menunggu jawaban.", "There is no question to be answered.")
    step(found, Kind.REPLIED, by, told(text))
    found.state, found.due_on = State.HEARD, due_on(found)
    found.save(update_fields=["state", "due_on"])
    record(by=by, held=None, action="objection.reply", subject=found.subject, area=found.village_code)
    return found


@transaction.atomic
def withdraw(*, by: Actor, objection: UUID) -> Objection:
    """Take an objection back that is not answered yet."""
    found = _locked(objection)
    if found.state not in OPEN:
        raise ProgrammeRefused(
            "Keberatan ini sudah selesai; tidak ada yang dapat dicabut.",
            "This objection is closed; there is nothing to withdraw.",
        )
    step(found, Kind.WITHDRAWN, by)
    found.due_on = found.due_on or timezone.localdate()
    found.state = State.WITHDRAWN
    found.save(update_fields=["state", "due_on"])
    record(by=by, held=None, action="objection.withdraw", subject=found.subject, area=found.village_code)
    return found


@transaction.atomic
def appeal(*, by: Actor, objection: UUID, text: str, channel: str = RESIDENT) -> tuple[Objection, str]:
    """Appeal once against an answer, within the term for it: a new objection with a ticket of its own, and its PIN.

    It is decided by another person than the one who answered.
    """
    found = _locked(objection)
    held = _held_for(by, channel, found.village_code)
    _refuse_appeal(found)
    made = Objection(
        appeals=found,
        launch=found.launch,
        household=found.household,
        enrolment=found.enrolment,
        programme_id=found.programme_id,
        village_code=found.village_code,
        about=found.about,
        channel=channel,
        language=found.language,
        state=State.FILED,
        term_days=terms().answer[APPEAL].working_days,
    )
    subject_text, contact = opened(found, found.subject_text_sealed), opened(found, found.contact_sealed)
    pin = _issue(by, made, told(text), subject_text, contact)
    step(found, Kind.APPEALED, by)
    data = {"against": found.subject, "channel": channel}
    record(by=by, held=held, action="objection.appeal", subject=made.subject, area=found.village_code, data=data)
    return made, pin


@transaction.atomic
def new_pin(*, by: Actor, objection: UUID) -> str:
    """A new PIN in place of the old one, for whoever showed that the ticket is theirs; told once."""
    found = _locked(objection)
    pin = renew_pin(found)
    record(by=by, held=None, action="objection.new_pin", subject=found.subject, area=found.village_code)
    return pin


def step(objection: Objection, kind: str, by: Actor, text: str = "") -> None:
    """Note what happened to an objection today, with what was said, sealed."""
    objection.steps.create(
        step=kind, text_sealed=sealed(objection, text), on_day=timezone.localdate(), at=timezone.now(),
        by_user_id=by.user_id if by.user_id > 0 else None,
    )  # fmt: skip


def _issue(by: Actor, made: Objection, text: str, subject_text: str, contact: str) -> str:
    made.uuid, made.filed_at, made.filed_on = uuid4(), timezone.now(), timezone.localdate()
    made.filed_by_user_id = by.user_id if by.user_id > 0 else None
    made.text_sealed = sealed(made, text) or b""
    made.subject_text_sealed, made.contact_sealed = sealed(made, subject_text), sealed(made, contact)
    made.due_on = working_calendar().after(made.filed_on, made.term_days)
    pin = issue(made, PREFIX)
    step(made, Kind.FILED, by)
    return pin


def _locked(uuid: UUID) -> Objection:
    return Objection.objects.select_for_update().get(uuid=uuid)


def _held_for(by: Actor, channel: str, village_code: str) -> Held | None:
    if channel not in Objection.Channel.values:
        raise ProgrammeRefused("Cara pengajuan tidak dikenal.", "This way of filing is unknown.")
    return None if channel == RESIDENT else by.require(Capability.FILE_OBJECTION, village_code)


def _refuse_unknown(programme_id: str, village_code: str, about: str) -> None:
    """Raise `ProgrammeRefused` naming all of the three that are unknown."""
    faults = []
    if not Area.objects.filter(code=village_code, kind=AreaKind.VILLAGE).exists():
        faults.append(("desa/kelurahan", "village"))
    if programme_id not in known_programmes():
        faults.append(("program", "programme"))
    if about not in Objection.About.values:
        faults.append(("hal yang dikeberatkan", "what it is about"))
    if faults:
        wrong_id, wrong_en = (", ".join(names) for names in zip(*faults, strict=True))
        raise ProgrammeRefused(f"Pilih dari daftar: {wrong_id}.", f"Choose from the list: {wrong_en}.")


def _launch(programme_id: str, village_code: str, uuid: UUID | None) -> Launch | None:
    """The launch named, which must be of the programme and reach the village; else the latest such one."""
    rows = Launch.objects.filter(programme_id=programme_id).exclude(state=Launch.State.WITHDRAWN)
    rows = rows if uuid is None else rows.filter(uuid=uuid)
    found = next((one for one in rows.order_by("-made_at") if covers(one.area, village_code)), None)
    if uuid is not None and found is None:
        raise Launch.DoesNotExist
    return found


def _refuse_appeal(found: Objection) -> None:
    if found.state != State.ANSWERED or found.answered_at is None:
        raise ProgrammeRefused("Banding hanya atas jawaban.", "Only an answer can be appealed against.")
    if found.appeals_id is not None or Objection.objects.filter(appeals=found).exists():
        raise ProgrammeRefused(
            "Banding hanya satu kali. Anda masih dapat mengadu ke Ombudsman.",
            "There is one appeal only. You can still complain to the Ombudsman.",
        )
    last = working_calendar().after(timezone.localdate(found.answered_at), terms().appeal_within.working_days)
    if timezone.localdate() > last:
        raise ProgrammeRefused(
            f"Waktu banding berakhir {last:%d-%m-%Y}. Ajukan keberatan baru bila keadaan Anda berubah.",
            f"The time to appeal ended on {last:%Y-%m-%d}. File a new objection if your situation has changed.",
        )
