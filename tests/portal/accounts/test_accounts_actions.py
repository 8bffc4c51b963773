"""Accounts and roles: what changes, who may, and that each change is one event in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.accounts import actions
from merata_portal.accounts.actions import AccountError
from merata_portal.accounts.actions.people import temporary_password
from merata_portal.accounts.models import Assignment, User
from merata_portal.accounts.queries import actor_of
from merata_portal.accounts.second_factor import SecondFactorAdapter
from merata_portal.actor import SYSTEM, Actor, Held, Refused, Role, SamePerson
from merata_portal.audit.models import Event
from merata_portal.personal.keys import new_keys, retire, rotate

pytestmark = pytest.mark.django_db
MACHINE = SYSTEM("test")
OWN, WEAK = "jembatan-kayu-7", "12345678"


def last() -> Event:
    return Event.objects.latest("sequence")


def test_a_new_account_has_a_temporary_password_and_nothing_else(areas: dict[str, Any]) -> None:
    user, password = actions.create_user(by=MACHINE, username="siti.aminah", full_name=" Siti Aminah ")
    user.refresh_from_db()
    assert user.check_password(password)
    assert (user.full_name, user.must_change_password, user.is_active) == ("Siti Aminah", True, True)
    assert [len(group) for group in password.split("-")] == [5, 5, 5, 5]
    assert actor_of(user).held == ()
    assert (last().action, last().subject, last().actor) == ("account.create", f"user:{user.pk}", 0)
    assert password not in last().data


def test_two_temporary_passwords_differ() -> None:
    assert len({temporary_password() for _ in range(50)}) == 50


@pytest.mark.parametrize("name", ["", "ab", "Siti", "1siti", "siti aminah", "siti<b>", "a" * 65, "35" + "0" * 14])
def test_a_username_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(AccountError, match="a username is 3 to 64"):
        actions.create_user(by=MACHINE, username=name, full_name="Siti")
    assert not User.objects.exists()


def test_a_taken_name_and_a_missing_name_are_refused() -> None:
    actions.create_user(by=MACHINE, username="siti", full_name="Siti")
    with pytest.raises(AccountError, match="siti is taken"):
        actions.create_user(by=MACHINE, username="siti", full_name="Siti lain")
    with pytest.raises(AccountError, match="full name is missing"):
        actions.create_user(by=MACHINE, username="budi", full_name=" ")


def test_only_an_administrator_makes_accounts(acting: Callable[..., Actor]) -> None:
    with pytest.raises(Refused):
        actions.create_user(by=acting(("planner", "35.05")), username="budi", full_name="Budi")
    user, _ = actions.create_user(by=acting(("administrator", "35.05")), username="budi", full_name="Budi")
    assert last().role == "administrator"
    assert User.objects.filter(pk=user.pk).exists()


def test_a_granted_role_holds_from_its_day_and_is_one_event(person: Callable[..., User]) -> None:
    admin, user = person(("administrator", "35.05")), person()
    today = timezone.localdate()
    granted = actions.grant(
        by=actor_of(admin), user=user, role=Role.SOCIAL_OFFICER, area="35.05.01", reason="SK Bupati 12/2025",
        until_day=today + timedelta(days=30),
    )  # fmt: skip
    assert actor_of(user).held == (Held(Role.SOCIAL_OFFICER, "35.05.01"),)
    assert actor_of(user, on=today + timedelta(days=29)).held != ()
    assert actor_of(user, on=today + timedelta(days=30)).held == ()
    assert actor_of(user, on=today - timedelta(days=1)).held == ()
    assert granted.granted_by == admin
    event = last()
    assert (event.action, event.subject, event.area, event.reason) == (
        "role.grant", f"user:{user.pk}", "35.05.01", "SK Bupati 12/2025",
    )  # fmt: skip
    assert (event.actor, event.role, event.role_area) == (admin.pk, "administrator", "35.05")
    assert json.loads(event.data) == {
        "assignment": granted.pk, "from": today.isoformat(), "role": "social_officer",
        "until": (today + timedelta(days=30)).isoformat(),
    }  # fmt: skip


def test_an_administrator_grants_only_in_their_area(person: Callable[..., User]) -> None:
    admin = actor_of(person(("administrator", "35.05.01")))
    for area in ("35.05", "35.05.10", "35.72.01.1001"):
        with pytest.raises(Refused):
            actions.grant(by=admin, user=person(), role=Role.PLANNER, area=area, reason="SK 1")
    assert actions.grant(by=admin, user=person(), role=Role.VILLAGE_OPERATOR, area="35.05.01.2001", reason="SK 1")


def test_nobody_grants_to_themselves(person: Callable[..., User]) -> None:
    admin = person(("administrator", "35.05"))
    with pytest.raises(SamePerson):
        actions.grant(by=actor_of(admin), user=admin, role=Role.ADMINISTRATOR, area="35.05.01", reason="SK 1")
    with pytest.raises(IntegrityError, match="assignment_not_granted_to_oneself"), transaction.atomic():
        Assignment.objects.create(
            user=admin, role="planner", area_id="35.05", from_day=date(2026, 1, 1), granted_by=admin
        )


def test_incompatible_roles_are_refused_also_when_one_begins_later(person: Callable[..., User]) -> None:
    user, soon = person(), timezone.localdate() + timedelta(days=60)
    actions.grant(by=MACHINE, user=user, role=Role.PLANNER, area="35.05", reason="SK 1", from_day=soon)
    with pytest.raises(SamePerson, match="memegang peran planner"):
        actions.grant(by=MACHINE, user=user, role=Role.SOCIAL_OFFICER, area="35.72", reason="SK 2")
    assert Event.objects.filter(action="role.grant").count() == 1


def test_after_the_role_has_ended_another_can_be_granted(person: Callable[..., User]) -> None:
    user = person()
    planner = actions.grant(by=MACHINE, user=user, role=Role.PLANNER, area="35.05", reason="SK 1")
    actions.revoke(by=MACHINE, assignment=planner, reason="mutasi")
    assert actor_of(user).held == ()
    actions.grant(by=MACHINE, user=user, role=Role.SOCIAL_OFFICER, area="35.05", reason="SK 2")
    assert actor_of(user).held == (Held(Role.SOCIAL_OFFICER, "35.05"),)


def test_the_same_role_twice_is_refused(person: Callable[..., User]) -> None:
    user = person(("planner", "35.05"))
    with pytest.raises(AccountError, match=r"already holds planner in 35\.05"):
        actions.grant(by=MACHINE, user=user, role=Role.PLANNER, area="35.05", reason="SK 1")


def test_all_faults_of_a_grant_are_named_at_once(person: Callable[..., User]) -> None:
    today = timezone.localdate()
    with pytest.raises(AccountError) as refused:
        actions.grant(
            by=MACHINE, user=person(), role=Role.SYSTEM, area="99.99", reason=" ",
            from_day=today - timedelta(days=1), until_day=today - timedelta(days=2),
        )  # fmt: skip
    for part in ("system cannot be granted", "99.99 is unknown", "reason is missing", "is past", "not after it begins"):
        assert part in str(refused.value)


def test_a_role_is_revoked_once_and_only_within_the_area(person: Callable[..., User]) -> None:
    user = person(("social_officer", "35.05"))
    assignment = user.assignments.get()
    with pytest.raises(Refused):
        actions.revoke(by=actor_of(person(("administrator", "35.72"))), assignment=assignment, reason="x")
    with pytest.raises(AccountError, match="reason is missing"):
        actions.revoke(by=MACHINE, assignment=assignment, reason="")
    ended = actions.revoke(by=MACHINE, assignment=assignment, reason="pensiun")
    assert ended.until_day == timezone.localdate()
    assert (last().action, last().reason) == ("role.revoke", "pensiun")
    with pytest.raises(AccountError, match="that role ended on"):
        actions.revoke(by=MACHINE, assignment=assignment, reason="pensiun")


def test_a_role_to_come_can_be_revoked_before_it_begins(person: Callable[..., User]) -> None:
    user, soon = person(), timezone.localdate() + timedelta(days=60)
    granted = actions.grant(by=MACHINE, user=user, role=Role.PLANNER, area="35.05", reason="SK 1", from_day=soon)
    actions.revoke(by=MACHINE, assignment=granted, reason="batal")
    assert actor_of(user, on=soon).held == ()


def test_an_account_is_closed_and_opened_by_another(person: Callable[..., User]) -> None:
    admin, user = person(("administrator", "35.05")), person(("planner", "35.05"))
    actions.deactivate_user(by=actor_of(admin), user=user, reason="cuti")
    assert actor_of(User.objects.get(pk=user.pk)).held == ()
    actions.reactivate_user(by=actor_of(admin), user=user, reason="kembali")
    assert actor_of(User.objects.get(pk=user.pk)).held == (Held(Role.PLANNER, "35.05"),)
    with pytest.raises(SamePerson):
        actions.deactivate_user(by=actor_of(admin), user=admin, reason="cuti")
    with pytest.raises(AccountError, match="reason is missing"):
        actions.deactivate_user(by=actor_of(admin), user=user, reason=" ")


def test_an_account_with_a_role_elsewhere_is_not_taken_over_from_here(person: Callable[..., User]) -> None:
    """Resetting somebody's sign-in is acting for them: it needs power over all that they hold."""
    admin = actor_of(person(("administrator", "35.05")))
    both = person(("social_officer", "35.05.01"), ("social_officer", "35.72"))
    for act in (actions.reset_sign_in, actions.deactivate_user, actions.reactivate_user):
        with pytest.raises(Refused, match=r"wilayah 35\.72"):
            act(by=admin, user=both, reason="telepon hilang")


