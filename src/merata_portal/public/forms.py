"""What the front for everybody asks for; the actions decide whether it is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import ngettext


class Asking(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def summary(self) -> str:
        """What its summary says."""
        count = len(self.errors)
        told = ngettext("%(count)s isian perlu diperbaiki.", "%(count)s isian perlu diperbaiki.", count)
        return told % {"count": count}
