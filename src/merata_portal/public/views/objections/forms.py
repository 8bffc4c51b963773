"""What a resident is asked when they object."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata_portal.programmes.objection_texts import LONGEST_SHORT, LONGEST_TEXT
from merata_portal.programmes.queries import objection_choices as choices
from merata_portal.public.forms import Asking

CHOOSE = ("", _("pilih …"))


class Objecting(Asking):
    """An objection. `key` is of this form as it was shown: sent twice on a bad line, it is filed once."""

    village_code = forms.ChoiceField(label=_("Desa/kelurahan Anda"))
    programme_id = forms.ChoiceField(label=_("Program bantuan"))
    about = forms.ChoiceField(label=_("Apa yang keliru"))
    subject_text = forms.CharField(
        label=_("Tentang siapa (boleh kosong)"),
        help_text=_("nama kepala keluarga dan dusun; hanya dibaca petugas"),
        max_length=LONGEST_SHORT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Ceritakan dengan kata-kata Anda"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    contact = forms.CharField(
        label=_("Nomor telepon (boleh kosong)"),
        help_text=_("bila petugas perlu bertanya; tanpa nomor, lihat jawabannya dengan tiket"),
        max_length=LONGEST_SHORT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "id"
        self._choose("village_code", choices.all_villages())
        self._choose("programme_id", choices.programmes(language))
        self._choose("about", choices.subjects())
        self.fields["key"].initial = uuid4

    def _choose(self, name: str, offered: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [CHOOSE, *offered]


class Opening(Asking):
    """A ticket and its PIN, typed in the body: neither stands in an address."""

    ticket = forms.CharField(
        label=_("Nomor tiket"),
        help_text=_("misalnya K-7Q3F-29XB"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label=_("PIN"),
        help_text=_("enam angka"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class Saying(Asking):
    """A reply to a question, or why somebody appeals."""

    text = forms.CharField(label=_("Jawaban Anda"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))