def test_only_the_operator_of_the_machine_sets_a_known_sign_in(person: Callable[..., User]) -> None:
    user, secret = person(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    with pytest.raises(Refused, match="Only the machine's operator"):
        actions.preset_sign_in(
            by=actor_of(person(("administrator", "35.05"))), user=user, password=OWN, totp_secret=secret
        )
    with pytest.raises(AccountError):
        actions.preset_sign_in(by=MACHINE, user=user, password=WEAK, totp_secret=secret)
    actions.preset_sign_in(by=MACHINE, user=user, password=OWN, totp_secret=secret)
    assert not User.objects.get(pk=user.pk).must_change_password


def test_what_fails_leaves_neither_the_change_nor_the_event(
    person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("no event can be written")

    user = person()
    monkeypatch.setattr("merata_portal.accounts.actions.assignments.record", broken)
    monkeypatch.setattr("merata_portal.accounts.actions.people.record", broken)
    with pytest.raises(RuntimeError):
        actions.grant(by=MACHINE, user=user, role=Role.PLANNER, area="35.05", reason="SK 1")
    with pytest.raises(RuntimeError):
        actions.create_user(by=MACHINE, username="budi", full_name="Budi")
    assert not Assignment.objects.filter(user=user).exists()
    assert not User.objects.filter(username="budi").exists()
    assert not Event.objects.exists()


def test_no_other_role_manages_accounts(person: Callable[..., User]) -> None:
    others = tuple(Held(role, "35.05") for role in Role if role not in {Role.ADMINISTRATOR, Role.SYSTEM})
    with pytest.raises(Refused):
        actions.grant(by=Actor(10_000, "Orang", others), user=person(), role=Role.PLANNER, area="35.05", reason="SK 1")


def test_second_factors_outlive_a_rotation_of_the_keys(
    person: Callable[..., User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, secret, user = tmp_path / "keys.json", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", person()
    monkeypatch.setenv("MERATA_KEYS", str(keys))
    first = new_keys(keys).current
    actions.preset_sign_in(by=MACHINE, user=user, password=OWN, totp_secret=secret)
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert actions.reseal_second_factors(by=MACHINE) == 0
    rotate(keys)
    assert actions.reseal_second_factors(by=MACHINE) == 2
    assert (last().action, last().rows) == ("account.reseal_second_factors", 2)
    retire(keys, first)
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert SecondFactorAdapter().decrypt(stored) == secret
    assert Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes() == codes
    with pytest.raises(Refused):
        actions.reseal_second_factors(by=actor_of(person(("planner", "35.05"))))
