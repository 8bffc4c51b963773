"""A file's way towards the registry: uploaded and checked, looked at, accepted whole or in part, or given up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.registry.benefit_cells import FIRST_YEAR
from merata.tables.personal_numbers import masked
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.personal.vault import BLOCK_BYTES
from merata_portal.registry.actions.applying import forget_files
from merata_portal.registry.actions.undoing import held_with_the_others, refuse_unless_quiet
from merata_portal.registry.models import Change, Import, Upload, uploads
from merata_portal.registry.recorded_programmes import programmes_recorded
from merata_portal.registry.refusals import RegistryRefused

CHECK, APPLY = "registry.check", "registry.apply"
SUFFIXES = (".csv", ".xlsx")
State = Import.State
LIVE = (State.CHECKING, State.CHECKED, State.APPLYING, State.APPLIED, State.UNDOING)
ON_THE_WAY = (State.CHECKING, State.CHECKED, State.APPLYING)
RECIPIENTS = "penerima_bantuan"


@dataclass(frozen=True, slots=True)
class ListOfNobody:
    """The declaration that a list has no rows on purpose: of which programme and year nobody in the area receives."""

    programme_id: str
    year: int


def start_import(
    *,
    by: Actor,
    area: str,
    file_name: str,
    content: BinaryIO,
    as_of: date,
    layout: str = "auto",
    mapping: str = "",
    nobody: ListOfNobody | None = None,
) -> Import:
    """Take a file in and have it checked in the background; nothing of it is in the registry until it is accepted.

    `area`: where all its rows must lie. `as_of`: the day whose state it tells. `layout`: of `merata.registry.layouts`,
    or auto; `mapping`: an office's own mapping, YAML. The same bytes for the same area, layout and mapping again give
    the import that there is, unless it was undone or refused. `nobody`: the file is a list of recipients that is meant
    to have no rows; whoever stood on one of that programme until that year receives no more. Raises `Refused`,
    `RegistryRefused`.
    """
    held = by.require(Capability.IMPORT_REGISTRY, area)
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise RegistryRefused(
            f"Berkas {suffix or 'tanpa akhiran'} tidak dibaca; kirim .csv atau .xlsx.",
            f"A file {suffix or 'without an ending'} is not read; send .csv or .xlsx.",
        )
    if nobody is not None:
        _refuse_unless_of_programme(nobody, as_of)
        layout = layout if mapping else RECIPIENTS
    content_hash = _hash_of(content)
    same = _earlier(content_hash, area, layout, mapping, nobody)
    if same is not None:
        if same.state == State.CHECKING:  # its job may have failed: asked again, it is done again
            _ask_check(by, held, same)
        return same
    uuid = uuid4()
    name = f"{uuid.hex}{suffix}"
    size = uploads.keep(name, uuid, content)
    try:
        return _taken_in(
            by, held, Upload(uuid=uuid, file_name=masked(PurePath(file_name).name)[:255], content_hash=content_hash,
                             bytes=size, stored_as=name),
            Import(uuid=uuid4(), state=State.CHECKING, area=area, as_of=as_of, layout=layout, mapping=mapping,
                   nobody_of=nobody.programme_id if nobody else "", nobody_year=nobody.year if nobody else None),
        )  # fmt: skip
    except BaseException:
        uploads.forget(name)  # nobody would ever find it
        raise


@transaction.atomic
def _taken_in(by: Actor, held: Held, upload: Upload, made: Import) -> Import:
    upload.at = made.at = timezone.now()
    upload.by_user_id = made.by_user_id = by.user_id
    upload.save(force_insert=True)
    made.upload = upload
    made.save(force_insert=True)
    _ask_check(by, held, made)
    record(
        by=by, held=held, action="registry.upload", subject=f"import:{made.uuid}", area=made.area,
        content_hash=f"sha256:{upload.content_hash}",
        data={"bytes": upload.bytes, "as_of": made.as_of.isoformat(), **_declared(made)},
    )  # fmt: skip
    return made


def accept_import(*, by: Actor, uuid: UUID, partially: bool = False, reason: str = "") -> Import:
    """Let the sound rows of a checked import in. Where rows are faulty, only `partially`, and with a reason; a list of
    nobody needs one too."""
    with transaction.atomic():
        found = held_with_the_others(uuid)
        held = by.require(Capability.IMPORT_REGISTRY, found.area)
        _refuse_unless_acceptable(found, partially=partially)
        reason = require_reason(reason) if found.rows_faulty or found.nobody_of else sound_reason(reason)
        change = Change.objects.create(
            kind=Change.Kind.IMPORT, at=timezone.now(), on_day=found.as_of, by_user_id=by.user_id, reason=reason
        )
        found.change, found.state, found.rows_done = change, State.APPLYING, 0
        found.save(update_fields=["change", "state", "rows_done"])
        enqueue(by=by, held=held, kind=APPLY, parameters={"import": str(uuid)}, area=found.area, unique_key=str(uuid))
        record(
            by=by, held=held, action="registry.import", subject=f"import:{uuid}", area=found.area, reason=reason,
            rows=found.rows_accepted, content_hash=f"sha256:{found.upload.content_hash}",
            data={
                "change": change.id, "faulty": found.rows_faulty, "as_of": found.as_of.isoformat(), **_declared(found)
            },
        )  # fmt: skip
    return found


def discard_import(*, by: Actor, uuid: UUID, reason: str = "") -> Import:
    """Give up an import that was checked and not accepted; its file is deleted."""
    reason = sound_reason(reason)
    with transaction.atomic():
        found = Import.objects.select_for_update().select_related("upload").get(uuid=uuid)
        held = by.require(Capability.IMPORT_REGISTRY, found.area)
        if found.state != State.CHECKED:
            raise RegistryRefused(
                f"Impor ini berstatus {found.state}; hanya yang sudah diperiksa dan belum diterima dapat dibuang.",
                f"This import is {found.state}; only one that is checked and not accepted can be discarded.",
            )
        found.state = State.REFUSED
        found.save(update_fields=["state"])
        record(
            by=by, held=held, action="registry.discard", subject=f"import:{uuid}", area=found.area, reason=reason,
            content_hash=f"sha256:{found.upload.content_hash}",
        )  # fmt: skip
    forget_files(found)
    return found


def resume_import(*, by: Actor, uuid: UUID) -> Import:
    """Go on with an import whose job was cancelled or failed; rows that are in already say nothing new."""
    with transaction.atomic():
        found = Import.objects.select_for_update().select_related("upload").get(uuid=uuid)
        held = by.require(Capability.IMPORT_REGISTRY, found.area)
        if found.state != State.APPLYING:
            raise RegistryRefused(
                f"Impor ini berstatus {found.state}; hanya yang terhenti di tengah dapat dilanjutkan.",
                f"This import is {found.state}; only one that stopped half-way can go on.",
            )
        enqueue(by=by, held=held, kind=APPLY, parameters={"import": str(uuid)}, area=found.area, unique_key=str(uuid))
    return found


def _ask_check(by: Actor, held: Held, made: Import) -> None:
    key = str(made.uuid)
    enqueue(by=by, held=held, kind=CHECK, parameters={"import": key}, area=made.area, unique_key=key)


def _hash_of(content: BinaryIO) -> str:
    total = hashlib.sha256()
    while block := content.read(BLOCK_BYTES):
        total.update(block)
    content.seek(0)
    return total.hexdigest()


def _earlier(content_hash: str, area: str, layout: str, mapping: str, nobody: ListOfNobody | None) -> Import | None:
    same = Import.objects.select_related("upload").filter(
        upload__content_hash=content_hash, area=area, layout=layout, mapping=mapping,
        nobody_of=nobody.programme_id if nobody else "", nobody_year=nobody.year if nobody else None,
    )  # fmt: skip
    # All headers are alike: that nobody receives may be said again after a later list named somebody.
    return same.filter(state__in=ON_THE_WAY if nobody else LIVE).order_by("-id").first()


def _declared(made: Import) -> dict[str, str | int]:
    """What an event says of a list of nobody; nothing of any other file."""
    return {} if made.nobody_year is None else {"nobody_of": made.nobody_of, "nobody_year": made.nobody_year}


def _refuse_unless_of_programme(nobody: ListOfNobody, as_of: date) -> None:
    if not FIRST_YEAR <= nobody.year <= as_of.year + 1:
        raise RegistryRefused(
            f"Tahun daftar kosong harus {FIRST_YEAR} sampai {as_of.year + 1}.",
            f"The year of an empty list is {FIRST_YEAR} to {as_of.year + 1}.",
        )
    if nobody.programme_id not in programmes_recorded():
        raise RegistryRefused(
            "Program daftar kosong itu tidak dikenal; pilih program yang penerimanya tercatat.",
            "The programme of the empty list is not known; choose one whose recipients are recorded.",
        )


def _refuse_unless_acceptable(found: Import, *, partially: bool) -> None:
    if found.state != State.CHECKED:
        raise RegistryRefused(
            f"Impor ini berstatus {found.state}; hanya yang sudah diperiksa dapat diterima.",
            f"This import is {found.state}; only one that was checked can be accepted.",
        )
    if not found.rows_accepted and not found.nobody_of:
        raise RegistryRefused(
            "Tidak satu baris pun dapat diterima; perbaiki berkas galat lalu unggah lagi.",
            "Not one row can be accepted; mend the fault file and upload it again.",
        )
    if found.rows_faulty and not partially:
        raise RegistryRefused(
            f"{found.rows_faulty} dari {found.rows} baris bermasalah. Perbaiki dengan berkas galat, "
            "atau terima sebagian: hanya baris yang baik yang masuk.",
            f"{found.rows_faulty} of {found.rows} rows are faulty. Mend them with the fault file, "
            "or accept partially: only the sound rows are brought in.",
        )
    refuse_unless_quiet(found)
