"""Rules registered word for word, and withdrawn."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.errors import Fault, InputError, MerataError
from merata.programmes.decisions.rulebook_cases import case_faults
from merata.programmes.rules.loading import load
from merata.programmes.rules.programme_names import available, rulebook_file
from merata.programmes.rules.rulebook import Rulebook
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.masking import holds_number
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.models import Launch, RuleVersion
from merata_portal.programmes.queries.rulebooks import NO_AID
from merata_portal.programmes.refusals import ProgrammeRefused

MOST_BYTES = 200_000
ENDED = (Launch.State.CLOSED, Launch.State.WITHDRAWN)


class FaultyRulebook(ProgrammeRefused):
    """A rulebook's text has faults; `faults` are all of them, each with its line."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        told = "".join(f"\n- {fault}" for fault in faults)
        super().__init__(
            f"Buku aturan ini mengandung {len(faults)} kesalahan; perbaiki lalu daftarkan lagi:{told}",
            f"This rulebook has {len(faults)} faults; mend them and register it again:{told}",
        )
        self.faults = faults


def register_rulebook(*, by: Actor, text: str) -> RuleVersion:
    """Keep a rulebook's text as a version that can be simulated; the same text again is the same version.

    Raises `FaultyRulebook` with every fault, worked cases that come out otherwise among them; `ProgrammeRefused` for a
    text that is too long, holds a personal number, is of what is applied for, or was withdrawn.
    """
    held = by.require_somewhere(Capability.SIMULATE_PROGRAMME)
    _refuse_unkept(text)
    book = sound_book(text)
    _refuse_applied_for(book)
    return _registered(by, held, text, book)


def register_packaged(*, by: Actor, programme_id: str) -> RuleVersion:
    """Register the rulebook of that programme that comes with Merata; raises `ProgrammeRefused` where there is none."""
    by.require_somewhere(Capability.SIMULATE_PROGRAMME)
    if programme_id not in available():
        raise ProgrammeRefused(
            f"Tidak ada buku aturan bawaan {programme_id!r}; yang ada: {', '.join(available())}.",
            f"No rulebook {programme_id!r} comes with Merata; there are: {', '.join(available())}.",
        )
    return register_rulebook(by=by, text=rulebook_file(programme_id).read_text(encoding="utf-8"))


@transaction.atomic
def withdraw_rule(*, by: Actor, uuid: UUID, reason: str) -> RuleVersion:
    """Let a version be used no more: nothing is simulated, launched, approved or decreed with it; what runs goes on.

    Whoever withdraws it may simulate in the area of every launch under way with it. Raises `RuleVersion.DoesNotExist`,
    `Refused`, `ReasonMissing`.
    """
    held = by.require_somewhere(Capability.SIMULATE_PROGRAMME)
    found = RuleVersion.objects.select_for_update().get(uuid=uuid)
    under_way = Launch.objects.filter(rule_version=found).exclude(state__in=ENDED)
    for owner in sorted(set(under_way.values_list("owner", flat=True))):
        held = by.require(Capability.SIMULATE_PROGRAMME, owner)
    reason = require_reason(reason)
    if found.withdrawn_at is not None:
        return found
    found.withdrawn_at, found.withdrawn_by_user_id, found.withdrawn_reason = timezone.now(), by.user_id, reason
    found.save(update_fields=["withdrawn_at", "withdrawn_by_user_id", "withdrawn_reason"])
    record(
        by=by, held=held, action="programmes.withdraw_rule", subject=f"rule:{uuid}", reason=reason,
        content_hash=f"sha256:{found.content_hash}",
        data={"programme": found.programme_id, "launches_under_way": under_way.count()},
    )  # fmt: skip
    return found


def sound_book(text: str) -> Rulebook:
    """The rules that a text says; raises `FaultyRulebook` with every fault."""
    with TemporaryDirectory(prefix="merata-rulebook-") as folder:
        file = Path(folder) / "aturan.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            book = load(file, "aturan.yaml")
        except InputError as error:
            raise FaultyRulebook(_told(error.faults) or (str(error),)) from error
        except MerataError as error:
            raise FaultyRulebook((str(error),)) from error
    faults = case_faults(book)
    if faults:
        raise FaultyRulebook(_told(faults))
    return book


@transaction.atomic
def _registered(by: Actor, held: Held, text: str, book: Rulebook) -> RuleVersion:
    content_hash = sha256(text.encode()).hexdigest()
    made, new = RuleVersion.objects.get_or_create(
        content_hash=content_hash,
        defaults={
            "uuid": uuid4(), "programme_id": book.programme_id, "text": text, "name_id": book.name.id[:200],
            "name_en": book.name.en[:200], "kind": book.kind, "at": timezone.now(), "by_user_id": by.user_id,
        },
    )  # fmt: skip
    if made.withdrawn_at is not None:
        raise ProgrammeRefused(
            f"Teks ini sudah ditarik: {made.withdrawn_reason}. Ubah teksnya lalu daftarkan sebagai versi baru.",
            f"This text was withdrawn: {made.withdrawn_reason}. Change it and register it as a new version.",
        )
    if new:
        record(
            by=by, held=held, action="programmes.register_rule", subject=f"rule:{made.uuid}",
            content_hash=f"sha256:{content_hash}", data={"programme": made.programme_id},
        )  # fmt: skip
    return made


def _refuse_unkept(text: str) -> None:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise ProgrammeRefused(
            f"Buku aturan ini lebih dari {MOST_BYTES:,} bita; kirim satu program dalam satu berkas.",
            f"This rulebook is longer than {MOST_BYTES:,} bytes; send one programme in one file.",
        )
    if holds_number(text):
        raise ProgrammeRefused(
            "Buku aturan memuat NIK atau nomor KK; aturan dibaca semua orang, hapus nomornya.",
            "The rulebook holds a NIK or KK number; everybody reads rules: take the number out.",
        )


def _told(faults: list[Fault] | tuple[Fault, ...]) -> tuple[str, ...]:
    return tuple(str(fault) for fault in faults)


def _refuse_applied_for(book: Rulebook) -> None:
    """Raise `ProgrammeRefused` for a programme that people apply for, such as a course: it has no targeting list."""
    if book.kind in NO_AID:
        raise ProgrammeRefused(
            f"{book.name.id} diberikan menurut lamaran, bukan menurut daftar sasaran; buka di pelatihan.",
            f"{book.name.en} is given by application, not by a targeting list; open it under training.",
        )
