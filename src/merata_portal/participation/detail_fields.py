"""The fields that SIPD asks of a proposal, for both fronts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata_portal.participation.actions.proposing import Details
from merata_portal.participation.completeness import rules

_POINT = forms.NumberInput(attrs={"step": "any", "inputmode": "text", "autocomplete": "off"})


class DetailFields(forms.Form):
    """What SIPD asks for; nothing of it is required here, what lacks is named afterwards all at once."""

    object_kind = forms.ChoiceField(label=_("Jenis"), required=False)
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False, help_text=_("jalan, dusun, RT/RW"))
    boundaries = forms.CharField(
        label=_("Batas lokasi"),
        max_length=300,
        required=False,
        help_text=_("misalnya dari masjid sampai balai dusun"),
    )
    volume = forms.DecimalField(label=_("Berapa banyak"), max_digits=12, decimal_places=2, required=False)
    unit = forms.CharField(label=_("Satuan"), max_length=24, required=False, help_text=_("meter, unit, orang …"))
    latitude = forms.FloatField(
        label=_("Garis lintang"), required=False, widget=_POINT,
        help_text=_("contoh -8.0954; boleh kosong bila foto menyimpan lokasi"),
    )  # fmt: skip
    longitude = forms.FloatField(label=_("Garis bujur"), required=False, widget=_POINT, help_text=_("contoh 112.1688"))

    def __init__(self, *args: Any, pillar: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["object_kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = kind_choices(pillar)

    def details(self) -> Details:
        """What was filled in."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


def kind_choices(pillar: str = "") -> list[tuple[str, Any]]:
    """The kinds of proposals by name in the page's language; of one pillar where it is known."""
    by_name = sorted(
        ((code, kind.id if get_language() == "id" else kind.en) for code, kind in rules().kinds.items()
         if pillar in {"", kind.pillar}),
        key=lambda pair: pair[1],
    )  # fmt: skip
    return [("", _("belum tahu")), *by_name]
