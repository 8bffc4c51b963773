"""A village's meeting on its part of a list: written down, with its papers, closed, and reopened before the decree."""

from __future__ import annotations

from datetime import date
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.attachments.actions import attach
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import attached
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.programmes.models import Enrolment, Launch, Verification
from merata_portal.programmes.queries.decided import hash_of
from merata_portal.programmes.queries.reach import verification_to_hold
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import State

MINUTES, ATTENDANCE = "minutes", "attendance"
PAPERS = {MINUTES: ("berita acara", "the minutes"), ATTENDANCE: ("daftar hadir", "the attendance list")}
MOST_PEOPLE = 5_000
_MAY = Capability.VERIFY_LIST


@transaction.atomic
def record_meeting(  # noqa: PLR0913 - each is a field of the meeting
    *,
    by: Actor,
    launch: UUID,
    village_code: str,
    held_on: date,
    place: str,
    leader: str,
    invited: int,
    present: int,
    present_women: int,
    minutes_number: str,
) -> Verification:
    """Write down the meeting that verifies a village's part; again until it is closed, to correct it.

    `invited`, `present` (of the invited who signed), `present_women` (of those): persons. No quorum is asked here: it
    is told with the verification, and the decree's officer sees it. Raises `ProgrammeRefused` with everything that
    cannot be so, Verification.DoesNotExist outside the actor's villages.
    """
    found, held = open_part(by, launch, village_code)
    texts = [sound_reason(text) for text in (place, leader, minutes_number)]
    _refuse_nonsense(found, held_on, texts, (invited, present, present_women))
    found.held_on, (found.place, found.leader, found.minutes_number) = held_on, texts
    found.invited, found.present, found.present_women = invited, present, present_women
    found.save()
    record(
        by=by, held=held, action="programmes.record_meeting", subject=found.subject, area=village_code,
        data={"held_on": held_on.isoformat(), "invited": invited, "present": present, "present_women": present_women},
    )  # fmt: skip
    return found


def attach_to_verification(
    *, by: Actor, launch: UUID, village_code: str, kind: str, file_name: str, content: IO[bytes]
) -> Attachment:
    """Keep the signed minutes or the attendance list (`PAPERS`), a PDF or photographs of its pages."""
    with transaction.atomic():
        found, held = open_part(by, launch, village_code)
        if kind not in PAPERS:
            raise ProgrammeRefused(
                f"Lampiran {kind!r} tidak dikenal; lampirkan berita acara atau daftar hadir.",
                f"There is no attachment {kind!r}; attach the minutes or the attendance list.",
            )
        return attach(
            by=by, held=held, subject=found.subject, kind=kind, area=village_code, file_name=file_name, content=content
        )


@transaction.atomic
def close_verification(*, by: Actor, launch: UUID, village_code: str) -> Verification:
    """Freeze a village's part: nothing is said of it any more, and its list has a hash.

    Raises `ProgrammeRefused` with all that is missing: the meeting, its papers, a word on everybody.
    """
    found, held = open_part(by, launch, village_code)
    _refuse_unready(found)
    found.closed_at, found.closed_by_user_id = timezone.now(), by.user_id
    found.list_hash = hash_of(Enrolment.objects.filter(launch=found.launch, village_code=village_code))
    found.save(update_fields=["closed_at", "closed_by_user_id", "list_hash"])
    enrolments = Enrolment.objects.filter(launch=found.launch, village_code=village_code)
    record(
        by=by, held=held, action="programmes.close_verification", subject=found.subject, area=village_code,
        rows=enrolments.count(), content_hash=f"sha256:{found.list_hash}",
        data={state: enrolments.filter(state=state).count() for state in State.values},
    )  # fmt: skip
    return found


@transaction.atomic
def reopen_verification(*, by: Actor, launch: UUID, village_code: str, reason: str) -> Verification:
    """Let a village speak again before the decree: asked by its operator, or by who would issue the decree."""
    reason = require_reason(reason)
    _lock(launch)
    found = verification_to_hold(by, launch, village_code, _MAY, Capability.ISSUE_DECREE)
    held = by.require(_MAY if by.may(_MAY, village_code) else Capability.ISSUE_DECREE, village_code)
    _refuse_unless_verifying(found.launch)
    if found.closed_at is None:
        raise ProgrammeRefused("Bagian desa ini masih terbuka.", "This village's part is still open.")
    found.closed_at, found.closed_by_user_id, found.list_hash = None, None, ""
    found.save(update_fields=["closed_at", "closed_by_user_id", "list_hash"])
    record(
        by=by, held=held, action="programmes.reopen_verification", subject=found.subject, area=village_code,
        reason=reason,
    )  # fmt: skip
    return found


