"""What a person does with their own account: recorded, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from merata_portal.accounts.models import User
from merata_portal.accounts.queries import actor_of
from merata_portal.audit.actions import record


@transaction.atomic
def record_own_change(*, user: User, action: str) -> None:
    """Record that a person signed in, set up a second factor, or did the like; they act as themselves, in no role."""
    record(by=actor_of(user), held=None, action=action, subject=f"user:{user.pk}")


@transaction.atomic
def own_password_chosen(*, user: User) -> None:
    """The person has chosen their own password: it is no longer the temporary one."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    record_own_change(user=user, action="account.password_changed")


@transaction.atomic
def link_single_sign_on(*, user: User, connect: Callable[[], None]) -> None:
    """Link an account to the regency's own sign-in by `connect`, which makes the link, and record it."""
    connect()
    record_own_change(user=user, action="account.single_sign_on_linked")
