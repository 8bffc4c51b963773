"""A month's changes of members with NIK, name and date of birth, for an office that knows nobody by the registry's id.

The file that is kept and checked names no number; this one is made when it is delivered, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

import pyarrow as pa
from django.db import transaction

from merata.programmes.lists.membership import HEADINGS, WORDS, read_membership
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.columns import unsealed_many
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.models import MembershipList, memberships
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Person
from merata_portal.registry.safe_csv import csv_pieces

PART_ROWS = 5_000
HEADER = (*HEADINGS[:2], "nik", "nama", "tanggal_lahir", *HEADINGS[2:])


def membership_file_with_numbers(*, by: Actor, membership_list: UUID, reason: str) -> Iterator[bytes]:
    """What changed in a list that was sent, as CSV in pieces: the rows of its file with whole numbers and names.

    Asks for the right to export numbers besides the one to send lists, both where the launch is owned. Who has no NIK
    has an empty cell, and the event says how many they are; it is recorded, with the hash of just these bytes, before
    the first is given. Raises `ProgrammeRefused` where the list was not sent, or names others than persons.
    """
    reason = require_reason(reason)
    with transaction.atomic():
        found, _held = locked(MembershipList.objects.select_related("launch"), by, Capability.PAY, uuid=membership_list)
        held = by.require(Capability.EXPORT_NUMBERS, found.launch.owner)
    if found.sent_at is None:
        raise ProgrammeRefused("Daftar ini belum dikirim.", "This list was not sent yet.")
    # Outside a transaction: what is opened here takes seconds, and a list that was sent changes no more.
    rows = _changes(found)
    parts = [_with_numbers(rows.slice(start, PART_ROWS)) for start in range(0, rows.num_rows, PART_ROWS)]
    pieces = list(csv_pieces(HEADER, parts))
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    with transaction.atomic():
        record(
            by=by, held=held, action="programmes.membership_file_with_numbers", subject=found.subject,
            area=found.launch.owner, reason=reason, rows=rows.num_rows, content_hash=f"sha256:{digest.hexdigest()}",
            data={"month": found.month, "without_nik": sum(part["nik"].null_count for part in parts)},
        )  # fmt: skip
    return iter(pieces)


def _changes(found: MembershipList) -> pa.Table:
    name = f"{found.uuid.hex}.csv"
    return read_membership(b"".join(memberships.read(name, found.uuid)), name)[2].rows


def _with_numbers(rows: pa.Table) -> pa.Table:
    keys = rows["key"].to_pylist()
    known = Person.objects.only("uuid", "dataset_id", "nik_sealed", "name_sealed", "birth_date")
    by_key = {one.dataset_id: one for one in known.filter(dataset_id__in=keys)}
    if len(by_key) < len(set(keys)):
        raise ProgrammeRefused(
            "Daftar ini menyebut yang bukan orang di registri; berkas dengan NIK tidak dapat dibuat.",
            "This list names others than persons of the registry; there is no file with their numbers.",
        )
    people = [by_key[key] for key in keys]
    columns = (
        [WORDS[change] for change in rows["change"].to_pylist()],
        keys,
        [text or None for text in unsealed_many(Person, "nik_sealed", ((one.nik_sealed, one.uuid) for one in people))],
        unsealed_many(Person, "name_sealed", ((one.name_sealed, one.uuid) for one in people)),
        [None if one.birth_date is None else one.birth_date.isoformat() for one in people],
    )
    told = [pa.array(values, pa.string()) for values in columns]
    return pa.table([*told, *rows.columns[2:]], names=list(HEADER))