def unsaid(verification: Verification) -> QuerySet[Enrolment]:
    """Those of the village's part of whom nothing was said and who stand as proposed."""
    mine = Enrolment.objects.filter(launch=verification.launch, village_code=verification.village_code)
    return mine.filter(state=State.PROPOSED, words__isnull=True).order_by("pk")


def open_part(by: Actor, launch: UUID, village_code: str) -> tuple[Verification, Held]:
    """A village's verification while it can be spoken in, locked; the role by which."""
    _lock(launch)
    found = verification_to_hold(by, launch, village_code, _MAY)
    held = by.require(_MAY, village_code)
    _refuse_unless_verifying(found.launch)
    if found.closed_at is not None:
        raise ProgrammeRefused(
            "Bagian desa ini sudah ditutup; buka kembali dengan alasan sebelum SK terbit.",
            "This village's part is closed; reopen it with a reason before the decree.",
        )
    return found, held


def _lock(launch: UUID) -> None:
    """Wait for a decree that is being issued: nothing is said, and no part reopened, between its sums and its end."""
    list(Launch.objects.select_for_update().filter(uuid=launch).values_list("pk"))


def _refuse_unless_verifying(launch: Launch) -> None:
    if launch.state != Launch.State.APPROVED:
        raise ProgrammeRefused(
            f"Peluncuran berstatus “{launch.get_state_display()}”; desa memverifikasi sesudah daftar disetujui dan "
            "sebelum SK terbit.",
            f"The launch is {launch.state}; villages verify after the list is approved and before the decree.",
        )


def _refuse_nonsense(found: Verification, held_on: date, texts: list[str], counts: tuple[int, int, int]) -> None:
    invited, present, women = counts
    faults: list[tuple[str, str]] = []
    approved = found.launch.approved_at
    if held_on > timezone.localdate():
        faults.append(("tanggal musyawarah belum tiba", "the day of the meeting is still to come"))
    if approved is not None and held_on < timezone.localdate(approved):
        faults.append(("musyawarah mendahului persetujuan daftar", "the meeting came before the list was approved"))
    for text, (name_id, name_en) in zip(texts, _TEXTS, strict=True):
        if not text:
            faults.append((f"{name_id} kosong", f"the {name_en} is empty"))
    if not 1 <= invited <= MOST_PEOPLE:
        faults.append((f"undangan harus 1 sampai {MOST_PEOPLE}", f"invited must be 1 to {MOST_PEOPLE}"))
    if not 1 <= present <= invited:
        faults.append(
            (f"yang hadir harus 1 sampai {invited}; hitung undangan yang menandatangani daftar hadir saja",
             f"present must be 1 to {invited}; count only the invited who signed the attendance list")
        )  # fmt: skip
    if not 0 <= women <= present:
        faults.append((f"perempuan yang hadir harus 0 sampai {present}", f"women present must be 0 to {present}"))
    _refuse("Musyawarah belum dapat dicatat", "The meeting cannot be written down", faults)


_TEXTS = (("tempat", "place"), ("pimpinan", "leader"), ("nomor berita acara", "number of the minutes"))


def _refuse_unready(found: Verification) -> None:
    faults: list[tuple[str, str]] = []
    if found.held_on is None:
        faults.append(("musyawarah belum dicatat", "the meeting is not written down"))
    for kind, (name_id, name_en) in PAPERS.items():
        if not attached(found.subject, kind).exists():
            faults.append((f"{name_id} belum dilampirkan", f"{name_en} is not attached"))
    left = unsaid(found).count()
    if left:
        faults.append((f"{left} keluarga belum dibahas", f"of {left} households nothing is said"))
    _refuse("Bagian desa ini belum dapat ditutup", "This village's part cannot be closed", faults)


def _refuse(opening_id: str, opening_en: str, faults: list[tuple[str, str]]) -> None:
    if faults:
        raise ProgrammeRefused(
            f"{opening_id}: {'; '.join(one for one, _ in faults)}.",
            f"{opening_en}: {'; '.join(other for _, other in faults)}.",
        )
