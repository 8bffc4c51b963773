"""Addresses of signing in and of one's own account; the names are those that allauth looks for.

Only what is wanted of allauth stands here: no sign-up, no e-mail, no reset of a password by e-mail.
What changes an account runs in one transaction with its event.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.db.transaction import atomic
from django.urls import path

from merata_portal.accounts.access import public, signed_in

urlpatterns = [
    path("masuk/", public(account.login), name="account_login"),
    path("keluar/", public(account.logout), name="account_logout"),
    path("ditutup/", public(account.account_inactive), name="account_inactive"),
    path("sandi/", signed_in(atomic(account.password_change)), name="account_change_password"),
    path("konfirmasi/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    # The second step of signing in: whoever has given the right password is not signed in yet.
    path("kode/", public(second_factor.authenticate), name="mfa_authenticate"),
    path("kode/konfirmasi/", signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("dua-langkah/", signed_in(second_factor.index), name="mfa_index"),
    path("dua-langkah/pasang/", signed_in(atomic(totp.activate_totp)), name="mfa_activate_totp"),
    path("dua-langkah/lepas/", signed_in(atomic(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("kode-cadangan/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "kode-cadangan/buat/",
        signed_in(atomic(recovery_codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
]
