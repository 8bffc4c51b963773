"""The app's place in Django: its name, and what it listens to."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Social assistance, from a rule to a payment that arrived."""

    name = "merata_portal.programmes"
    label = "programmes"
    verbose_name = _("Bantuan sosial")

    def ready(self) -> None:
        """Register the listeners, which import models and so cannot stand at the top."""
        from merata_portal.programmes import listeners  # noqa: F401, PLC0415
