"""What a resident is asked about a complaint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata_portal.complaints.categories import rules
from merata_portal.participation.queries.places import villages
from merata_portal.public.forms import Asking

FILES = forms.FileInput(attrs={"accept": "image/*,application/pdf"})


class New(Asking):
    """A new complaint: three things are needed, no name among them."""

    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    category = forms.ChoiceField(label=_("Perihal"))
    text = forms.CharField(
        label=_("Apa yang terjadi"), min_length=10, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("di mana, sejak kapan; jangan menulis NIK atau nomor KK"),
    )  # fmt: skip
    about = forms.CharField(
        label=_("Tempat atau nama kegiatan"), required=False, max_length=100,
        help_text=_("misalnya jembatan Kali Lekso; bukan nama orang"),
    )  # fmt: skip
    file = forms.FileField(label=_("Foto atau PDF"), required=False, widget=FILES)
    name = forms.CharField(
        label=_("Nama Anda"), required=False, max_length=120,
        help_text=_("boleh kosong: pengaduan tanpa nama tetap ditangani. Hanya penangan yang dapat membukanya."),
    )  # fmt: skip
    contact = forms.CharField(label=_("Nomor telepon"), required=False, max_length=60, help_text=_("boleh kosong"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village_code"] = forms.ChoiceField(
            label=_("Desa/kelurahan"), choices=[("", _("pilih")), *villages()]
        )
        self.fields["category"] = forms.ChoiceField(label=_("Perihal"), choices=[("", _("pilih")), *categories()])
        self.order_fields(["village_code", "category", "text", "about", "file", "name", "contact"])


class Adding(Asking):
    """Something the complainant adds, or why the complaint is reopened."""

    text = forms.CharField(
        label=_("Keterangan Anda"), min_length=3, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=_("Foto atau PDF"), required=False, widget=FILES)


class Neighbour(Asking):
    """A neighbour says that it is still so; with one's own ticket where a telephone is shared."""

    village_code = forms.ChoiceField(label=_("Saya tinggal di"))
    ticket = forms.CharField(
        label=_("Tiket pengaduan Anda sendiri"), required=False, max_length=20,
        help_text=_("hanya bila beberapa orang memakai satu gawai"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    pin = forms.CharField(
        label="PIN", required=False, max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="tetangga-%s", **kwargs)
        self.fields["village_code"] = forms.ChoiceField(
            label=_("Saya tinggal di"), choices=[("", _("pilih")), *villages()]
        )
        self.order_fields(["village_code", "ticket", "pin"])


def categories() -> list[tuple[str, str]]:
    """The categories by their names in the page's language."""
    return [(code, one.id if get_language() == "id" else one.en) for code, one in rules().categories.items()]
