"""Whole numbers shown or handed out, each time with a reason and an event; lists with numbers masked; fault files."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from uuid import UUID

import pyarrow as pa
from django.db import transaction
from django.db.models import QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.columns import unsealed, unsealed_many
from merata_portal.personal.masking import masked
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.registry.models import Household, Import, Membership, Person, uploads
from merata_portal.registry.places import villages_inside
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.safe_csv import csv_pieces

PART_ROWS = 5_000
HEADER = ("desa", "kk", "nik", "nama", "jenis_kelamin", "tanggal_lahir", "hubungan", "desil")


class Number(Enum):
    """What can be revealed: of whom, and where it stands."""

    NIK = "nik"
    KK = "kk"
    ACCOUNT = "account"


@transaction.atomic
def reveal_number(*, by: Actor, uuid: UUID, number: Number, reason: str) -> str:
    """The whole number of a person (NIK) or household (KK, account), empty where there is none. Each time an event."""
    reason = require_reason(reason)
    model: type[Person] | type[Household] = Person if number is Number.NIK else Household
    found = model.objects.get(uuid=uuid)
    held = by.require(Capability.REVEAL_NUMBER, found.village_code)
    column = f"{number.value}_sealed"
    record(
        by=by, held=held, action="registry.reveal", subject=f"{model._meta.model_name}:{uuid}", area=found.village_code,
        reason=reason, data={"number": number.value},
    )  # fmt: skip
    return unsealed(model, column, getattr(found, column), found.uuid) or ""


def export_numbers(*, by: Actor, area: str, reason: str) -> Iterator[bytes]:
    """The people of an area as CSV with whole numbers, in pieces; the event is recorded before the first is given."""
    return _export(by, area, Capability.EXPORT_NUMBERS, "registry.export_numbers", require_reason(reason), whole=True)


def export_list(*, by: Actor, area: str, reason: str = "") -> Iterator[bytes]:
    """The people of an area as CSV with numbers masked, in pieces."""
    return _export(by, area, Capability.EXPORT_REGISTRY, "registry.export_list", sound_reason(reason), whole=False)


@transaction.atomic
def download_faults(*, by: Actor, uuid: UUID) -> Iterator[bytes]:
    """The faulty rows of an import as CSV, the file's own columns and the reasons; with whole numbers, so an event."""
    found = Import.objects.get(uuid=uuid)
    held = by.require(Capability.IMPORT_REGISTRY, found.area)
    if not found.fault_file:
        raise RegistryRefused("Impor ini tidak punya baris bermasalah.", "This import has no faulty rows.")
    record(
        by=by,
        held=held,
        action="registry.download_faults",
        subject=f"import:{uuid}",
        area=found.area,
        rows=found.rows_faulty,
    )
    return uploads.read(found.fault_file, found.uuid)


def _export(by: Actor, area: str, capability: Capability, action: str, reason: str, *, whole: bool) -> Iterator[bytes]:
    held = by.require(capability, area)
    people = within(Membership.objects.filter(until_day__isnull=True), by, capability, field="person__village_code")
    people = people.filter(person__village_code__in=villages_inside(by, capability, area))
    with transaction.atomic():
        record(by=by, held=held, action=action, subject=f"area:{area}", area=area, reason=reason, rows=people.count())
    return csv_pieces(HEADER, _parts(people, whole=whole))


def _parts(people: QuerySet[Membership], *, whole: bool) -> Iterator[pa.Table]:
    last = 0
    while True:
        chosen = people.filter(id__gt=last).select_related("person", "household").order_by("id")[:PART_ROWS]
        part = list(chosen)
        if not part:
            return
        yield _part(part, whole=whole)
        last = part[-1].id


def _part(part: list[Membership], *, whole: bool) -> pa.Table:
    persons, homes = [one.person for one in part], [one.household for one in part]
    kk = unsealed_many(Household, "kk_sealed", ((one.kk_sealed, one.uuid) for one in homes))
    nik = unsealed_many(Person, "nik_sealed", ((one.nik_sealed, one.uuid) for one in persons))
    names = unsealed_many(Person, "name_sealed", ((one.name_sealed, one.uuid) for one in persons))
    columns = (
        [one.village_code for one in persons],
        kk if whole else [masked(number or "") for number in kk],
        nik if whole else [masked(number or "") for number in nik],
        names,
        [one.sex for one in persons],
        [None if one.birth_date is None else one.birth_date.isoformat() for one in persons],
        [one.relation for one in persons],
        [None if one.desil is None else str(one.desil) for one in homes],
    )
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(HEADER, columns, strict=True)})
