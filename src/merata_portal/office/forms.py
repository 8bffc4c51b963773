"""What the staff front asks for; whether it may be done is decided by the actions."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from merata_portal.accounts.scope import areas
from merata_portal.actor import ASSIGNABLE, Actor, Capability, Role

REASON = _("Alasan")


def area_choices(actor: Actor, capability: Capability) -> list[tuple[str, str]]:
    """The areas in which the actor has the capability, the widest first."""
    found = areas(actor, capability).values_list("code", "name", "kind")
    return [(code, f"{name} ({code})") for code, name, _kind in sorted(found, key=lambda one: (len(one[0]), one[1]))]


class Upload(forms.Form):
    """A file for the registry: where its rows lie and which day it tells of."""

    file = forms.FileField(label=_("Berkas CSV atau XLSX"), allow_empty_file=False)
    area = forms.ChoiceField(label=_("Wilayah seluruh baris"))
    as_of = forms.DateField(label=_("Keadaan per tanggal"), widget=forms.DateInput(attrs={"type": "date"}))
    layout = forms.ChoiceField(
        label=_("Bentuk"),
        choices=[
            ("auto", _("Kenali sendiri")),
            ("dtsen_keluarga", "DTSEN keluarga"),
            ("dtsen_anggota", "DTSEN anggota"),
            ("siksng", "SIKS-NG"),
            ("p3ke_keluarga", "P3KE keluarga"),
            ("p3ke_individu", "P3KE individu"),
        ],
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah seluruh baris"), choices=area_choices(actor, Capability.IMPORT_REGISTRY)
        )


class Reason(forms.Form):
    """Why something is done; it stands in the audit."""

    reason = forms.CharField(label=REASON, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class Place(forms.Form):
    """An area in which the actor has a capability."""

    def __init__(self, *args: Any, actor: Actor, capability: Capability, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(label=_("Wilayah"), choices=area_choices(actor, capability))


class NewPerson(forms.Form):
    """A new account."""

    username = forms.CharField(label=_("Nama pengguna"), max_length=64, help_text=_("huruf kecil, angka, titik, garis"))
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)


class Grant(forms.Form):
    """A role in an area for somebody."""

    ROLES: ClassVar[list[tuple[str, Any]]] = [(role.value, role.label) for role in Role if role in ASSIGNABLE]

    role = forms.ChoiceField(label=_("Peran"), choices=ROLES)
    until_day = forms.DateField(
        label=_("Sampai sebelum tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=REASON, max_length=500)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah"), choices=area_choices(actor, Capability.MANAGE_ACCOUNTS)
        )
