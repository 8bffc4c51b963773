"""What a resident is asked about a proposal, a ticket and a vote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from merata_portal.participation.detail_fields import DetailFields
from merata_portal.participation.proposal_states import Pillar
from merata_portal.participation.queries.places import villages
from merata_portal.public.forms import Asking

PHOTO = forms.FileInput(attrs={"accept": "image/*"})


class Placed(DetailFields, Asking):
    """What SIPD asks for, by itself."""


class New(Placed):
    """A new proposal: three things are needed, the rest can follow."""

    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    pillar = forms.ChoiceField(label=_("Bidang"), choices=Pillar.choices)
    title = forms.CharField(label=_("Apa yang diusulkan"), max_length=160, min_length=8)
    story = forms.CharField(
        label=_("Ceritanya: mengapa, siapa yang terbantu"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("dibaca umum; jangan menulis NIK atau nomor KK"),
    )  # fmt: skip
    photo = forms.FileField(label=_("Foto keadaan sekarang"), required=False, widget=PHOTO)
    supporters = forms.IntegerField(label=_("Berapa orang mendukung"), min_value=1, initial=1)
    proposer = forms.CharField(
        label=_("Nama Anda"), required=False, max_length=120, help_text=_("boleh kosong; tidak ditampilkan")
    )
    contact = forms.CharField(
        label=_("Nomor telepon"), required=False, max_length=60, help_text=_("boleh kosong; tidak ditampilkan")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village_code"] = forms.ChoiceField(
            label=_("Desa/kelurahan"), choices=[("", _("pilih")), *villages()]
        )
        self.order_fields(
            ["village_code", "pillar", "title", "story", "photo", "address", "object_kind", "volume", "unit",
             "boundaries", "latitude", "longitude", "supporters", "proposer", "contact"]
        )  # fmt: skip


class Photo(Asking):
    """One more photograph."""

    photo = forms.FileField(label=_("Tambah foto"), widget=PHOTO)


class Opening(Asking):
    """Ticket and PIN, from the receipt."""

    ticket = forms.CharField(
        label=_("Nomor tiket"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    pin = forms.CharField(
        label="PIN", max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )


class Voting(Asking):
    """A vote: the numbers approved of, and a one-time code."""

    choices = forms.TypedMultipleChoiceField(label=_("Usulan yang Anda setujui"), coerce=int, required=False)
    code = forms.CharField(
        label=_("Kode sekali pakai"), max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choices"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(number, number) for number in numbers]


def year_of_plan() -> int:
    """Proposals of this year are for next year's plan."""
    return timezone.localdate().year + 1
