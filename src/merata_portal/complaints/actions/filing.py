"""Filing a complaint: by anyone, with a name or without, with no account and no e-mail.

Limits hold for one browser and for one subject, never for an address: a whole village may sit behind one. What comes in
a flood is taken in all the same, and waits unseen until somebody has looked at it.
"""

from __future__ import annotations

from typing import IO
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor, Capability, Held
from merata_portal.attachments.actions import attach
from merata_portal.attachments.models import Attachment
from merata_portal.audit.actions import record
from merata_portal.complaints.actions.climbing import ask_sweep
from merata_portal.complaints.actions.stepping import place, refuse_unless, step, taken
from merata_portal.complaints.categories import rules
from merata_portal.complaints.clock import resume
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint
from merata_portal.personal.columns import sealed
from merata_portal.personal.masking import holds_number
from merata_portal.tickets.actions import issue
from merata_portal.tickets.limits import DAY, HOUR, browser_digest, came, refuse_many_of_browser

PREFIX = "P"
LONGEST_TEXT = 4_000
MOST_OF_BROWSER_A_DAY = 8
MOST_OF_SUBJECT_A_DAY = 20
"""More about the same thing in one village wait for review: a bridge that fell brings as many, a grudge too."""
MOST_AN_HOUR = 120
"""More from everybody's page in an hour, in all villages together, wait for review."""
MOST_FILES = 5


@transaction.atomic
def file_complaint(  # noqa: PLR0913 - each is a field of the complaint
    *,
    by: Actor,
    channel: str,
    village_code: str,
    category: str,
    text: str,
    about: str = "",
    name: str = "",
    contact: str = "",
    browser: str = "",
) -> tuple[Complaint, str]:
    """Take a complaint in; it and its PIN, told once. Without a name it is anonymous, and handled all the same.

    Everybody may by the channel "page" (`browser`: the token of their session); by another only who holds
    HANDLE_COMPLAINT or ROUTE_COMPLAINT in the village. Raises `ComplaintDeclined` with all faults.
    """
    held = _allowed(by, channel, village_code)
    text, about = text.strip(), " ".join(about.split())
    _refuse_faults(village_code, category, channel, text, about)
    token = browser_digest(browser)
    refuse_many_of_browser(
        Complaint.objects.all(),
        "filed_at",
        token,
        MOST_OF_BROWSER_A_DAY,
        ("pengaduan", "complaints"),
        ComplaintDeclined,
    )
    found = rules().categories[category]
    made = Complaint(
        uuid=uuid4(), village_code=village_code, category=category, about=about, channel=channel,
        browser_digest=token, public=found.public, filed_at=timezone.now(), filed_by_user_id=by.user_id,
        state=Complaint.State.REVIEW if held is None and _flooded(village_code, about) else Complaint.State.FILED,
    )  # fmt: skip
    place(made, 0)
    made.text_sealed = sealed(Complaint, "text_sealed", text, made.uuid) or b""
    made.name_sealed = sealed(Complaint, "name_sealed", name.strip() or None, made.uuid)
    made.contact_sealed = sealed(Complaint, "contact_sealed", contact.strip() or None, made.uuid)
    pin = issue(made, PREFIX)
    step(made, by, "filed")
    ask_sweep()
    record(
        by=by, held=held, action="complaints.file", subject=made.subject, area=village_code,
        data={"ticket": made.ticket, "category": category, "channel": channel, "review": made.state == "review"},
    )  # fmt: skip
    return made, pin


@transaction.atomic
def attach_file(
    *, by: Actor, complaint: Complaint, file_name: str, content: IO[bytes], opened: bool = False, public: bool = False
) -> Attachment:
    """Attach a photograph or PDF to a complaint. `opened`: the caller was shown ticket and PIN; else who handles it.

    Residents' files are seen by the office only; `public` is for what the office shows of its answer.
    """
    held = None if opened else taken(by, complaint.uuid, Capability.HANDLE_COMPLAINT)[1]
    found = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if Attachment.objects.filter(subject=found.subject, removed_at__isnull=True).count() >= MOST_FILES and opened:
        raise ComplaintDeclined(f"Paling banyak {MOST_FILES} berkas.", f"At most {MOST_FILES} files.")
    return attach(
        by=by, held=held, subject=found.subject, kind="evidence" if opened else "answer", area=found.village_code,
        file_name=file_name, content=content, public=public and not opened,
    )  # fmt: skip


@transaction.atomic
def add(*, by: Actor, complaint: Complaint, text: str) -> Complaint:
    """What the complainant adds, with ticket and PIN; where the office was waiting for it, the clock goes on."""
    found = Complaint.objects.select_for_update().get(pk=complaint.pk)
    text = text.strip()
    if not 3 <= len(text) <= LONGEST_TEXT or holds_number(text):
        raise _declined([("tulis keterangan tanpa NIK atau nomor KK", "write something without NIK or KK numbers")])
    refuse_unless(found, *(state for state in Complaint.State.values if state != Complaint.State.SPAM))
    if found.state == Complaint.State.ASKED:
        resume(found, timezone.localdate())
        found.state = Complaint.State.TAKEN
        found.save(update_fields=["pauses", "due_on", "state"])
    step(found, by, "added", written=text)
    record(by=by, held=None, action="complaints.add", subject=found.subject, area=found.village_code)
    return found


def _allowed(by: Actor, channel: str, village_code: str) -> Held | None:
    if channel == Complaint.Channel.PAGE:
        return None
    if by.may(Capability.ROUTE_COMPLAINT, village_code):
        return by.require(Capability.ROUTE_COMPLAINT, village_code)
    return by.require(Capability.HANDLE_COMPLAINT, village_code)


def _refuse_faults(village: str, category: str, channel: str, text: str, about: str) -> None:
    faults = []
    if not Area.objects.filter(code=village, kind=AreaKind.VILLAGE).exists():
        faults.append(("desa/kelurahan tidak dikenal", "the village is unknown"))
    if category not in rules().categories:
        faults.append(("pilih perihalnya", "choose what it is about"))
    if channel not in Complaint.Channel.values:
        faults.append(("cara masuk tidak dikenal", "unknown channel"))
    if not 10 <= len(text) <= LONGEST_TEXT:
        faults.append((f"cerita 10 sampai {LONGEST_TEXT} huruf", f"a text of 10 to {LONGEST_TEXT} signs"))
    if len(about) > 100:
        faults.append(("nama tempat paling panjang 100 huruf", "the thing's name has at most 100 signs"))
    if holds_number(text) or holds_number(about):
        faults.append(("hapus NIK atau nomor KK", "leave NIK and KK numbers out"))
    if faults:
        raise _declined(faults)


def _declined(faults: list[tuple[str, str]]) -> ComplaintDeclined:
    return ComplaintDeclined(
        f"Pengaduan belum dapat dicatat: {'; '.join(one for one, _ in faults)}.",
        f"The complaint cannot be taken yet: {'; '.join(one for _, one in faults)}.",
    )


def _flooded(village_code: str, about: str) -> bool:
    from_page = Complaint.objects.filter(channel=Complaint.Channel.PAGE)
    if came(from_page, "filed_at", HOUR) >= MOST_AN_HOUR:
        return True
    same = from_page.filter(village_code=village_code, about=about)
    return bool(about) and came(same, "filed_at", DAY) >= MOST_OF_SUBJECT_A_DAY
