"""Reopening an answered complaint: by whoever filed it, or by enough neighbours who say that it is still so."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.complaints.actions.filing import LONGEST_TEXT
from merata_portal.complaints.actions.stepping import place, refuse_unless, step
from merata_portal.complaints.categories import rules
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint, StillSo
from merata_portal.complaints.turns import route
from merata_portal.personal.digests import digest
from merata_portal.personal.masking import holds_number
from merata_portal.tickets.limits import browser_digest


@transaction.atomic
def reopen(*, by: Actor, complaint: Complaint, text: str) -> Complaint:
    """Reopen it with ticket and PIN, saying what is still wrong; it goes one post higher than who answered."""
    found = Complaint.objects.select_for_update().get(pk=complaint.pk)
    text = text.strip()
    if not 3 <= len(text) <= LONGEST_TEXT or holds_number(text):
        raise ComplaintDeclined(
            "Tulis apa yang masih terjadi, tanpa NIK atau nomor KK.",
            "Say what is still so, without NIK or KK numbers.",
        )
    _refuse_unless_fresh(found)
    _reopened(found, by, "reopened", written=text)
    return found


@transaction.atomic
def say_still_so(*, by: Actor, ticket: str, village_code: str, browser: str, own: Complaint | None = None) -> int:
    """A neighbour says so: how many have said it in this round; at `rules().neighbours` it is reopened.

    Once for each browser, or for each own ticket that was opened with its PIN: then a shared browser counts its people.
    Only from the complaint's own village; not for one that is off the public list. One person can be several browsers:
    so browsers reopen it once, and after that own tickets alone count. Raises `ComplaintDeclined`.
    """
    found = Complaint.objects.select_for_update().get(ticket=ticket, public=True)
    _refuse_unless_fresh(found)
    if village_code != found.village_code or not Area.objects.filter(code=village_code, kind=AreaKind.VILLAGE).exists():
        raise ComplaintDeclined(
            "Hanya tetangga dari desa yang sama yang dapat menyatakan ini.",
            "Only neighbours of the same village can say this.",
        )
    if not browser or (own is not None and own.pk == found.pk):
        raise ComplaintDeclined(
            "Bukalah kembali pengaduan Anda sendiri dengan tiket dan PIN.",
            "Reopen your own complaint by its ticket and PIN.",
        )
    if own is None and found.steps.filter(step="neighbours").exists():
        raise ComplaintDeclined(
            "Tetangga sudah pernah membukanya kembali; kali ini sertakan tiket dan PIN pengaduan Anda sendiri.",
            "Neighbours have reopened it before; this time give ticket and PIN of a complaint of your own.",
        )
    if own is not None and own.village_code != found.village_code:
        raise ComplaintDeclined(
            "Tiket Anda dari desa lain; hanya tetangga dari desa yang sama yang dapat menyatakan ini.",
            "Your ticket is of another village; only neighbours of the same village can say this.",
        )
    said_by = digest("still so", f"ticket:{own.ticket}" if own is not None else f"browser:{browser}")
    if own is None and found.browser_digest is not None and bytes(found.browser_digest) == browser_digest(browser):
        raise ComplaintDeclined(
            "Gawai ini yang mengirim pengaduannya; bukalah kembali dengan tiket dan PIN.",
            "This device filed the complaint; reopen it by its ticket and PIN.",
        )
    try:
        with transaction.atomic():
            StillSo.objects.create(
                complaint=found, round=found.round, said_by=said_by, village_code=village_code, at=timezone.now()
            )
    except IntegrityError:
        raise ComplaintDeclined("Anda sudah menyatakannya.", "You have said so already.") from None
    said = StillSo.objects.filter(complaint=found, round=found.round).count()
    record(
        by=by, held=None, action="complaints.still_so", subject=found.subject, area=found.village_code,
        data={"said": said},
    )  # fmt: skip
    if said >= rules().neighbours:
        _reopened(found, by, "neighbours", note=str(said))
    return said


def _refuse_unless_fresh(found: Complaint) -> None:
    refuse_unless(found, Complaint.State.ANSWERED)
    days = rules().answered_for_days
    if found.answered_at is None or timezone.now() - found.answered_at > timedelta(days=days):
        raise ComplaintDeclined(
            f"Jawaban ini lebih dari {days} hari lalu; kirimlah pengaduan baru.",
            f"This answer is more than {days} days old; file a new complaint.",
        )


def _reopened(found: Complaint, by: Actor, how: str, *, note: str = "", written: str = "") -> None:
    found.round += 1
    place(found, min(found.post + 1, len(route(found)) - 1))
    found.state = Complaint.State.FILED
    found.save()
    step(found, by, how, note, written=written)
    record(
        by=by, held=None, action="complaints.reopen", subject=found.subject, area=found.village_code,
        data={"how": how, "round": found.round},
    )  # fmt: skip
