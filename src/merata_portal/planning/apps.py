"""The app's place in Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    """Scenarios and plans."""

    name = "merata_portal.planning"
    label = "planning"
    verbose_name = _("Perencanaan")
