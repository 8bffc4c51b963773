"""The app's place in Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Designs, estimates and accepted evidence."""

    name = "merata_portal.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluasi")
