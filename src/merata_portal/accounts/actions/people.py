"""Making, closing and opening accounts, and giving a lost sign-in back."""

from __future__ import annotations

import re
import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from merata_portal.accounts.actions.refusals import AccountError
from merata_portal.accounts.models import User
from merata_portal.accounts.queries import held_by
from merata_portal.actor import SYSTEM_USER_ID, Actor, Capability, Held, Refused, covers, refuse_same_person
from merata_portal.audit.actions import record

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,63}")
# No letters or digits that are mistaken for each other when a password is read aloud or copied from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_SIZE = 4, 5


@transaction.atomic
def create_user(*, by: Actor, username: str, full_name: str) -> tuple[User, str]:
    """Make an account and return it with its temporary password, which is shown once and kept nowhere.

    The person must choose their own password and set up a second factor before anything else; they hold no role yet.
    Raises `Refused`, and `AccountError` where the name is taken or not of the form a-z 0-9 . _ - (3 to 64 characters,
    a letter first: so no NIK or NIP can be one).
    """
    held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
    if not USERNAME.fullmatch(username):
        raise AccountError(
            f"nama pengguna {username[:20]!r} harus 3–64 huruf kecil, angka, titik, garis; huruf di depan / "
            "a username is 3 to 64 lower-case letters, digits, dots and dashes, a letter first"
        )
    if not full_name.strip():
        raise AccountError("nama lengkap wajib diisi / the full name is missing")
    if User.objects.filter(username=username).exists():
        raise AccountError(f"nama pengguna {username} sudah dipakai / the username {username} is taken")
    password = temporary_password()
    user = User(username=username, full_name=full_name.strip())
    user.set_password(password)
    user.save()
    _record(by, held, "account.create", user)
    return user, password


@transaction.atomic
def deactivate_user(*, by: Actor, user: User, reason: str) -> None:
    """Close an account at once: its sessions end, its roles rest. Raises `Refused`, also for one's own account."""
    held = _over(by, user, reason)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    _record(by, held, "account.deactivate", user, reason)


@transaction.atomic
def reactivate_user(*, by: Actor, user: User, reason: str) -> None:
    """Open a closed account again, with the roles it held. Raises `Refused`."""
    held = _over(by, user, reason)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
    _record(by, held, "account.reactivate", user, reason)


@transaction.atomic
def reset_sign_in(*, by: Actor, user: User, reason: str) -> str:
    """Give a new temporary password and remove the second factor and the link to the regency's own sign-in.

    For someone who lost either; ends all sessions. Returns the password, to be shown once. Raises `Refused`, also for
    one's own account.
    """
    held = _over(by, user, reason)
    password = temporary_password()
    _set_password(user, password, temporary=True)
    Authenticator.objects.filter(user_id=user.pk).delete()
    SocialAccount.objects.filter(user_id=user.pk).delete()
    _record(by, held, "account.reset_sign_in", user, reason)
    return password


@transaction.atomic
def preset_sign_in(*, by: Actor, user: User, password: str, totp_secret: str) -> None:
    """Give an account of a demonstration a known password and authenticator secret (base32), ready for use.

    Only for the operator of the machine: whoever knows another's sign-in acts in their name. Raises `Refused`, and
    `AccountError` where the password is too weak.
    """
    held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
    if by.user_id != SYSTEM_USER_ID:
        raise Refused(
            "Hanya operator mesin yang dapat menetapkan sandi orang lain. / "
            "Only the machine's operator can set another person's sign-in."
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError("; ".join(error.messages)) from error
    _set_password(user, password, temporary=False)
    Authenticator.objects.filter(user_id=user.pk).delete()
    TOTP.activate(user, totp_secret)
    RecoveryCodes.activate(user)
    _record(by, held, "account.preset_sign_in", user)


def temporary_password() -> str:
    """Twenty random characters in four groups: about 99 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIZE)) for _ in range(GROUPS))


def _set_password(user: User, password: str, *, temporary: bool) -> None:
    user.set_password(password)
    user.must_change_password = temporary
    user.save(update_fields=["password", "must_change_password"])


def _over(by: Actor, user: User, reason: str) -> Held:
    """The role by which the actor manages this account: all its roles lie in their areas, and it is not their own."""
    refuse_same_person(by, user.pk, what="mengelola akun sendiri / manage one's own account")
    if not reason.strip():
        raise AccountError("alasan wajib diisi / the reason is missing")
    areas = by.areas(Capability.MANAGE_ACCOUNTS)
    outside = [held for held in held_by(user) if not any(covers(area, held.area) for area in areas)]
    if outside:
        by.require(Capability.MANAGE_ACCOUNTS, outside[0].area)
    return by.require_somewhere(Capability.MANAGE_ACCOUNTS)


def _record(by: Actor, held: Held, action: str, user: User, reason: str = "") -> None:
    record(by=by, held=held, action=action, subject=f"user:{user.pk}", area="", reason=reason)
