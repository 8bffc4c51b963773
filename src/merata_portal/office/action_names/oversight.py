"""What the actions of the council's oversight are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {"oversight.report": _("Laporan pertanggungjawaban dibuat")}
