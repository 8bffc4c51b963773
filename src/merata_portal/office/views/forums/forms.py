"""What the pages of forums ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import Asking
from merata_portal.office.proposal_forms import New
from merata_portal.participation.actions.inviting import LONGEST_NAME, LONGEST_PART, LONGEST_PLACE, MOST_INVITEES, Guest
from merata_portal.participation.names import element, kind_name
from merata_portal.participation.queries.holding import capability_for
from merata_portal.participation.queries.kinds import every_kind, kinds_of

SEXES = (("", _("tidak dicatat")), ("female", _("perempuan")), ("male", _("laki-laki")))
SAYS = (("", _("tidak dicatat")), ("true", _("ya")), ("false", _("tidak")))


def said(value: str) -> bool | None:
    """What a choice of `SAYS` means."""
    return {"true": True, "false": False}.get(value)


class Change(Asking):
    """Time, place and agenda of a meeting, one item on a line."""

    starts_at = forms.DateTimeField(
        label=_("Hari dan jam mulai"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    place = forms.CharField(label=_("Tempat"), max_length=LONGEST_PLACE)
    agenda = forms.CharField(
        label=_("Acara"), help_text=_("satu butir satu baris; jangan menulis nama warga"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    oversight = forms.BooleanField(
        label=_("Tambahkan butir pengawasan: dijanjikan dan terwujud di wilayah ini"), required=False, initial=True
    )

    def items(self) -> list[tuple[str, bool]]:
        """The agenda as the action takes it."""
        lines = [(line.strip(), False) for line in self.cleaned_data["agenda"].splitlines() if line.strip()]
        if self.cleaned_data["oversight"]:
            lines.append((gettext("Pengawasan: yang dijanjikan dan yang terwujud di wilayah ini"), True))
        return lines


class Plan(Change):
    """A new meeting: its kind and area too."""

    kind = forms.ChoiceField(label=_("Jenis musyawarah"))
    area = forms.ChoiceField(label=_("Wilayah"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = _places(actor)
        there = kinds_of([code for code, _name in places])
        kinds = [one for one in every_kind() if one in there and actor.may(capability_for(one))]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Jenis musyawarah"), choices=[(one, kind_name(one)) for one in kinds]
        )
        self.fields["area"] = forms.ChoiceField(label=_("Wilayah"), choices=places)
        self.order_fields(["kind", "area", "starts_at", "place", "agenda", "oversight"])


class OneGuest(Asking):
    """Somebody to be invited; with a NIK the rest is taken from the registry."""

    nik = forms.CharField(
        label=_("NIK, bila ada"), required=False, max_length=24, help_text=_("data diri diambil dari daftar warga"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    name = forms.CharField(label=_("Nama"), required=False, max_length=LONGEST_NAME)
    element = forms.ChoiceField(label=_("Mewakili unsur"))
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=SEXES, required=False)
    disability = forms.ChoiceField(label=_("Penyandang disabilitas"), choices=SAYS, required=False)
    poor = forms.ChoiceField(label=_("Keluarga miskin atau rentan"), choices=SAYS, required=False)
    part = forms.CharField(label=_("Dusun atau RW"), required=False, max_length=LONGEST_PART)

    def __init__(self, *args: Any, elements: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="undang-%s", **kwargs)
        choices = [(one, element(one)) for one in elements]
        self.fields["element"] = forms.ChoiceField(label=_("Mewakili unsur"), choices=choices)
        self.order_fields(["name", "element", "sex", "disability", "poor", "part", "nik"])


class ManyGuests(Asking):
    """Several people at once, one in a line."""

    lines = forms.CharField(
        label=_("Daftar undangan"), help_text=_("satu orang satu baris: nama; unsur; L atau P; dusun"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def __init__(self, *args: Any, elements: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="banyak-%s", **kwargs)
        self.elements = {str(element(one)).casefold(): one for one in elements} | {one: one for one in elements}

    def guests(self) -> list[Guest]:
        """The people of the lines; an element that is not known is left for the action to refuse."""
        found = []
        for line in [one for one in self.cleaned_data["lines"].splitlines() if one.strip()][: MOST_INVITEES + 1]:
            name, what, sex, part = [*(piece.strip() for piece in line.split(";", 3)), "", "", ""][:4]
            letter = {"L": "male", "P": "female"}.get(sex.upper(), sex)
            found.append(Guest(name, self.elements.get(what.casefold(), what), letter, None, None, part))
        return found


class FromAspiration(New):
    """A proposal that an aspiration becomes; the meeting says where it came from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("channel", "origin"):
            del self.fields[name]
        self.fields["title"].help_text = _("dibaca umum; ringkas, tanpa nama warga")


def _places(actor: Actor) -> list[tuple[str, str]]:
    codes = {
        code: name
        for capability in (Capability.HOLD_FORUM, Capability.HOLD_RESES)
        if actor.may(capability)
        for code, name in areas(actor, capability).values_list("code", "name")
    }
    return [(code, f"{name} ({code})") for code, name in sorted(codes.items(), key=lambda one: (-len(one[0]), one[1]))]
