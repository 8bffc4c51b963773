from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from office_places import TYPED

from merata_portal.accounts.models import Assignment, User
from merata_portal.audit.models import Event

pytestmark = pytest.mark.django_db
Told = Callable[[Any], list[str]]


@pytest.fixture
def admin(browser: Callable[..., Client]) -> Client:
    return browser("administrator")


def post(admin: Client, path: str, **given: Any) -> Any:
    return admin.post(f"/kantor/pengguna/{path}", given, follow=True)


def test_an_account_is_made_and_its_password_shown_once(admin: Client) -> None:
    answer = post(admin, "", username="siti", full_name="Siti Aminah")
    name, password = answer.context["made"]
    assert name == "siti"
    assert User.objects.get(username="siti").check_password(password)
    assert password.encode() in answer.content
    assert password.encode() not in admin.get("/kantor/pengguna/").content


def test_a_name_that_is_taken_or_missing_is_said(admin: Client, told: Told) -> None:
    post(admin, "", username="siti", full_name="Siti")
    assert told(post(admin, "", username="siti", full_name="Siti"))
    assert post(admin, "", username="").status_code == 422
    assert User.objects.filter(username="siti").count() == 1


def test_a_role_is_granted_and_ended_for_a_reason(admin: Client, told: Told) -> None:
    user = User.objects.create(username="siti", full_name="Siti")
    given = {"role": "auditor", "area": "35.05.01", "reason": "SK 1", "until_day": ""}
    assert told(post(admin, f"{user.pk}/peran/", **given)) == ["Peran diberikan."]
    held = Assignment.objects.get(user=user)
    clash = post(admin, f"{user.pk}/peran/", **(given | {"role": "planner"}))
    assert clash.status_code == 403
    assert b"tidak boleh dirangkap" in clash.content
    assert told(post(admin, f"peran/{held.pk}/akhiri/"))[0].startswith("Alasan wajib diisi")
    assert told(post(admin, f"peran/{held.pk}/akhiri/", reason="pindah tugas")) == ["Peran diakhiri."]
    assert Event.objects.get(action="role.revoke").reason == "pindah tugas"


def test_a_role_outside_ones_area_is_not_offered(admin: Client) -> None:
    user = User.objects.create(username="siti", full_name="Siti")
    answer = post(admin, f"{user.pk}/peran/", role="auditor", area="35.72", reason="x")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["area"])


def test_an_account_is_closed_opened_and_given_a_new_password(
    admin: Client, told: Told, person: Callable[..., User]
) -> None:
    user = person(("auditor", "35.05.01"))
    assert told(post(admin, f"{user.pk}/tutup/", reason="pensiun")) == ["Akun ditutup."]
    assert not User.objects.get(pk=user.pk).is_active
    assert told(post(admin, f"{user.pk}/buka/", reason="kembali")) == ["Akun dibuka."]
    answer = post(admin, f"{user.pk}/sandi/", reason="lupa")
    assert User.objects.get(pk=user.pk).check_password(answer.context["password"])
    reason = told(post(admin, f"{user.pk}/tutup/", reason="NIK 9905010101800001"))
    assert reason[0].startswith("Tidak dilakukan, karena tidak dapat dicatat")
    assert User.objects.get(pk=user.pk).is_active


def test_nobody_of_another_regency_is_seen(admin: Client, person: Callable[..., User]) -> None:
    user = person(("auditor", "35.72"))
    assert user.full_name.encode() not in admin.get("/kantor/pengguna/").content
    for path in ("", "tutup/", "buka/", "sandi/", "peran/"):
        answer = admin.post(f"/kantor/pengguna/{user.pk}/{path}") if path else admin.get(f"/kantor/pengguna/{user.pk}/")
        assert answer.status_code == 404


def test_what_is_typed_as_a_name_is_shown_as_it_is(admin: Client) -> None:
    user = User.objects.create(username="siti", full_name=TYPED)
    for path in ("", f"{user.pk}/"):
        shown = admin.get(f"/kantor/pengguna/{path}").content.decode()
        assert "<script>alert" not in shown
        assert "DROP TABLE" in shown
