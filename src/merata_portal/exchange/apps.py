"""The app's place in Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """What systems of other offices ask for, with which right."""

    name = "merata_portal.exchange"
    label = "exchange"
    verbose_name = _("Pertukaran data")
