"""Applying for a class, taking it back, and finding out who of the registry an applicant is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.columns import sealed
from merata_portal.personal.masking import holds_number
from merata_portal.personal.reasons import require_reason
from merata_portal.registry.models import Membership, Person
from merata_portal.tickets import actions as tickets
from merata_portal.tickets.codes import new_ticket
from merata_portal.tickets.limits import DAY, browser_digest, came, refuse_many_of_browser
from merata_portal.training import clock
from merata_portal.training.documents_of_draw import open_draw
from merata_portal.training.models import Application, Course
from merata_portal.training.refusals import FaultyCourse, TrainingRefused, wrong_state
from merata_portal.training.states import State

TICKET, NUMBER = "L", "A"
LONGEST_NAME, LONGEST_CONTACT = 150, 150
OLDEST_YEARS = 120
MOST_OF_BROWSER_A_DAY = 15
"""A hamlet's young people on one telephone; more come through the office."""
MOST_OF_VILLAGE_A_DAY = 200
"""From everybody's page for one class: somebody looks for each in the registry, so a machine's flood would stop the
draw. More are sent to the village office, which is never counted."""


@dataclass(frozen=True, slots=True)
class Form:
    """What an applicant tells of themselves. `income_idr`: of a month, None where they do not say."""

    name: str
    birth_date: date
    village_code: str
    contact: str = ""
    income_idr: int | None = None


@transaction.atomic
def apply(
    *, by: Actor, course: UUID, form: Form, for_resident: bool = False, browser: str = ""
) -> tuple[Application, str]:
    """Keep an application that came in today, and its PIN, told once.

    By anybody for themselves (`browser`: the token of their session), or, `for_resident`, by somebody in an office for
    who came to them (APPLY_FOR_COURSE in the applicant's village). Nothing is looked up in the registry here. Raises
    `FaultyCourse` with every fault, and `TrainingRefused` where applications are not open or come in a flood.
    """
    held = by.require(Capability.APPLY_FOR_COURSE, form.village_code) if for_resident else None
    # Not locked: ten thousand may apply at once; whoever freezes the list looks at the days.
    found = Course.objects.get(uuid=course)
    if State(found.state) is not State.OPEN:
        raise wrong_state(found.state, State.OPEN)
    draw = open_draw(found)
    today = clock.today()
    if today > draw.closes_on:
        raise TrainingRefused(
            f"Pendaftaran sudah ditutup pada {draw.closes_on:%d-%m-%Y}.",
            f"Applications closed on {draw.closes_on}.",
        )
    faults = _faults(form, today)
    if faults:
        raise FaultyCourse(faults)
    if not for_resident:
        _refuse_flood(found, form.village_code, browser)
    uuid = uuid4()
    made = Application(
        uuid=uuid, course=found, number=new_ticket(NUMBER), village_code=form.village_code,
        channel=Application.Channel.OPERATOR if for_resident else Application.Channel.RESIDENT,
        name_sealed=sealed(Application, "name_sealed", form.name.strip(), uuid),
        contact_sealed=sealed(Application, "contact_sealed", form.contact.strip() or None, uuid),
        birth_date=form.birth_date, income_idr=form.income_idr, applied_on=today, applied_at=timezone.now(),
        filed_by_user_id=by.user_id if for_resident else None, browser_digest=browser_digest(browser),
    )  # fmt: skip
    pin = tickets.issue(made, TICKET)
    record(
        by=by, held=held, action="training.apply", subject=f"application:{uuid}", area=form.village_code,
        data={"course": str(found.uuid), "channel": made.channel},
    )  # fmt: skip
    return made, pin


@transaction.atomic
def withdraw(*, by: Actor, application: Application) -> Application:
    """Take an application back, for whoever opened it by ticket and PIN: before the list is frozen."""
    found = Application.objects.select_for_update(of=("self",)).select_related("course").get(pk=application.pk)
    if State(found.course.state) not in (State.OPEN, State.DRAFT) or found.withdrawn_on is not None:
        raise TrainingRefused(
            "Pendaftaran ini tidak dapat ditarik lagi; sesudah undian, lepaskan kursinya lewat kantor.",
            "This application can no longer be taken back; after the draw, give the seat up at the office.",
        )
    found.withdrawn_on = clock.today()
    found.save(update_fields=["withdrawn_on"])
    record(by=by, held=None, action="training.withdraw", subject=f"application:{found.uuid}", area=found.village_code)
    return found


