from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from merata_portal.accounts.actions import AccountError
from merata_portal.accounts.demonstration import code_now, make_accounts
from merata_portal.accounts.models import User
from merata_portal.accounts.queries import actor_of
from merata_portal.actor import ASSIGNABLE, SYSTEM, Actor, Held, Refused, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    (tmp_path / "dataset.yaml").write_text("name: demo\nyear: 2025\nsynthetic: true\n", encoding="utf-8")
    return tmp_path


def test_there_is_one_account_for_each_role_and_it_signs_in(areas: dict[str, Any], demo: Path, office: str) -> None:
    made = make_accounts(by=SYSTEM("demo"), folder=demo)
    assert {account.role for account in made} == ASSIGNABLE
    for account in made:
        browser = Client()
        browser.post(reverse("account_login"), {"login": account.username, "password": account.password})
        browser.post(reverse("mfa_authenticate"), {"code": code_now(account.username, demo)})
        user = get_user(browser)  # type: ignore[arg-type]
        assert isinstance(user, User)
        assert actor_of(user).held == (Held(account.role, account.area),)
        assert browser.get(office).status_code == 200
    operator = next(account for account in made if account.role is Role.VILLAGE_OPERATOR)
    assert operator.area == "35.05.01.2001"


def test_made_again_they_are_the_same_with_new_passwords(areas: dict[str, Any], demo: Path) -> None:
    first = make_accounts(by=SYSTEM("demo"), folder=demo)
    second = make_accounts(by=SYSTEM("demo"), folder=demo)
    assert [account.username for account in first] == [account.username for account in second]
    assert User.objects.count() == len(ASSIGNABLE)
    assert not {account.password for account in first} & {account.password for account in second}


def test_where_people_are_real_there_are_neither_such_accounts_nor_codes(areas: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("name: Blitar\nyear: 2025\n", encoding="utf-8")
    for attempt in (lambda: make_accounts(by=SYSTEM("demo"), folder=tmp_path), lambda: code_now("planner", tmp_path)):
        with pytest.raises(AccountError, match="is no demonstration"):
            attempt()


def test_only_the_operator_of_the_machine_makes_them(
    areas: dict[str, Any], demo: Path, acting: Callable[..., Actor]
) -> None:
    with pytest.raises(Refused):
        make_accounts(by=acting(("administrator", "35.05")), folder=demo)
    assert not User.objects.filter(username="planner").exists()


def test_what_is_missing_is_said(db: None, demo: Path) -> None:
    with pytest.raises(AccountError, match="there are no areas yet"):
        make_accounts(by=SYSTEM("demo"), folder=demo)
    with pytest.raises(AccountError, match="no account siti with an authenticator"):
        code_now("siti", demo)
