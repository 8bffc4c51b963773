"""What the pages of other offices' systems ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.exchange.actions import agreements
from merata_portal.exchange.actions.agreements import MOST_ASKED, MOST_SIGNS, Agreement
from merata_portal.exchange.queries.disclosures import Outcome, Sought, answered_clients
from merata_portal.office.forms import LONGEST_REASON, REASON, Asking, Day, area_choices
from merata_portal.office.views.courses.forms import DayInput
from merata_portal.office.views.exchange import words

MOST_KEY_SIGNS = 1_000
FIRST_DAY = date(2020, 1, 1)
"""Before any question; a day long before it lies outside what a database can compare."""
SHOWN_DAYS = 30


class AgreementForm(Asking):
    """What two offices agreed on, all that `exchange.actions.agreements` keeps of it."""

    name = forms.CharField(label=_("Nama sistem"), max_length=MOST_SIGNS["name"])
    office = forms.CharField(label=_("Kantor yang bertanggung jawab"), max_length=MOST_SIGNS["office"])
    contact = forms.CharField(
        label=_("Narahubung"), max_length=LONGEST_REASON,
        help_text=_("siapa yang dihubungi bila kunci bocor; disimpan tersegel"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    sender_id = forms.CharField(
        label=_("Pengenal pengirim"), max_length=MOST_SIGNS["sender_id"],
        help_text=_("sender_id dalam pesannya; lain bagi setiap sistem"),
    )  # fmt: skip
    receiver_id = forms.CharField(
        label=_("Pengenal penerima"), max_length=MOST_SIGNS["receiver_id"], initial=agreements.RECEIVER_ID,
        help_text=_("receiver_id: sebutan sistem itu bagi kita"),
    )  # fmt: skip
    agreement = forms.CharField(label=_("Nomor perjanjian kerja sama"), max_length=MOST_SIGNS["agreement"])
    legal_basis = forms.CharField(
        label=_("Dasar hukum"), max_length=MOST_SIGNS["legal_basis"], widget=forms.Textarea(attrs={"rows": 2})
    )
    expires_on = DayInput(_("Berlaku sampai sebelum tanggal"))
    scopes = forms.MultipleChoiceField(
        label=_("Boleh bertanya apa"), widget=forms.CheckboxSelectMultiple, choices=words.choices(words.SCOPES)
    )
    purposes = forms.MultipleChoiceField(
        label=_("Untuk tujuan apa"), widget=forms.CheckboxSelectMultiple, choices=words.choices(words.PURPOSES)
    )
    attributes = forms.MultipleChoiceField(
        label=_("Boleh diberi tahu apa tentang rumah tangga"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=words.choices(words.ATTRIBUTES),
        help_text=_("Tanpa satu pun: hanya bahwa rumah tangga itu ada. NIK dan nomor KK tidak pernah diberitahukan."),
    )  # fmt: skip
    requests_a_minute = forms.IntegerField(
        label=_("Paling banyak pertanyaan per menit"), min_value=1, max_value=MOST_ASKED,
        initial=agreements.REQUESTS_A_MINUTE,
    )  # fmt: skip
    records_a_day = forms.IntegerField(
        label=_("Paling banyak rekaman per 24 jam"), min_value=1, max_value=MOST_ASKED,
        initial=agreements.RECORDS_A_DAY,
    )  # fmt: skip
    public_key = forms.CharField(
        label=_("Kunci publik Ed25519 (PEM)"), required=False, max_length=MOST_KEY_SIGNS,
        help_text=_("Kosongkan bila pesannya tidak ditandatangani. Bila diisi, pesan tanpa tanda tangan ditolak."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_expires_on(self) -> date:
        """Refuse a day on which the agreement has ended already."""
        day: date = self.cleaned_data["expires_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(gettext("Tanggal itu sudah lewat; perjanjian harus masih berlaku."))
        return day

    def clean_public_key(self) -> str:
        """The key with the line ends of a file: a browser sends others."""
        return str(self.cleaned_data["public_key"]).replace("\r\n", "\n")

    def said(self) -> Agreement:
        """The agreement that was filled in."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in Agreement.__dataclass_fields__}
        for name in ("scopes", "purposes", "attributes"):
            given[name] = tuple(given[name])
        return Agreement(**given)


class Registering(AgreementForm):
    """A new system, with the one area about which it may ask."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah"), choices=area_choices(actor, Capability.MANAGE_ACCOUNTS)
        )
        self.order_fields(["name", "office", "contact", "area"])


class Changing(AgreementForm):
    """Another agreement with a system that there is, and why."""

    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON, help_text=_("misalnya nomor adendum"))

    def __init__(self, *args: Any, client: Any, contact: str, **kwargs: Any) -> None:
        before = {name: getattr(client, name) for name in Agreement.__dataclass_fields__}
        super().__init__(*args, **{"initial": {**before, "contact": contact}, **kwargs})


class NewKey(Asking):
    """Until when a new key holds."""

    expires_on = DayInput(
        _("Sampai sebelum tanggal"), required=False,
        help_text=_("kosong: setahun, atau sampai perjanjian berakhir bila itu lebih dahulu"),
    )  # fmt: skip


class Seeking(Asking):
    """Which questions are shown; without any days those of the last thirty."""

    sistem = forms.ChoiceField(label=_("Sistem"), required=False)
    tujuan = forms.ChoiceField(label=_("Untuk tujuan"), required=False)
    hasil = forms.ChoiceField(label=_("Hasil"), required=False)
    dari = Day(_("Dari tanggal"), initial=None)
    sampai = Day(_("Sampai tanggal"), initial=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems = [(str(one.uuid), str(one)) for one in answered_clients(actor)]
        for name, known in (
            ("sistem", systems), ("tujuan", words.choices(words.PURPOSES)), ("hasil", words.choices(words.OUTCOMES)),
        ):  # fmt: skip
            field = self.fields[name]
            field.choices = [("", _("semua")), *known]  # type: ignore[attr-defined]
        for name in ("dari", "sampai"):
            self.fields[name].required = False
            self.fields[name].validators.append(MinValueValidator(FIRST_DAY))

    def sought(self) -> Sought:
        """What was asked for; call it where the form holds."""
        given = self.cleaned_data
        return Sought(
            client=given["sistem"] or None, purpose=given["tujuan"],
            outcome=Outcome(given["hasil"]) if given["hasil"] else None,
            first_day=given["dari"], last_day=given["sampai"],
        )  # fmt: skip


def shown_at_first() -> dict[str, str]:
    """The filter of who has filled in nothing yet."""
    return {"dari": (timezone.localdate() - timedelta(days=SHOWN_DAYS)).isoformat()}
