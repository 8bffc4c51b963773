"""How allauth signs people in here: nobody signs up, and a fresh sign-in counts as proof for a sensitive change."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse

from merata_portal.accounts import second_factor
from merata_portal.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator; see `accounts.actions`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - what allauth hands over
        """Never: an account is a person whom an administrator knows."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to what comes next, never back to the form: of a first visit the second factor, afterwards the office."""
        if isinstance(request.user, User) and not second_factor.has_second_factor(request.user):
            return reverse("mfa_activate_totp")
        return reverse("office:home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in, so that the first visit (password, second factor) asks only once."""
        if self.request is None or not self.request.user.is_authenticated:
            return True
        records = get_authentication_records(self.request, self.request.user)
        fresh = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)
