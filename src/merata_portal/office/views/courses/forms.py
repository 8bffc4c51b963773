"""What the pages of courses ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import REASON, Asking, area_choices
from merata_portal.training.queries.courses import codes
from merata_portal.training.requests import CourseDraft

VILLAGE_DIGITS, REGENCY_DIGITS = 13, 5
MOST_RUPIAH = 10**13


class DayInput(forms.DateField):
    """A day, chosen from a calendar; it may lie ahead."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=widget, **kwargs)


class Rupiah(forms.IntegerField):
    """Whole rupiah."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, min_value=0, max_value=MOST_RUPIAH, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"


class CourseForm(Asking):
    """A class, as it is announced later."""

    name = forms.CharField(label=_("Nama pelatihan"), max_length=150)
    sector = forms.ChoiceField(label=_("Bidang"))
    about = forms.CharField(
        label=_("Apa yang dipelajari"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.ChoiceField(label=_("Anggaran"))
    village_code = forms.ChoiceField(label=_("Desa/kelurahan tempat"))
    place = forms.CharField(label=_("Tempat"), max_length=200)
    partner = forms.ChoiceField(label=_("Mitra"), required=False)
    starts_on = DayInput(_("Mulai tanggal"))
    ends_on = DayInput(_("Sampai tanggal"))
    seats = forms.IntegerField(label=_("Kursi"), min_value=1)
    sessions = forms.IntegerField(label=_("Pertemuan"), min_value=1)
    cost_idr = Rupiah(_("Biaya seluruh kelas (rupiah)"))
    minimum_age = forms.IntegerField(label=_("Umur paling muda"), required=False, min_value=0, max_value=120)
    maximum_age = forms.IntegerField(label=_("Umur paling tua"), required=False, min_value=0, max_value=120)
    minimum_schooling_years = forms.IntegerField(
        label=_("Lama sekolah paling sedikit (tahun)"), required=False, min_value=0, max_value=25
    )
    residents_only = forms.BooleanField(label=_("Hanya warga kabupaten/kota ini"), required=False, initial=True)
    not_before = forms.ChoiceField(label=_("Pernah ikut pelatihan"), initial="same_course")
    women_seats = forms.IntegerField(label=_("Kursi paling sedikit untuk perempuan"), min_value=0, initial=0)
    disability_seats = forms.IntegerField(
        label=_("Kursi paling sedikit untuk penyandang disabilitas"), min_value=0, initial=0
    )
    max_per_village = forms.IntegerField(
        label=_("Kursi paling banyak per desa"), required=False, min_value=1, help_text=_("kosong: tanpa batas")
    )
    minimum_attendance_pc = forms.IntegerField(
        label=_("Kehadiran paling sedikit (persen)"), min_value=1, max_value=100, initial=80
    )
    excused_at_most = forms.IntegerField(label=_("Izin paling banyak (kali)"), min_value=0, initial=2)
    needs_test = forms.BooleanField(label=_("Dengan ujian akhir"), required=False)
    proposal = forms.CharField(
        label=_("Menjawab usulan"), required=False, max_length=64, help_text=_("nomor usulan, bila ada")
    )
    evidence_id = forms.CharField(label=_("Bukti dampak"), required=False, max_length=64)

    def __init__(self, *args: Any, actor: Actor, partners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = area_choices(actor, Capability.MANAGE_COURSE)
        known = codes()
        choices: dict[str, list[tuple[str, str]]] = {
            "sector": known["sector"],
            "not_before": known["not_before"],
            "owner": [one for one in areas if len(one[0]) == REGENCY_DIGITS],
            "village_code": [one for one in areas if len(one[0]) == VILLAGE_DIGITS],
            "partner": [("", "–"), *partners],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def draft(self) -> CourseDraft:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("partner", "reason")}
        return CourseDraft(**given, year=given["starts_on"].year)


class ChangeForm(CourseForm):
    """A draft that changes, and why."""

    reason = forms.CharField(label=REASON, max_length=500)


class PartnerForm(Asking):
    """A firm or body that holds courses with the regency."""

    owner = forms.ChoiceField(label=_("Kabupaten/kota"))
    name = forms.CharField(label=_("Nama mitra"), max_length=150)
    kind = forms.ChoiceField(label=_("Jenis mitra"))
    offers = forms.CharField(label=_("Yang ditawarkan"), required=False, max_length=500)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regencies = [one for one in area_choices(actor, Capability.MANAGE_COURSE) if len(one[0]) == REGENCY_DIGITS]
        self.fields["owner"] = forms.ChoiceField(label=_("Kabupaten/kota"), choices=regencies)
        self.fields["kind"] = forms.ChoiceField(label=_("Jenis mitra"), choices=codes()["partner_kind"])
        self.order_fields(["owner", "name", "kind", "offers"])


class AnnounceForm(Asking):
    """The days of the draw and how the public number is made."""

    closes_on = DayInput(_("Pendaftaran ditutup"), help_text=_("hari terakhir mendaftar"))
    drawn_on = DayInput(_("Hari angka umum"), help_text=_("paling cepat dua hari setelah penutupan"))
    reveal_by = DayInput(_("Batas membuka rahasia"))
    number_kind = forms.ChoiceField(
        label=_("Angka umum dari"), choices=[("dice", _("lemparan dadu")), ("digits", _("undian angka 0–9"))]
    )
    number_count = forms.IntegerField(
        label=_("Berapa kali"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=_("9 dadu atau 7 angka paling sedikit"),
    )
    number_where = forms.CharField(
        label=_("Di mana dan oleh siapa"),
        max_length=200,
        help_text=_("misalnya: Pendopo, sepuluh warga masing-masing melempar satu dadu"),
    )


class ResidentForm(Asking):
    """An application of somebody who came to the office."""

    name = forms.CharField(
        label=_("Nama lengkap"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_date = DayInput(_("Tanggal lahir"))
    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    contact = forms.CharField(
        label=_("Cara menghubungi"), required=False, max_length=150, help_text=_("alamat atau nomor telepon")
    )
    income_idr = Rupiah(_("Penghasilan sebulan (rupiah)"), required=False, help_text=_("boleh dikosongkan"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = [one for one in area_choices(actor, Capability.APPLY_FOR_COURSE) if len(one[0]) == VILLAGE_DIGITS]
        self.fields["village_code"] = forms.ChoiceField(label=_("Desa/kelurahan"), choices=villages)
        self.order_fields(["name", "birth_date", "village_code", "contact", "income_idr"])


class SessionsForm(Asking):
    """The days of all sessions."""

    def __init__(self, *args: Any, known: Sequence[date], count: int, starts_on: date, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="jadwal-%s", **kwargs)
        for number in range(1, count + 1):
            proposed = known[number - 1] if number <= len(known) else starts_on + timedelta(days=7 * (number - 1))
            self.fields[f"day{number}"] = DayInput(_("Pertemuan %(number)s") % {"number": number}, initial=proposed)

    def days(self) -> list[date]:
        """The days in their order."""
        return [self.cleaned_data[name] for name in self.fields]


class SurveyForm(Asking):
    """What an applicant answered some months after the class."""

    result = forms.ChoiceField(
        label=_("Hasil"),
        choices=[
            ("answered", _("Dijawab")), ("refused", _("Menolak menjawab")), ("unreachable", _("Tidak dapat ditemui")),
        ],
    )  # fmt: skip
    income_idr = Rupiah(_("Penghasilan sebulan (rupiah)"), required=False)
    yield_kg_per_ha = forms.IntegerField(label=_("Hasil panen terakhir (kg per hektare)"), required=False, min_value=0)
    correction = forms.CharField(
        label=_("Alasan koreksi"), required=False, max_length=500, help_text=_("hanya bila mengubah jawaban yang ada")
    )

    def __init__(self, *args: Any, farming: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not farming:
            del self.fields["yield_kg_per_ha"]
