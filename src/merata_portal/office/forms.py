"""What the staff front asks for; whether it may be done is decided by the actions."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from merata.errors import MerataError
from merata_portal.accounts.scope import areas
from merata_portal.actor import ASSIGNABLE, Actor, Capability, Role
from merata_portal.registry.actions.importing import ListOfNobody
from merata_portal.registry.recorded_programmes import programmes_recorded

REASON = _("Alasan")
LONGEST_REASON = 500
MOST_UPLOADED_BYTES = 1_000_000_000
MOST_MAPPING_BYTES = 100_000
"""The greatest file that is taken in; a million rows of an export are a third of it."""


class FaultyReason(MerataError):  # noqa: N818 - it says what is so
    """The reason of a button on a page is missing or too long."""


class Asking(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def summary(self) -> str:
        """What its summary says."""
        count = len(self.errors)
        told = ngettext("%(count)s isian perlu diperbaiki.", "%(count)s isian perlu diperbaiki.", count)
        return told % {"count": count}


class Day(forms.DateField):
    """A day that has come, chosen from a calendar."""

    def __init__(self, label: Any, *, initial: Any = timezone.localdate) -> None:
        super().__init__(
            label=label, initial=initial, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        )

    def validate(self, value: date | None) -> None:
        """Refuse a day still to come."""
        super().validate(value)
        if value is not None and value > timezone.localdate():
            raise forms.ValidationError(gettext("Tanggal itu belum tiba."))


class Place(Asking):
    """An area in which the actor has a capability."""

    def __init__(self, *args: Any, actor: Actor, capability: Capability, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(label=_("Wilayah"), choices=area_choices(actor, capability))


class Upload(Asking):
    """A file for the registry: where its rows lie and which day it tells of."""

    file = forms.FileField(label=_("Berkas CSV atau XLSX"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))
    area = forms.ChoiceField(label=_("Wilayah seluruh baris"))
    as_of = Day(_("Keadaan per tanggal"))
    layout = forms.ChoiceField(
        label=_("Bentuk"),
        choices=[
            ("auto", _("Kenali sendiri")),
            ("dtsen_keluarga", "DTSEN keluarga"),
            ("dtsen_anggota", "DTSEN anggota"),
            ("siksng", "SIKS-NG"),
            ("p3ke_keluarga", "P3KE keluarga"),
            ("p3ke_individu", "P3KE individu"),
            ("dukcapil_peristiwa", _("Dukcapil: kematian dan kepindahan")),
            ("penerima_bantuan", _("Penerima bantuan dari kantor lain")),
        ],
    )
    mapping = forms.FileField(
        label=_("Berkas pemetaan (YAML)"),
        required=False,
        help_text=_("hanya bila nama kolom atau kode di berkas Anda lain; ia menentukan bentuknya"),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    nobody = forms.BooleanField(
        label=_("Daftar penerima ini memang kosong"),
        required=False,
        help_text=_("hanya judul kolom: tidak ada lagi penerima di wilayah ini, dan bantuan yang tercatat berakhir"),
    )
    nobody_of = forms.ChoiceField(label=_("Program daftar kosong"), required=False)
    nobody_year = forms.IntegerField(label=_("Tahun daftar kosong"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah seluruh baris"), choices=area_choices(actor, Capability.IMPORT_REGISTRY)
        )
        named = sorted(programmes_recorded().items(), key=lambda one: one[1].casefold())
        self.fields["nobody_of"] = forms.ChoiceField(
            label=_("Program daftar kosong"), required=False, choices=[("", "–"), *named]
        )
        self.order_fields(["file", "area", "as_of", "layout", "mapping", "nobody", "nobody_of", "nobody_year"])

    def clean(self) -> dict[str, Any]:
        """Refuse an empty list of which it is not said what it is of, and what is said of a list that is not empty."""
        given: dict[str, Any] = super().clean() or {}
        for name in ("nobody_of", "nobody_year"):
            if name in self.errors:
                continue
            if given.get("nobody") and not given.get(name):
                self.add_error(name, gettext("Isilah untuk daftar yang kosong."))
            elif given.get(name) and not given.get("nobody"):
                self.add_error(name, gettext("Hanya untuk daftar yang dinyatakan kosong; kosongkan, atau nyatakan."))
        return given

    def list_of_nobody(self) -> ListOfNobody | None:
        """What was declared; None of every other file."""
        given = self.cleaned_data
        return ListOfNobody(given["nobody_of"], given["nobody_year"]) if given["nobody"] else None

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is larger than any export of a province."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_UPLOADED_BYTES:
            most = number_format(MOST_UPLOADED_BYTES // 1_000_000, force_grouping=True)
            raise forms.ValidationError(
                gettext("Berkas lebih dari %(most)s MB; bagilah, misalnya per kecamatan.") % {"most": most}
            )
        return file

    def clean_mapping(self) -> str:
        """The mapping's text; empty where none was given. What it says is judged when the file is checked."""
        file: UploadedFile[Any] | None = self.cleaned_data["mapping"]
        if file is None:
            return ""
        if (file.size or 0) > MOST_MAPPING_BYTES:
            raise forms.ValidationError(gettext("Berkas pemetaan terlalu besar; isinya hanya nama kolom dan kode."))
        try:
            return str(file.read(), "utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(gettext("Berkas pemetaan harus teks UTF-8.")) from error


class Reason(Asking):
    """Why something is done; it stands in the audit."""

    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))


