"""Accounts of a demonstration: one for each role, ready to sign in, in a portal whose people are synthetic."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction

from merata.tables.folder import Dataset
from merata_portal.accounts import actions
from merata_portal.accounts.actions.people import temporary_password
from merata_portal.accounts.models import Area, AreaKind, User
from merata_portal.accounts.queries import held_by, user_named
from merata_portal.accounts.second_factor import SecondFactorAdapter
from merata_portal.actor import ASSIGNABLE, Actor, Held, Role

STEP_SECONDS = 30
SECRET_BYTES = 20


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try the portal with, and the password to print; its code comes from `code_now`."""

    username: str
    role: Role
    area: str
    password: str


@transaction.atomic
def make_accounts(*, by: Actor, folder: Path) -> tuple[DemoAccount, ...]:
    """One account for each role, named after it: in the first regency, the village operator in its first desa.

    Called again, it gives the same accounts new passwords. Raises `AccountError` where the folder's people are not
    synthetic or no areas are loaded, `Refused` for anybody but the operator of the machine.
    """
    _refuse_real(folder)
    regency = Area.objects.filter(kind=AreaKind.REGENCY).first()
    village = Area.objects.filter(kind=AreaKind.VILLAGE, village_type="desa", parent__parent=regency).first()
    if regency is None or village is None:
        raise actions.AccountError("belum ada wilayah; muat dulu / there are no areas yet; load them first")
    return tuple(
        make_account(
            by=by, folder=folder, username=role.value, role=role,
            area=village.code if role is Role.VILLAGE_OPERATOR else regency.code,
        )
        for role in sorted(ASSIGNABLE)
    )  # fmt: skip


@transaction.atomic
def make_account(*, by: Actor, folder: Path, username: str, role: Role, area: str) -> DemoAccount:
    """One more account, for what needs several people of a role; raises as `make_accounts` does."""
    _refuse_real(folder)
    user = user_named(username) or _new(by, username, role)
    if Held(role, area) not in held_by(user):
        actions.grant(by=by, user=user, role=role, area=area, reason="demo")
    password = temporary_password()
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
    actions.preset_sign_in(by=by, user=user, password=password, totp_secret=secret)
    return DemoAccount(user.username, role, area, password)


def code_now(username: str, folder: Path) -> str:
    """The six digits that the account's authenticator app would show now; only where the people are synthetic.

    Raises `AccountError` elsewhere, and where the account has no authenticator app.
    """
    _refuse_real(folder)
    held = Authenticator.objects.filter(user__username=username, type=Authenticator.Type.TOTP).first()
    if held is None:
        raise actions.AccountError(
            f"akun {username} tidak ada atau belum memasang autentikator / no account {username} with an authenticator"
        )
    secret = SecondFactorAdapter().decrypt(held.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP_SECONDS)))


def _new(by: Actor, username: str, role: Role) -> User:
    user, _ = actions.create_user(by=by, username=username, full_name=f"{role.label} (demo)")
    return user


def _refuse_real(folder: Path) -> None:
    if not Dataset(folder).description.synthetic:
        raise actions.AccountError(
            f"{folder.name} bukan demo: dataset.yaml tidak menyatakan synthetic: true / "
            f"{folder.name} is no demonstration: its dataset.yaml does not say synthetic: true"
        )
