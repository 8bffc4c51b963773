"""The app's place in Django: its name, its checks, and what it listens to."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, roles and areas."""

    name = "merata_portal.accounts"
    label = "accounts"
    verbose_name = _("Akun")

    def ready(self) -> None:
        """Register the checks and the listeners, which import models and so cannot stand at the top."""
        from merata_portal.accounts import checks, listeners  # noqa: F401, PLC0415
