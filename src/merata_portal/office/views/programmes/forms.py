"""What the pages of programmes ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merata_portal.office.forms import LONGEST_REASON, REASON, Asking, Day
from merata_portal.office.views.programmes.words import DELIVERY, PUBLICATION, UNIT, choices

MOST_IDR = 10**15
MOST_ROWS = 8
MOST_RULE_BYTES = 200_000


class Rupiah(forms.IntegerField):
    """Whole rupiah, typed with or without dots between the thousands."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=1,
            max_value=MOST_IDR,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        """Take out what stands between thousands: "Rp 1.500.000" is 1500000."""
        if isinstance(value, str):
            value = value.replace("Rp", "").replace(".", "").replace("\u00a0", "").replace(" ", "")
        found: int | None = super().to_python(value)
        return found


class AnyDay(forms.DateField):
    """A day, past or to come, chosen from a calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class Simulate(Asking):
    """Which rule is tried on which frozen data, on which day, with what money."""

    rule = forms.ChoiceField(label=_("Aturan"))
    snapshot = forms.ChoiceField(label=_("Potret data"))
    on_day = AnyDay(label=_("Berlaku pada"), initial=timezone.localdate)
    ceiling_idr = Rupiah(
        label=_("Pagu, rupiah"),
        required=False,
        help_text=_("kosong: semua yang layak; ada: yang paling membutuhkan dulu"),
    )
    renews = forms.BooleanField(
        label=_("Putaran baru"),
        required=False,
        help_text=_("penerima putaran terakhir program ini boleh dipilih lagi; kosong: yang sudah menerima dilewati"),
    )
    parameters = forms.CharField(
        label=_("Nilai aturan yang dicoba"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("satu baris satu nilai, misalnya desil_max = 3; kosong: seperti dalam aturan"),
    )

    def __init__(
        self,
        *args: Any,
        rules: list[tuple[str, str]],
        snapshots: list[tuple[str, str]],
        areas: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah"), required=False, choices=[("", _("seluruh wilayah potret")), *areas]
        )
        self.fields["rule"] = forms.ChoiceField(label=_("Aturan"), choices=rules)
        self.fields["snapshot"] = forms.ChoiceField(label=_("Potret data"), choices=snapshots)
        self.order_fields(["rule", "snapshot", "area", "on_day", "ceiling_idr", "renews", "parameters"])

    def clean_rule(self) -> UUID:
        """The rule version's uuid."""
        return UUID(self.cleaned_data["rule"])

    def clean_snapshot(self) -> UUID:
        """The snapshot's uuid."""
        return UUID(self.cleaned_data["snapshot"])

    def clean_parameters(self) -> dict[str, str]:
        """The values by name; every line that is none is told."""
        found: dict[str, str] = {}
        faults: list[str] = []
        for number, line in enumerate(self.cleaned_data["parameters"].splitlines(), 1):
            name, sign, value = (part.strip() for part in line.partition("="))
            if line.strip() and not (name and sign and value):
                faults.append(gettext("baris %(number)s: tulis nama = nilai") % {"number": number})
            elif line.strip():
                found[name] = value
        if faults:
            raise forms.ValidationError(faults)
        return found


class Launching(Asking):
    """Money, delivery and publication of a launch."""

    line = forms.ChoiceField(label=_("Pos anggaran"))
    ceiling_idr = Rupiah(label=_("Pagu, rupiah"), help_text=_("dicadangkan seluruhnya begitu diluncurkan"))
    delivery = forms.ChoiceField(label=_("Penyaluran"), choices=choices(DELIVERY))
    unit = forms.ChoiceField(label=_("Diberikan kepada"), choices=choices(UNIT))
    publication = forms.ChoiceField(label=_("Pengumuman"), choices=choices(PUBLICATION), initial="counts")
    publication_basis = forms.CharField(
        label=_("Dasar hukum pengumuman"),
        required=False,
        max_length=500,
        help_text=_("wajib bila nama diumumkan: peraturan dan pasalnya"),
    )
    plan = forms.CharField(label=_("Rencana"), required=False, max_length=64, help_text=_("bila berasal dari rencana"))
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"] = forms.ChoiceField(label=_("Pos anggaran"), choices=lines)
        self.order_fields(["line", "ceiling_idr", "delivery", "unit", "publication", "publication_basis"])

    def clean(self) -> dict[str, Any]:
        """Names are shown only where a law says so."""
        given = super().clean() or {}
        if given.get("publication") in {"village_board", "stickers"} and not given.get("publication_basis"):
            self.add_error("publication_basis", gettext("Sebut dasar hukumnya, atau umumkan jumlahnya saja."))
        return given


class Decree(Asking):
    """The decree's number and day."""

    number = forms.CharField(label=_("Nomor SK"), max_length=128)
    on_day = Day(_("Tanggal SK"))
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, open_villages: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if open_villages:
            self.fields["without"] = forms.MultipleChoiceField(
                label=_("Tetapkan tanpa desa yang belum selesai"),
                required=False,
                choices=open_villages,
                widget=forms.SelectMultiple(attrs={"size": min(len(open_villages), MOST_ROWS)}),
                help_text=_("yang tidak ikut tetap diusulkan; uangnya tetap dicadangkan"),
            )
            self.order_fields(["number", "on_day", "without", "reason"])


class Meeting(Asking):
    """When and where a village met, who led, and how many were there."""

    held_on = Day(_("Tanggal"))
    place = forms.CharField(label=_("Tempat"), max_length=200)
    leader = forms.CharField(label=_("Pimpinan musyawarah"), max_length=150)
    invited = forms.IntegerField(label=_("Diundang, orang"), min_value=1, max_value=10_000)
    present = forms.IntegerField(label=_("Hadir, orang"), min_value=1, max_value=10_000)
    present_women = forms.IntegerField(label=_("Di antaranya perempuan"), min_value=0, max_value=10_000)
    minutes_number = forms.CharField(label=_("Nomor berita acara"), max_length=128)


class Leaving(Asking):
    """Why and from which day somebody leaves a programme."""

    code = forms.ChoiceField(label=_("Sebab"))
    on_day = Day(_("Sejak"))
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, codes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="keluar-%s", **kwargs)
        self.fields["code"] = forms.ChoiceField(label=_("Sebab"), choices=codes)
        self.order_fields(["code", "on_day", "reason"])


class Pausing(Asking):
    """Why payments to somebody stand still for now."""

    code = forms.ChoiceField(label=_("Sebab"))
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, codes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="tunda-%s", **kwargs)
        self.fields["code"] = forms.ChoiceField(label=_("Sebab"), choices=codes)
        self.order_fields(["code", "reason"])


class RuleText(Asking):
    """A rulebook as a file (YAML)."""

    file = forms.FileField(label=_("Berkas aturan (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def clean(self) -> dict[str, Any]:
        """Its text as `text`."""
        given = super().clean() or {}
        if "file" in given:
            content = given["file"].read(MOST_RULE_BYTES + 1)
            if len(content) > MOST_RULE_BYTES:
                self.add_error("file", gettext("Aturan paling besar 200 KB."))
            try:
                given["text"] = content.decode("utf-8")
            except UnicodeDecodeError:
                self.add_error("file", gettext("Berkas bukan teks UTF-8."))
        return given
