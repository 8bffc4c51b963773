"""Taking proposals in: from everybody's page, a forum, a telephone, a paper or a council member's reses."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor, Capability, Held
from merata_portal.attachments.actions import attach, remove
from merata_portal.attachments.models import Attachment
from merata_portal.audit.actions import record
from merata_portal.participation.actions.reviewing import state_of_new
from merata_portal.participation.actions.stepping import refuse_ended, refuse_unseen, step, taken
from merata_portal.participation.completeness import rules
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal
from merata_portal.participation.models.proposals import LONGEST_TITLE
from merata_portal.personal.columns import sealed
from merata_portal.personal.masking import holds_number
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets.actions import issue
from merata_portal.tickets.limits import browser_digest

PREFIX = "U"
MOST_PHOTOS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What SIPD asks for; everything may still be unknown."""

    object_kind: str = ""
    address: str = ""
    boundaries: str = ""
    volume: Decimal | None = None
    unit: str = ""
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def submit(  # noqa: PLR0913 - each is a field of the proposal
    *,
    by: Actor,
    channel: str,
    village_code: str,
    year: int,
    title: str,
    pillar: str,
    story: str = "",
    details: Details | None = None,
    origin: str = "",
    aspiration: str = "",
    supporters: int = 1,
    proposer: str = "",
    contact: str = "",
    browser: str = "",
) -> tuple[Proposal, str]:
    """Take a proposal in; it and its PIN, which is told once. What is missing for SIPD does not keep it out.

    Everybody may by the channel "page" (then `browser` is the token of their session); by another only who holds
    SUBMIT_PROPOSAL in the village, "reses" being a council member's. Raises `ProposalDeclined` with all faults, and
    for too many of a browser or village. Where many came from the page it waits for review.
    """
    held = _allowed(by, channel, village_code)
    given = details or Details()
    title, story = " ".join(title.split()), story.strip()
    _refuse_faults(village_code, year, title, story, pillar, channel, given, supporters)
    state = state_of_new(village_code, browser) if held is None else Proposal.State.RAISED
    made = Proposal(
        uuid=uuid4(), village_code=village_code, year=year, title=title, pillar=pillar, channel=channel,
        origin=origin, aspiration=aspiration, supporters=supporters, filed_at=timezone.now(),
        filed_by_user_id=by.user_id, council_user_id=by.user_id if channel == Proposal.Channel.RESES else None,
        browser_digest=browser_digest(browser), state=state,
    )  # fmt: skip
    _set(made, given)
    made.story_sealed = sealed(Proposal, "story_sealed", story or None, made.uuid)
    made.proposer_sealed = sealed(Proposal, "proposer_sealed", proposer.strip() or None, made.uuid)
    made.contact_sealed = sealed(Proposal, "contact_sealed", contact.strip() or None, made.uuid)
    pin = issue(made, PREFIX)
    step(made, by, "raised")
    record(
        by=by, held=held, action="proposals.submit", subject=made.subject, area=village_code,
        data={"ticket": made.ticket, "channel": channel, "origin": origin, "review": state == "review"},
    )  # fmt: skip
    return made, pin


@transaction.atomic
def complete(*, by: Actor, uuid: UUID, details: Details, opened: bool = False) -> Proposal:
    """Fill in what SIPD asks for. `opened`: the caller was shown ticket and PIN; else SUBMIT_PROPOSAL is needed."""
    found, held = _own_or_office(by, uuid, opened=opened)
    refuse_ended(found)
    if found.outcome:
        raise ProposalDeclined(
            "Usulan ini sudah dijawab; isinya tidak diubah lagi. Ajukan usulan baru bila keadaan berubah.",
            "This proposal is answered and is not changed any more. Propose anew if things have changed.",
        )
    faults = _detail_faults(found.pillar, details)
    if faults:
        raise _declined(faults)
    _set(found, details)
    found.save()
    step(found, by, "completed")
    record(by=by, held=held, action="proposals.complete", subject=found.subject, area=found.village_code)
    return found


@transaction.atomic
def add_photo(
    *, by: Actor, uuid: UUID, file_name: str, content: IO[bytes], opened: bool = False, result: bool = False
) -> Attachment:
    """Attach a photograph of the place as it is, or (`result`, from the office) of what was made of it; public.

    A proposal without a point takes the photograph's place as its point. Raises `NotAccepted` for what is none.
    """
    found, held = _own_or_office(by, uuid, opened=opened and not result)
    refuse_ended(found)
    kind = "result" if result else "photo"
    if not result and found.photos >= MOST_PHOTOS:
        raise ProposalDeclined(f"Paling banyak {MOST_PHOTOS} foto.", f"At most {MOST_PHOTOS} photographs.")
    made = attach(
        by=by, held=held, subject=found.subject, kind=kind, area=found.village_code, file_name=file_name,
        content=content, photo_only=True, public=True,
    )  # fmt: skip
    if not result:
        found.photos = Attachment.objects.filter(subject=found.subject, kind=kind, removed_at__isnull=True).count()
        if found.latitude is None:
            found.latitude, found.longitude = made.latitude, made.longitude
        found.save(update_fields=["photos", "latitude", "longitude"])
    step(found, by, kind)
    record(
        by=by, held=held, action="proposals.photo", subject=found.subject, area=found.village_code, data={"kind": kind}
    )
    return made


