"""The app's place in Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    """Frozen inputs and computed results."""

    name = "merata_portal.analysis"
    label = "analysis"
    verbose_name = _("Analisis")
