"""The second factors' secrets under the current key, so that an old key can be retired."""

from __future__ import annotations

import base64

from allauth.mfa.models import Authenticator
from django.db import transaction

from merata_portal.accounts.second_factor import CONTEXT
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.sealing import is_current, reseal_many

SEALED_FIELDS = ("secret", "seed")


@transaction.atomic
def reseal_second_factors(*, by: Actor) -> int:
    """Seal anew what stands under an older key; how many secrets that were, recorded where there were any.

    A key that is retired before this would lock everybody out who set up their app under it. Raises `Refused`.
    """
    held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
    resealed = sum(_reseal(authenticator) for authenticator in Authenticator.objects.select_for_update())
    if resealed:
        record(by=by, held=held, action="account.reseal_second_factors", subject="accounts:keys", rows=resealed)
    return resealed


def outdated_second_factors() -> int:
    """How many secrets stand under an older key."""
    return sum(len(_due(authenticator)) for authenticator in Authenticator.objects.all())


def _due(authenticator: Authenticator) -> dict[str, bytes]:
    held = {name: base64.b64decode(authenticator.data[name]) for name in SEALED_FIELDS if name in authenticator.data}
    return {name: sealed for name, sealed in held.items() if not is_current(sealed)}


def _reseal(authenticator: Authenticator) -> int:
    due = _due(authenticator)
    for name, sealed in due.items():
        (fresh,) = reseal_many([sealed], [CONTEXT])
        authenticator.data[name] = base64.b64encode(fresh).decode("ascii")
    if due:
        authenticator.save(update_fields=["data"])
    return len(due)
