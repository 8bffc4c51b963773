"""What allauth tells: a person's own changes to their sign-in become events, in the same transaction."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from merata_portal.accounts import actions, second_factor
from merata_portal.accounts.models import User

log = logging.getLogger(__name__)


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    """Somebody signed in."""
    actions.record_own_change(user=user, action="account.signed_in")


@receiver(user_login_failed)
def not_signed_in(**_: Any) -> None:
    """Somebody failed to. To the log without the name: whoever guesses may type a password there."""
    log.warning("an attempt to sign in failed")


@receiver(password_changed)
def changed_password(user: User, **_: Any) -> None:
    """Somebody chose their own password."""
    actions.own_password_chosen(user=user)


@receiver(authenticator_used)
@receiver(authenticator_added)
def second_factor_shown(request: HttpRequest, user: User, **_: Any) -> None:
    """A code was right: at sign-in, when asked again, or when the app was set up."""
    second_factor.remember(request, user)


@receiver(post_save, sender=Authenticator)
def second_factor_saved(instance: Authenticator, *, created: bool, **_: Any) -> None:
    """An authenticator app or recovery codes were set up."""
    if created:
        _own_change(instance, f"account.{instance.type}_added")


@receiver(post_delete, sender=Authenticator)
def second_factor_deleted(instance: Authenticator, **_: Any) -> None:
    """An authenticator app or recovery codes were given up."""
    _own_change(instance, f"account.{instance.type}_removed")
    if instance.type == Authenticator.Type.TOTP and context.request is not None:
        second_factor.forget(context.request, instance.user_id)


@receiver(pre_save, sender=SocialAccount)
def single_sign_on_saved(instance: SocialAccount, **_: Any) -> None:
    """Of what the regency's server tells of a person, only its identifier is kept: the rest may hold a NIP or NIK."""
    instance.extra_data = {}


def _own_change(instance: Authenticator, action: str) -> None:
    """Record it where the person did it themselves; what an administrator does records itself."""
    request = context.request
    if request is not None and getattr(request.user, "pk", None) == instance.user_id:
        actions.record_own_change(user=request.user, action=action)
