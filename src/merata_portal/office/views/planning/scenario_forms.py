"""The form of a new scenario: what is chosen once; the rows that repeat are `scenario_rows`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from merata_portal.office.forms import Asking
from merata_portal.office.views.planning.rupiah_typed import NotRupiah, rupiah_typed
from merata_portal.office.views.planning.scenario_rows import money_written
from merata_portal.office.views.planning.wording import language
from merata_portal.planning.settings import Settings

OBJECTIVES = (
    ("sen", gettext_lazy("Konsumsi rata-rata dan pemerataannya (Sen)"),
     gettext_lazy("Setiap rupiah dihitung, makin berharga makin miskin penerimanya. Pilihan yang lazim.")),
    ("sgini:3", gettext_lazy("Pemerataan lebih keras (Gini diperluas, ν = 3)"),
     gettext_lazy("Yang termiskin lebih didahulukan daripada pada Sen.")),
    ("atkinson:1", gettext_lazy("Yang paling miskin lebih dahulu (Atkinson, ε = 1)"),
     gettext_lazy("Menggandakan konsumsi orang termiskin sama berharganya dengan menggandakan konsumsi siapa pun.")),
    ("poverty_gap", gettext_lazy("Kurangi kedalaman kemiskinan (P1)"),
     gettext_lazy("Hanya orang di bawah garis kemiskinan yang dihitung; jarak ke garis yang dikurangi.")),
    ("squared_poverty_gap", gettext_lazy("Kurangi keparahan kemiskinan (P2)"),
     gettext_lazy("Seperti P1, tetapi yang paling jauh di bawah garis didahulukan.")),
)  # fmt: skip


class Money(forms.CharField):
    """An amount of rupiah as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        """Whole rupiah; None where nothing is typed and nothing must be."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return rupiah_typed(text)
        except NotRupiah as fault:
            raise forms.ValidationError(str(fault)) from fault


class ScenarioForm(Asking):
    """What is chosen once; the rows of limits are `scenario_rows.RowGroup`s beside it."""

    name = forms.CharField(label=gettext_lazy("Nama skenario"), max_length=120)
    area = forms.ChoiceField(label=gettext_lazy("Kabupaten/kota yang membayar"))
    year = forms.IntegerField(label=gettext_lazy("Tahun anggaran"), min_value=2020, max_value=2100)
    snapshot = forms.ChoiceField(
        label=gettext_lazy("Potret data warga"),
        help_text=gettext_lazy("siapa yang hidup di mana, dibekukan pada hari itu"),
    )
    objective = forms.ChoiceField(
        label=gettext_lazy("Yang dinaikkan"), choices=[(one[0], one[1]) for one in OBJECTIVES]
    )
    budget = Money(
        label=gettext_lazy("Anggaran setahun"), help_text=gettext_lazy("misalnya 50 miliar, atau 4.000.000.000")
    )
    use_ceilings = forms.BooleanField(
        label=gettext_lazy("Patuhi juga pagu setiap rekening APBD (yang masih tersedia)"), required=False
    )
    seats_min = forms.IntegerField(label=gettext_lazy("Kursi pelatihan paling sedikit"), min_value=0, required=False)
    seats_max = forms.IntegerField(label=gettext_lazy("Kursi pelatihan paling banyak"), min_value=0, required=False)
    answered_per_village = forms.IntegerField(
        label=gettext_lazy("Usulan terjawab tiap desa, paling sedikit"), min_value=0, max_value=20, required=False
    )
    assumptions = forms.BooleanField(
        label=gettext_lazy("Hitung juga dampak yang diandaikan"), required=False,
        help_text=gettext_lazy("tanpa ini hanya bukti yang terukur; pilihan tanpa bukti gugur"),
    )  # fmt: skip
    minutes_to_rupiah = forms.BooleanField(
        label=gettext_lazy("Nilai karya fisik dari menit perjalanan yang dihemat"), required=False
    )
    robustness = forms.BooleanField(
        label=gettext_lazy("Uji pilihan mana yang kukuh dan mana yang diperdebatkan"), required=False
    )
    draws = forms.IntegerField(
        label=gettext_lazy("Ulangan"),
        min_value=2,
        max_value=500,
        help_text=gettext_lazy("20 cukup; lebih banyak lebih lama"),
    )
    seed = forms.IntegerField(label=gettext_lazy("Benih acak"), min_value=0, max_value=2**32 - 1)
    gap_percent = forms.FloatField(
        label=gettext_lazy("Celah yang diterima, persen"), min_value=0, max_value=50, localize=True,
        help_text=gettext_lazy("seberapa dekat ke yang terbaik harus terbukti"),
    )  # fmt: skip
    tail_percent = forms.FloatField(
        label=gettext_lazy("Berjaga-jaga untuk ulangan terburuk, persen"), min_value=1, max_value=100, required=False,
        localize=True, help_text=gettext_lazy("kosong: rata-rata semua ulangan"),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Catatan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, areas: Sequence[Any], snapshots: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("area", areas), ("snapshot", snapshots)):
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, help_text=self.fields[name].help_text, choices=list(choices)
            )
        self.order_fields(["name", "area", "year", "snapshot"])


def initial_of(settings: Settings, name: str, note: str) -> dict[str, Any]:
    """What the form holds when a scenario is copied."""
    return {
        "name": name, "note": note, "area": settings.regency, "year": settings.year, "snapshot": settings.snapshot,
        "objective": settings.objective, "budget": money_written(settings.budget_idr),
        "use_ceilings": settings.use_ceilings,
        "seats_min": settings.seats_min, "seats_max": settings.seats_max,
        "answered_per_village": settings.answered_per_village,
        "assumptions": settings.assumptions,
        "minutes_to_rupiah": settings.minutes_to_rupiah, "robustness": settings.robustness, "draws": settings.draws,
        "seed": settings.seed, "gap_percent": round(100 * settings.gap, 6),
        "tail_percent": None if settings.tail is None else round(100 * settings.tail, 6),
    }  # fmt: skip


def note_faults(form: ScenarioForm, faults: Sequence[tuple[str, str]]) -> None:
    """Faults of the settings as a whole, in the page's language."""
    at = 0 if language() == "id" else 1
    for fault in faults:
        told = fault[at]
        form.add_error(None, f"{told[:1].upper()}{told[1:]}.")
