"""Addresses of the regency's own sign-in; only there where it is configured."""

from __future__ import annotations

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from merata_portal.accounts.access import public

urlpatterns = [
    path("<slug:provider_id>/masuk/", public(openid_connect.login), name="openid_connect_login"),
    path("<slug:provider_id>/kembali/", public(openid_connect.callback), name="openid_connect_callback"),
    path("batal/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("gagal/", public(social.login_error), name="socialaccount_login_error"),
]
