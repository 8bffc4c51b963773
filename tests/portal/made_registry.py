"""People, imports, pairs and money for the tests of pages, put straight into the tables: what a page shows, quickly."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from merata_portal.personal.columns import place
from merata_portal.personal.sealing import seal
from merata_portal.registry import bulk
from merata_portal.registry.models import (
    Benefit,
    Change,
    Household,
    Import,
    LinkPair,
    Membership,
    Merge,
    NameToken,
    Person,
    Programme,
    Snapshot,
    Upload,
)
from merata_portal.registry.writing.identity import kk_digest, nik_digest
from merata_portal.registry.writing.tokens import token_rows

NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)
DAY = date(2026, 1, 31)
_numbers = itertools.count(1)


def nik(number: int) -> str:
    """A number of a province that does not exist."""
    return f"990501010180{number:04d}"


def kk(number: int) -> str:
    return f"9905010101{number:06d}"


def change(kind: str = "import", reason: str = "uji") -> Change:
    return Change.objects.create(kind=kind, at=NOON, on_day=DAY, by_user_id=0, reason=reason, rows=1)


def household(village: str, *names: str, benefits: int = 0, address: str = "Dusun Krajan", **known: Any) -> Household:
    """A household of people with these names, the first its head; each with a NIK, the household with a KK number."""
    by, uuid, number = change(), uuid4(), next(_numbers)
    digest = kk_digest(kk(number))
    made = Household.objects.create(
        uuid=uuid, dataset_id=f"rt-{number}", village_code=village, identity_digest=digest, created_by=by.id,
        changed_by=by.id, kk_sealed=_seal(Household, "kk_sealed", kk(number), uuid),
        address_sealed=_seal(Household, "address_sealed", address, uuid), size=len(names), **{"desil": 3, **known},
    )  # fmt: skip
    for number, name in enumerate(names):
        one = person(village, name, relation="child" if number else "head", by=by)
        Membership.objects.create(person=one, household=made, from_day=DAY, created_by=by.id, changed_by=by.id)
    Programme.objects.get_or_create(programme_id="pkh", defaults={"name": "Program Keluarga Harapan"})
    for year in range(2025 - benefits + 1, 2026):
        Benefit.objects.create(household=made, programme_id="pkh", year=year, annual_idr=1_000_000 + year)
    return made


def person(village: str, name: str, *, by: Change | None = None, **known: Any) -> Person:
    by, uuid, number = by or change(), uuid4(), next(_numbers)
    made = Person.objects.create(
        uuid=uuid, dataset_id=f"o-{number}", village_code=village, created_by=by.id, changed_by=by.id,
        identity_digest=nik_digest(nik(number)), nik_sealed=_seal(Person, "nik_sealed", nik(number), uuid),
        name_sealed=_seal(Person, "name_sealed", name, uuid), **{"sex": "male", "birth_date": DAY, **known},
    )  # fmt: skip
    bulk.insert(NameToken, token_rows([made.id], [village], [name]))
    return made


def pair(village: str, one: str, other: str, **known: Any) -> LinkPair:
    first, second = household(village, one), household(village, other)
    evidence = {"agree_name": "similar", "agree_birth_date": "equal", "agree_nik": "different"}
    return LinkPair.objects.create(
        first=_head(first), second=_head(second), village_code=village, other_village_code=village, status="unclear",
        **{"score": 5.5, "evidence": evidence, **known},
    )  # fmt: skip


def merge(village: str, one: str, other: str) -> Merge:
    kept, absorbed = person(village, one), person(village, other)
    Person.objects.filter(id=absorbed.id).update(merged_into_id=kept.id)
    return Merge.objects.create(change=change("merge", "orang yang sama"), kept=kept, absorbed=absorbed)


def an_import(area: str, name: str, state: str = "checking", **known: Any) -> Import:
    content = hashlib.sha256(name.encode()).hexdigest()
    upload = Upload.objects.create(
        uuid=uuid4(), file_name=name, content_hash=content, bytes=10, at=NOON, by_user_id=0
    )  # fmt: skip
    return Import.objects.create(
        uuid=uuid4(), upload=upload, state=state, area=area, as_of=DAY, layout="auto", at=NOON, by_user_id=0, **known
    )


def snapshot(area: str) -> Snapshot:
    return Snapshot.objects.create(
        uuid=uuid4(), state="taken", area=area, as_of=DAY, folder=f"snapshots/{uuid4().hex}", at=NOON, by_user_id=0,
        files={"persons.parquet": "0" * 64}, rows={"persons": 3, "households": 1}, content_hash="0" * 64,
    )  # fmt: skip


def _head(of: Household) -> Person:
    return Membership.objects.select_related("person").filter(household=of).order_by("id")[0].person


def _seal(model: Any, column: str, text: str, uuid: Any) -> bytes:
    return seal(text, context=place(model, column, uuid))
