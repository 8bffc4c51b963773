"""What the pages of works ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure.actions.contracting import Supplier, Terms
from merata_portal.infrastructure.actions.planning import Candidate, Part
from merata_portal.infrastructure.queries.projects import codes
from merata_portal.office.forms import REASON, Asking, Day, area_choices

VILLAGE_DIGITS, REGENCY_DIGITS = 13, 5
MOST_RUPIAH = 10**14
MOST_PARTS = 8
PICTURES = "image/jpeg,image/png,image/webp"


class Ahead(forms.DateField):
    """A day, chosen from a calendar; it may lie ahead."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=widget, **kwargs)


class Rupiah(forms.IntegerField):
    """Whole rupiah."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, min_value=1, max_value=MOST_RUPIAH, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"


class Pictures(forms.ClearableFileInput):
    """Several photographs at once."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Photographs, one at least."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, widget=Pictures(attrs={"accept": PICTURES}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file, checked one by one."""
        given = data if isinstance(data, list) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(Photos, self).clean(one, initial) for one in given]


class Reasoned(Asking):
    """Why it is done; last on the form."""

    reason = forms.CharField(label=REASON, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class CandidateForm(Asking):
    """A work as it is proposed."""

    name = forms.CharField(label=_("Nama pekerjaan"), max_length=150)
    kind = forms.ChoiceField(label=_("Jenis"))
    work = forms.ChoiceField(label=_("Yang dikerjakan"))
    owner = forms.ChoiceField(label=_("Anggaran"))
    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    place = forms.CharField(label=_("Lokasi"), max_length=200)
    latitude = forms.FloatField(label=_("Lintang"), min_value=-90, max_value=90, help_text=_("misalnya -8.0954"))
    longitude = forms.FloatField(label=_("Bujur"), min_value=-180, max_value=180, help_text=_("misalnya 112.1609"))
    about = forms.CharField(
        label=_("Keterangan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    candidate_id = forms.CharField(label=_("Nomor calon dalam rencana"), required=False, max_length=64)
    proposal = forms.CharField(label=_("Menjawab usulan"), required=False, max_length=64)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas, known = area_choices(actor, Capability.MANAGE_PROJECT), codes()
        villages = [one for one in areas if len(one[0]) == VILLAGE_DIGITS]
        choices: dict[str, list[tuple[str, str]]] = {
            "kind": known["kind"],
            "work": known["work"],
            "owner": [one for one in areas if len(one[0]) == REGENCY_DIGITS] + villages,
            "village_code": villages,
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def candidate(self) -> Candidate:
        """What was filled in."""
        return Candidate(**self.cleaned_data)


class PlanForm(Reasoned):
    """Money, days and milestones; a milestone without a name is left out."""

    line = forms.TypedChoiceField(label=_("Pos anggaran"), coerce=int)
    amount_idr = Rupiah(_("Anggaran (rupiah)"))
    start_on = Ahead(_("Mulai tanggal"))
    finish_on = Ahead(_("Dijanjikan selesai"))

    def __init__(self, *args: Any, lines: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="rencana-%s", **kwargs)
        self.fields["line"] = forms.TypedChoiceField(
            label=_("Pos anggaran"), coerce=int, choices=[(str(pk), name) for pk, name in lines]
        )
        for number in range(1, MOST_PARTS + 1):
            first = number == 1
            self.fields[f"name{number}"] = forms.CharField(
                label=_("Tahap %(number)s") % {"number": number}, required=first, max_length=150
            )
            self.fields[f"weight{number}"] = forms.IntegerField(
                label=_("Bobot tahap %(number)s (persen)") % {"number": number}, required=first, min_value=1,
                max_value=100,
            )  # fmt: skip
            self.fields[f"due{number}"] = Ahead(_("Tenggat tahap %(number)s") % {"number": number}, required=first)
        self.order_fields(["line", "amount_idr", "start_on", "finish_on", "reason"])

    def clean(self) -> dict[str, Any]:
        """A milestone is whole: name, weight and day."""
        given = super().clean() or self.cleaned_data
        for number in range(1, MOST_PARTS + 1):
            parts = [given.get(f"{name}{number}") for name in ("name", "weight", "due")]
            if any(parts) and not all(parts):
                self.add_error(f"name{number}", _("Isi nama, bobot, dan tenggat tahap ini, atau kosongkan ketiganya."))
        return given

    def parts(self) -> list[Part]:
        """The milestones that were filled in."""
        given = self.cleaned_data
        return [
            Part(given[f"name{number}"], given[f"weight{number}"], given[f"due{number}"])
            for number in range(1, MOST_PARTS + 1)
            if given.get(f"name{number}")
        ]


class ContractForm(Reasoned):
    """What was signed, with whom."""

    form = forms.ChoiceField(label=_("Bentuk badan"))
    name = forms.CharField(label=_("Nama pelaksana"), max_length=150)
    npwp = forms.CharField(
        label=_("NPWP badan"), required=False, max_length=25, help_text=_("15 angka, atau 16 yang diawali 0")
    )
    number = forms.CharField(label=_("Nomor kontrak"), max_length=100)
    method = forms.ChoiceField(label=_("Cara pengadaan"))
    signed_on = Day(_("Tanda tangan"))
    starts_on = Ahead(_("Mulai tanggal"))
    ends_on = Ahead(_("Sampai tanggal"))
    value_idr = Rupiah(_("Nilai kontrak (rupiah)"))
    warranty_days = forms.IntegerField(label=_("Masa pemeliharaan (hari)"), min_value=0, max_value=3650, initial=180)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="kontrak-%s", **kwargs)
        self.fields["form"] = forms.ChoiceField(label=_("Bentuk badan"), choices=codes()["form"])
        self.fields["method"] = forms.ChoiceField(label=_("Cara pengadaan"), choices=codes()["method"])
        self.order_fields(["number", "form", "name", "npwp", "method"])

    def supplier(self) -> Supplier:
        """The firm or body."""
        return Supplier(*(self.cleaned_data[name] for name in ("form", "name", "npwp")))

    def terms(self) -> Terms:
        """What was signed."""
        names = ("number", "method", "signed_on", "starts_on", "ends_on", "value_idr", "warranty_days")
        return Terms(*(self.cleaned_data[name] for name in names))


class PartyForm(Asking):
    """A supervisor or designer."""

    role = forms.ChoiceField(label=_("Peran"))
    form = forms.ChoiceField(label=_("Bentuk badan"))
    name = forms.CharField(label=_("Nama badan"), max_length=150)
    npwp = forms.CharField(label=_("NPWP badan"), required=False, max_length=25)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pihak-%s", **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Peran"), choices=codes()["role"])
        self.fields["form"] = forms.ChoiceField(label=_("Bentuk badan"), choices=codes()["form"])
        self.order_fields(["role", "form", "name", "npwp"])


class AmendForm(Reasoned):
    """An amendment: the contract's value and end from now on."""

    document = forms.CharField(label=_("Nomor adendum"), max_length=100)
    signed_on = Day(_("Tanda tangan"))
    value_idr = Rupiah(_("Nilai baru (rupiah)"))
    ends_on = Ahead(_("Selesai yang baru"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="adendum-%s", **kwargs)


class ReportForm(Asking):
    """How far the work is, with photographs."""

    on_day = Day(_("Hari"))
    physical_pc = forms.DecimalField(
        label=_("Kemajuan fisik (persen)"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    note = forms.CharField(label=_("Catatan"), required=False, max_length=1000)
    photos = Photos(
        _("Foto"), help_text=_("1 sampai 6 foto; tempatnya dibaca dari foto dan dibandingkan dengan lokasi")
    )
    correction = forms.CharField(
        label=_("Alasan koreksi"), required=False, max_length=500, help_text=_("hanya bila kemajuan turun")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="kemajuan-%s", **kwargs)


class HandOverForm(Asking):
    """The village's word on a finished work."""

    accepted = forms.ChoiceField(
        label=_("Putusan desa"), choices=[("1", _("Diterima")), ("0", _("Belum diterima: kembali dikerjakan"))]
    )
    on_day = Day(_("Hari"))
    minutes_number = forms.CharField(label=_("Nomor berita acara"), max_length=100)
    findings = forms.CharField(
        label=_("Temuan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.FileField(label=_("Berita acara bertanda tangan (PDF atau foto)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="serah-%s", **kwargs)


class MendedForm(Asking):
    """The contractor's word that it is mended."""

    note = forms.CharField(label=_("Yang diperbaiki"), max_length=500)
    photos = Photos(_("Foto sesudah diperbaiki"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="baik-%s", **kwargs)