@transaction.atomic
def identify(*, by: Actor, application: UUID, person: UUID) -> Application:
    """Say which person of the registry the applicant is; prerequisites are then read from the registry.

    By who may see both: the registry and applications of that village. Raises `TrainingRefused` for a person without
    a household, and after the list is frozen.
    """
    found, held = _open_application(by, application)
    by.require(Capability.VIEW_REGISTRY, found.village_code)
    who = within(Person.objects.filter(uuid=person), by, Capability.VIEW_REGISTRY).get()
    if who.merged_into_id is not None:
        who = within(Person.objects.filter(pk=who.merged_into_id), by, Capability.VIEW_REGISTRY).get()
    home = Membership.objects.filter(person=who, until_day__isnull=True).first()
    if home is None or who.died_on is not None or who.moved_out_on is not None:
        raise TrainingRefused(
            "Orang ini tidak tinggal di rumah tangga mana pun dalam registri.",
            "This person lives in no household of the registry.",
        )
    found.person, found.household_id, found.not_found = who, home.household_id, False
    _checked(by, found)
    record(
        by=by, held=held, action="training.identify", subject=f"application:{found.uuid}", area=found.village_code,
        data={"person": str(who.uuid)},
    )  # fmt: skip
    return found


@transaction.atomic
def renew_pin(*, by: Actor, application: UUID, reason: str) -> str:
    """A new PIN for whoever showed in the office that the application is theirs; told once. `reason`: how they did."""
    reason = require_reason(reason)
    by.require_somewhere(Capability.APPLY_FOR_COURSE)
    rows = Application.objects.select_for_update(of=("self",))
    found = within(rows, by, Capability.APPLY_FOR_COURSE).get(uuid=application)
    held = by.require(Capability.APPLY_FOR_COURSE, found.village_code)
    pin = tickets.renew_pin(found)
    record(
        by=by, held=held, action="training.renew_pin", subject=f"application:{found.uuid}",
        area=found.village_code, reason=reason,
    )  # fmt: skip
    return pin


@transaction.atomic
def mark_not_found(*, by: Actor, application: UUID, reason: str) -> Application:
    """Say that the applicant was sought in the registry and not found: the list will refuse them with that reason."""
    reason = require_reason(reason)
    found, held = _open_application(by, application)
    by.require(Capability.VIEW_REGISTRY, found.village_code)
    found.person, found.household, found.not_found = None, None, True
    _checked(by, found)
    record(
        by=by, held=held, action="training.not_found", subject=f"application:{found.uuid}",
        area=found.village_code, reason=reason,
    )  # fmt: skip
    return found


def _refuse_flood(course: Course, village_code: str, browser: str) -> None:
    from_page = Application.objects.filter(channel=Application.Channel.RESIDENT)
    refuse_many_of_browser(
        from_page, "applied_at", browser_digest(browser), MOST_OF_BROWSER_A_DAY, ("pendaftaran", "applications"),
        TrainingRefused,
    )  # fmt: skip
    if came(from_page.filter(course=course, village_code=village_code), "applied_at", DAY) >= MOST_OF_VILLAGE_A_DAY:
        raise TrainingRefused(
            "Hari ini sangat banyak pendaftaran dari desa ini lewat halaman ini. Daftarlah di kantor desa: operator "
            "dapat mencatatnya.",
            "Very many applications came from this village through this page today. Apply at the village office: the "
            "operator can take it down.",
        )


def _checked(by: Actor, found: Application) -> None:
    found.checked_at, found.checked_by_user_id = timezone.now(), by.user_id
    found.save(update_fields=["person", "household", "not_found", "checked_at", "checked_by_user_id"])


def _open_application(by: Actor, uuid: UUID) -> tuple[Application, Held]:
    by.require_somewhere(Capability.APPLY_FOR_COURSE)
    rows = Application.objects.select_for_update(of=("self",)).select_related("course")
    found = within(rows, by, Capability.APPLY_FOR_COURSE).get(uuid=uuid)
    held = by.require(Capability.APPLY_FOR_COURSE, found.village_code)
    if State(found.course.state) not in (State.OPEN, State.DRAFT) or found.withdrawn_on is not None:
        raise wrong_state(found.course.state, State.OPEN, State.DRAFT)
    return found, held


def _faults(form: Form, today: date) -> list[tuple[str, str]]:
    villages = Area.objects.filter(code=form.village_code, kind=AreaKind.VILLAGE)
    demands = [
        (
            not holds_number(f"{form.name} {form.contact}"),
            ("jangan menulis NIK atau nomor KK dalam nama atau kontak", "leave NIK and KK out of name and contact"),
        ),
        (
            0 < len(form.name.strip()) <= LONGEST_NAME,
            (
                f"nama wajib diisi, paling panjang {LONGEST_NAME} huruf",
                f"the name is needed, {LONGEST_NAME} signs at most",
            ),
        ),
        (
            len(form.contact) <= LONGEST_CONTACT,
            (f"kontak paling panjang {LONGEST_CONTACT} huruf", f"the contact has {LONGEST_CONTACT} signs at most"),
        ),
        (
            today.year - OLDEST_YEARS <= form.birth_date.year and form.birth_date <= today,
            ("tanggal lahir tidak mungkin", "the date of birth is impossible"),
        ),
        (villages.exists(), ("desa/kelurahan tidak dikenal", "the village is not known")),
        (
            form.income_idr is None or 0 <= form.income_idr <= 10**12,
            ("penghasilan harus 0 atau lebih", "the income is 0 or more"),
        ),
    ]
    return [fault for holds, fault in demands if not holds]
