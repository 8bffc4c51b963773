"""What the database itself keeps, when Python is bypassed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from merata_portal.accounts.models import User

pytestmark = pytest.mark.django_db


def insert(table: str, **values: Any) -> None:
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"role": "system"}, "assignment_role_can_be_granted"),
        ({"role": "king"}, "assignment_role_can_be_granted"),
        ({"until_day": "2025-12-31"}, "assignment_ends_after_it_begins"),
    ],
)
def test_an_impossible_role_is_refused(
    areas: dict[str, Any], person: Callable[..., User], change: dict[str, Any], constraint: str
) -> None:
    row = {"user_id": person().pk, "role": "planner", "area_id": "35.05", "from_day": "2026-01-01"}
    with pytest.raises(IntegrityError, match=constraint):
        insert("accounts_assignment", **row | change)


def test_a_role_is_held_once(person: Callable[..., User]) -> None:
    user = person(("planner", "35.05"))
    row = {"user_id": user.pk, "role": "planner", "area_id": "35.05", "from_day": "2026-01-01"}
    with pytest.raises(IntegrityError):
        insert("accounts_assignment", **row)
    insert("accounts_assignment", **row | {"until_day": "2026-02-01"})  # one that ends may stand beside it


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"kind": "village", "village_type": "", "parent_id": "35.05.01"}, "area_only_villages_have_a_type"),
        ({"kind": "kecamatan", "village_type": "desa", "parent_id": "35.05"}, "area_only_villages_have_a_type"),
        ({"kind": "regency", "village_type": "", "parent_id": "35.05"}, "area_only_regencies_have_no_parent"),
        ({"kind": "kecamatan", "village_type": "", "parent_id": None}, "area_only_regencies_have_no_parent"),
        ({"kind": "province", "village_type": "", "parent_id": None}, "area_only_regencies_have_no_parent"),
    ],
)
def test_an_impossible_area_is_refused(areas: dict[str, Any], row: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        insert("accounts_area", code="35.99", name="X", **row)


def test_usernames_are_unique(person: Callable[..., User]) -> None:
    person(username="siti")
    with pytest.raises(IntegrityError):
        insert(
            "accounts_user",
            username="siti",
            full_name="x",
            password="x",  # noqa: S106 - nobody's
            is_active=True,
            must_change_password=False,
        )
