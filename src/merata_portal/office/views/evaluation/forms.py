"""What the pages of evaluations ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merata_portal.evaluation.designs import MONTHS, Design, StudyDraft
from merata_portal.evaluation.queries.places import Kecamatan
from merata_portal.evaluation.states import Method
from merata_portal.office.forms import LONGEST_REASON, REASON, Asking
from merata_portal.office.views.courses.forms import DayInput

FEWEST_YEAR, MOST_YEAR = 2000, 2100
_CHOSEN_AT_ONCE = 9

Choices = list[tuple[str, str]]


class Years(forms.CharField):
    """Years, apart by commas or spaces."""

    def clean(self, value: Any) -> list[int]:
        """The years, each once, in the order given."""
        text = super().clean(value)
        try:
            found = [int(part) for part in text.replace(",", " ").split()]
        except ValueError:
            found = [0]
        if any(not FEWEST_YEAR <= year <= MOST_YEAR for year in found):
            raise forms.ValidationError(gettext("Tulis tahun, dipisah koma: misalnya 2027, 2028."))
        return found


class Numbers(forms.CharField):
    """Whole numbers above zero, apart by commas or spaces."""

    def clean(self, value: Any) -> list[int]:
        """The numbers in the order given."""
        text = super().clean(value)
        parts = text.replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() and len(part) < 6 and int(part) for part in parts):
            raise forms.ValidationError(gettext("Tulis bilangan di atas nol, dipisah koma: misalnya 15, 15."))
        return [int(part) for part in parts]


class StudyForm(Asking):
    """What every design has."""

    method: Method
    name = forms.CharField(label=_("Nama evaluasi"), max_length=120)
    question = forms.CharField(
        label=_("Pertanyaan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("dengan kata sehari-hari: apa yang ingin diketahui, tentang siapa"),
    )  # fmt: skip
    subject = forms.ChoiceField(label=_("Bukti yang diuji"))
    starts_on = DayInput(_("Mulai tanggal"), help_text=_("rancangan didaftarkan paling lambat hari itu"))
    level_pc = forms.FloatField(label=_("Taraf uji (persen)"), initial=5, min_value=0.1, max_value=20)
    power_pc = forms.FloatField(
        label=_("Daya (persen)"), initial=80, min_value=50, max_value=99,
        help_text=_("peluang melihat dampak yang memang ada"),
    )  # fmt: skip
    inputs = forms.ChoiceField(
        label=_("Bahan beku"), required=False, help_text=_("untuk menghitung dampak terkecil yang dapat terlihat")
    )

    def __init__(self, *args: Any, subjects: Choices, inputs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("subject", subjects)
        self._choose("inputs", inputs)
        self.order_fields(["name", "question", "subject"])

    def draft(self) -> StudyDraft:
        """The design that was asked for."""
        given = self.cleaned_data
        return StudyDraft(
            name=given["name"], question=given["question"], method=self.method, subject=given["subject"],
            starts_on=given["starts_on"], design=self._design(), item=given.get("item", ""),
        )  # fmt: skip

    def _design(self) -> Design:
        raise NotImplementedError

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = choices

    @property
    def _test(self) -> dict[str, Any]:
        return {"level": self.cleaned_data["level_pc"] / 100, "power": self.cleaned_data["power_pc"] / 100}


class LotteryForm(StudyForm):
    """Courses whose seats are drawn by lot."""

    method = Method.LOTTERY
    classes = forms.IntegerField(label=_("Banyaknya kelas"), min_value=1, max_value=200, initial=1)
    seats = forms.IntegerField(label=_("Kursi tiap kelas"), min_value=1, max_value=10_000)
    applicants = forms.IntegerField(label=_("Perkiraan pendaftar tiap kelas"), min_value=2, max_value=100_000)
    items = forms.MultipleChoiceField(
        label=_("Kelas yang diteliti"), required=False, widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("kosong: semua kelas dengan bukti ini"),
    )  # fmt: skip
    months = forms.MultipleChoiceField(
        label=_("Semua pendaftar ditanyai setelah"), widget=forms.CheckboxSelectMultiple,
        choices=[(str(one), _("%(months)s bulan") % {"months": one}) for one in MONTHS],
        initial=[str(one) for one in MONTHS],
        help_text=_("yang dibandingkan: 12 bulan"),
    )  # fmt: skip

    def __init__(self, *args: Any, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("items", courses)

    def _design(self) -> Design:
        given = self.cleaned_data
        return Design(
            classes=((given["seats"], given["applicants"]),) * given["classes"], items=tuple(given["items"]),
            months=tuple(sorted(int(one) for one in given["months"])), **self._test,
        )  # fmt: skip


class VillagesForm(StudyForm):
    """What designs over villages have in common."""

    villages = forms.MultipleChoiceField(label=_("Desa"), widget=forms.SelectMultiple(attrs={"size": _CHOSEN_AT_ONCE}))
    comparison = forms.MultipleChoiceField(
        label=_("Desa pembanding, tidak pernah masuk"), required=False,
        widget=forms.SelectMultiple(attrs={"size": _CHOSEN_AT_ONCE}),
    )  # fmt: skip
    years = Years(label=_("Tahun pemantauan"), help_text=_("misalnya 2026, 2027, 2028, 2029"), max_length=200)

    def __init__(self, *args: Any, kecamatan: list[Kecamatan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("villages", "comparison"):
            self._choose(name, [(one.name, list(one.villages)) for one in kecamatan])


class StaggeredForm(VillagesForm):
    """A village programme that villages enter in waves drawn by lot."""

    method = Method.STAGGERED
    waves = Years(label=_("Tahun masuk tiap gelombang"), help_text=_("misalnya 2027, 2028"), max_length=100)
    sizes = Numbers(label=_("Banyaknya desa tiap gelombang"), help_text=_("misalnya 15, 15"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["villages"].label = _("Desa yang diundi gelombangnya")
        self.fields["subject"] = forms.SlugField(
            label=_("Program desa"),
            max_length=64,
            help_text=_("kode program seperti dalam bahan, misalnya desa_wisata"),
        )
        self.order_fields(["name", "question", "subject", "villages", "waves", "sizes", "comparison", "years"])

    def clean(self) -> dict[str, Any]:
        """Refuse waves without a size each."""
        given = super().clean() or {}
        if "waves" in given and "sizes" in given and len(given["waves"]) != len(given["sizes"]):
            self.add_error("sizes", gettext("Sebut satu bilangan untuk setiap gelombang."))
        return given

    def _design(self) -> Design:
        given = self.cleaned_data
        return Design(
            villages=tuple(given["villages"]), comparison=tuple(given["comparison"]),
            waves=tuple(zip(given["waves"], given["sizes"], strict=True)), years=tuple(given["years"]), **self._test,
        )  # fmt: skip


class ComparisonForm(VillagesForm):
    """Works whose villages are compared with others."""

    method = Method.COMPARISON
    entry = forms.IntegerField(label=_("Tahun serah terima"), min_value=FEWEST_YEAR, max_value=MOST_YEAR)
    items = forms.CharField(
        label=_("Nomor pekerjaan"), required=False, max_length=500,
        help_text=_("dipisah koma; kosong: semua pekerjaan selesai dengan bukti ini"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["villages"].label = _("Desa yang akan dilayani")

    def _design(self) -> Design:
        given = self.cleaned_data
        return Design(
            items=tuple(given["items"].replace(",", " ").split()), villages=tuple(given["villages"]),
            comparison=tuple(given["comparison"]), waves=((given["entry"], len(given["villages"])),),
            years=tuple(given["years"]), **self._test,
        )  # fmt: skip


class ReviewForm(Asking):
    """Another role's word."""

    verdict = forms.ChoiceField(
        label=_("Pendapat"), widget=forms.RadioSelect,
        choices=[("accept", _("Terima sebagai bukti")), ("return", _("Kembalikan"))],
    )  # fmt: skip
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class AttributionForm(Asking):
    """Which two years are compared."""

    inputs = forms.ChoiceField(label=_("Bahan beku"))
    first_year = forms.IntegerField(
        label=_("Tahun pertama"), required=False, min_value=FEWEST_YEAR, max_value=MOST_YEAR,
        help_text=_("kosong: survei paling awal"),
    )  # fmt: skip
    second_year = forms.IntegerField(
        label=_("Tahun kedua"), required=False, min_value=FEWEST_YEAR, max_value=MOST_YEAR,
        help_text=_("kosong: survei paling akhir"),
    )  # fmt: skip
    earlier = forms.ChoiceField(
        label=_("Bahan tahun pertama"),
        required=False,
        help_text=_("kosong: bahan yang sama; bila lain, surveinya diperiksa sama"),
    )
    all_started = forms.BooleanField(
        label=_("Hitung bantuan yang hanya tercatat di satu tahun sebagai mulai atau berakhir"), required=False
    )

    def __init__(self, *args: Any, inputs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="atribusi-%s", **kwargs)
        for name, choices in (("inputs", inputs), ("earlier", [("", _("bahan yang sama")), *inputs])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = choices


FORMS: dict[Method, type[StudyForm]] = {
    Method.LOTTERY: LotteryForm, Method.STAGGERED: StaggeredForm, Method.COMPARISON: ComparisonForm,
}  # fmt: skip