class Death(Asking):
    """Who of a household died, and when."""

    person = forms.ChoiceField(label=_("Siapa"))
    on_day = Day(_("Tanggal meninggal"), initial=None)
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON, help_text=_("misalnya nomor akta kematian"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="meninggal-%s", **kwargs)
        self.fields["person"] = forms.ChoiceField(label=_("Siapa"), choices=people)
        self.order_fields(["person", "on_day", "reason"])


class Move(Asking):
    """Where a whole household went, and when."""

    to_village = forms.ChoiceField(label=_("Pindah ke"), required=False)
    on_day = Day(_("Tanggal pindah"), initial=None)
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON, help_text=_("misalnya nomor surat pindah"))

    def __init__(self, *args: Any, actor: Actor, leaving: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pindah-%s", **kwargs)
        villages = [
            (code, f"{name} ({code})")
            for code, name in areas(actor, Capability.EDIT_REGISTRY)
            .filter(kind="village")
            .order_by("name", "code")
            .values_list("code", "name")
            if code != leaving
        ]
        choices = [("", _("ke luar semua wilayah di sini")), *villages]
        self.fields["to_village"] = forms.ChoiceField(label=_("Pindah ke"), required=False, choices=choices)
        self.order_fields(["to_village", "on_day", "reason"])


class Leave(Asking):
    """Who of a household went to live in another, whose number is typed in the body and stands in no address."""

    person = forms.ChoiceField(label=_("Siapa"))
    to_number = forms.CharField(
        label=_("NIK atau nomor KK di keluarga tujuan"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    on_day = Day(_("Tanggal pindah"), initial=None)
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="keluar-%s", **kwargs)
        self.fields["person"] = forms.ChoiceField(label=_("Siapa"), choices=people)
        self.order_fields(["person", "to_number", "on_day", "reason"])


class NewPerson(Asking):
    """A new account."""

    username = forms.CharField(label=_("Nama pengguna"), max_length=64, help_text=_("huruf kecil, angka, titik, garis"))
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)


class Grant(Asking):
    """A role in an area for somebody."""

    ROLES: ClassVar[list[tuple[str, Any]]] = [(role.value, role.label) for role in Role if role in ASSIGNABLE]

    role = forms.ChoiceField(label=_("Peran"), choices=ROLES)
    until_day = forms.DateField(
        label=_("Sampai sebelum tanggal"),
        required=False,
        help_text=_("kosong: tanpa batas"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah"), choices=area_choices(actor, Capability.MANAGE_ACCOUNTS)
        )
        self.order_fields(["role", "area", "until_day", "reason"])


def area_choices(actor: Actor, capability: Capability) -> list[tuple[str, str]]:
    """The areas in which the actor has the capability, the widest first."""
    found = areas(actor, capability).values_list("code", "name")
    return [(code, f"{name} ({code})") for code, name in sorted(found, key=lambda one: (len(one[0]), one[1]))]


def reason_of(request: HttpRequest) -> str:
    """The reason that a button's form gives; raises `FaultyReason` where it is missing or too long."""
    text = request.POST.get("reason", "").strip()
    if not text:
        raise FaultyReason(gettext("Alasan wajib diisi: tulis mengapa ini dilakukan."))
    if len(text) > LONGEST_REASON:
        raise FaultyReason(
            gettext("Alasan paling panjang %(most)s huruf; yang ini %(count)s.")
            % {"most": LONGEST_REASON, "count": len(text)}
        )
    return text
