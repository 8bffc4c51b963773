"""Sign-in by the regency's own server (OpenID Connect): it says who somebody is, never what they may do.

An account must exist before; it is found by the claim OIDC_CLAIM (preferred_username by default), which the regency's
server must assign itself. The link is kept by the server's own identifier from the first time on.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from merata_portal.accounts import actions
from merata_portal.accounts.models import User


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Links to accounts that are there; makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - as allauth calls it
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link at the first sign-in to the active account of that name, or send back with a message.

        An account that is linked already is not linked again: a name that the server gave to somebody else would
        take it over. An administrator's reset of the sign-in removes the link.
        """
        if sociallogin.is_existing:
            return
        named = User.objects.filter(username=_claimed(sociallogin.account.extra_data), is_active=True)
        user = named.exclude(pk__in=SocialAccount.objects.values("user_id")).first()
        if user is None:
            messages.error(
                request, _("Akun Anda belum terdaftar di sini, atau terhubung ke orang lain. Mintalah administrator.")
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        actions.link_single_sign_on(user=user, connect=lambda: sociallogin.connect(request, user))


def _claimed(data: dict[str, Any]) -> str:
    """The name the server claims; the identity token's word before that of the user's page."""
    for source in (data.get("id_token"), data.get("userinfo"), data):
        if isinstance(source, dict) and isinstance(source.get(settings.OIDC_CLAIM), str):
            return str(source[settings.OIDC_CLAIM])
    return ""
