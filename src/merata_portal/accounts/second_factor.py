"""The second factor: its secrets are sealed in the database, and a session remembers that it was shown."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from merata_portal.accounts.models import User
from merata_portal.personal.sealing import seal, unseal

SESSION_KEY = "merata_second_factor"
CONTEXT = "mfa_authenticator.data"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Whoever copies the database still cannot make anyone's codes: the key lies outside it."""

    def encrypt(self, text: str) -> str:
        """The secret under authenticated encryption, as text."""
        return base64.b64encode(seal(text, context=CONTEXT)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Its counterpart; raises `SealBroken` where the key is another or the text was changed."""
        return unseal(base64.b64decode(encrypted_text), context=CONTEXT)


def remember(request: HttpRequest, user: User) -> None:
    """Note in the session that this person has just shown their second factor."""
    request.session[SESSION_KEY] = user.pk


def forget(request: HttpRequest, user_id: int) -> None:
    """The person has given up what they showed: this session must show the next one."""
    if request.session.get(SESSION_KEY) == user_id:
        del request.session[SESSION_KEY]


def shown(request: HttpRequest) -> bool:
    """Whether whoever is signed in has shown their second factor in this session."""
    return bool(request.user.is_authenticated and request.session.get(SESSION_KEY) == request.user.pk)


def has_second_factor(user: User) -> bool:
    """Whether the person has an authenticator app set up (recovery codes alone are none)."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())