@transaction.atomic
def remove_photo(*, by: Actor, uuid: UUID, number: int, reason: str) -> Proposal:
    """Take a photograph that hurts somebody, or shows something else, away for good; the story says that and why.

    Needs SUBMIT_PROPOSAL in the village. Raises `Attachment.DoesNotExist` for one of another proposal.
    """
    found, held = taken(by, uuid, Capability.SUBMIT_PROPOSAL)
    reason = require_reason(reason)
    photo = Attachment.objects.get(pk=number, subject=found.subject, removed_at__isnull=True)
    remove(by=by, held=held, attachment=photo, reason=reason)
    found.photos = Attachment.objects.filter(subject=found.subject, kind="photo", removed_at__isnull=True).count()
    found.save(update_fields=["photos"])
    step(found, by, "photo_removed", reason)
    record(
        by=by, held=held, action="proposals.remove_photo", subject=found.subject, area=found.village_code,
        reason=reason,
    )  # fmt: skip
    return found


@transaction.atomic
def withdraw(*, by: Actor, uuid: UUID, reason: str, opened: bool = False) -> Proposal:
    """End a proposal that its proposer takes back; it stays readable."""
    found, held = _own_or_office(by, uuid, opened=opened)
    reason = require_reason(reason)
    refuse_ended(found)
    refuse_unseen(found)  # a withdrawn one is on the list
    found.state = Proposal.State.WITHDRAWN
    found.save(update_fields=["state"])
    step(found, by, "withdrawn", reason)
    record(by=by, held=held, action="proposals.withdraw", subject=found.subject, area=found.village_code, reason=reason)
    return found


def _allowed(by: Actor, channel: str, village_code: str) -> Held | None:
    if channel == Proposal.Channel.PAGE:
        return None
    held = by.require(Capability.SUBMIT_PROPOSAL, village_code)
    if channel == Proposal.Channel.RESES:
        by.require(Capability.HOLD_RESES, village_code)
    return held


def _own_or_office(by: Actor, uuid: UUID, *, opened: bool) -> tuple[Proposal, Held | None]:
    if opened:
        return Proposal.objects.select_for_update().get(uuid=uuid), None
    return taken(by, uuid, Capability.SUBMIT_PROPOSAL)


def _set(proposal: Proposal, given: Details) -> None:
    proposal.object_kind, proposal.address, proposal.boundaries = given.object_kind, given.address, given.boundaries
    proposal.volume, proposal.unit = given.volume, given.unit
    proposal.latitude, proposal.longitude = given.latitude, given.longitude


def _refuse_faults(
    village: str, year: int, title: str, story: str, pillar: str, channel: str, given: Details, supporters: int
) -> None:
    faults = _detail_faults(pillar, given)
    if not Area.objects.filter(code=village, kind=AreaKind.VILLAGE).exists():
        faults.append(("desa/kelurahan tidak dikenal", "the village is unknown"))
    if not 8 <= len(title) <= LONGEST_TITLE:
        faults.append((f"judul 8 sampai {LONGEST_TITLE} huruf", f"a title of 8 to {LONGEST_TITLE} signs"))
    if pillar not in Proposal.Pillar.values:
        faults.append(("pilih bidangnya", "choose what it is about"))
    if channel not in Proposal.Channel.values:
        faults.append(("cara masuk tidak dikenal", "unknown channel"))
    if not 2020 <= year <= 2100:
        faults.append(("tahun rencana tidak masuk akal", "the year of the plan makes no sense"))
    if supporters < 1:
        faults.append(("pendukung sekurangnya satu orang", "at least one supporter"))
    if any(holds_number(text) for text in (title, story, given.address, given.boundaries)):
        faults.append(("hapus NIK atau nomor KK: usulan dibaca umum", "leave NIK and KK numbers out: it is public"))
    if faults:
        raise _declined(faults)


def _detail_faults(pillar: str, given: Details) -> list[tuple[str, str]]:
    faults = []
    if given.volume is not None and not (0 < given.volume < Decimal(10) ** 10):
        faults.append(("volume harus di atas nol", "the volume must be above zero"))
    if (given.latitude is None) != (given.longitude is None):
        faults.append(("isi garis lintang dan bujur bersama", "give both latitude and longitude"))
    elif given.latitude is not None and not (-90 <= given.latitude <= 90 and -180 <= (given.longitude or 0) <= 180):
        faults.append(("titik lokasi di luar bumi", "the point is not on the earth"))
    kind = rules().kinds.get(given.object_kind)
    if given.object_kind and (kind is None or kind.pillar != pillar):
        faults.append(("jenis usulan tidak sesuai bidangnya", "the kind does not belong to what it is about"))
    if any(holds_number(text) for text in (given.address, given.boundaries)):
        faults.append(("hapus NIK atau nomor KK dari lokasi", "leave NIK and KK numbers out of the place"))
    return faults


def _declined(faults: list[tuple[str, str]]) -> ProposalDeclined:
    return ProposalDeclined(
        f"Usulan belum dapat dicatat: {'; '.join(one for one, _ in faults)}.",
        f"The proposal cannot be taken yet: {'; '.join(one for _, one in faults)}.",
    )
