"""What the office writes about an objection."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor
from merata_portal.office.forms import LONGEST_REASON, Asking
from merata_portal.programmes.actions.objecting import OPERATOR, PAPER
from merata_portal.programmes.objection_texts import LONGEST_SHORT, LONGEST_TEXT
from merata_portal.programmes.queries import objection_choices as choices

CHOOSE = ("", _("pilih …"))


class FilingFor(Asking):
    """An objection that somebody brought to the office, by word or on paper."""

    channel = forms.ChoiceField(
        label=_("Bagaimana datangnya"),
        choices=[(OPERATOR.value, _("Disampaikan langsung")), (PAPER.value, _("Lewat surat"))],
    )
    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    programme_id = forms.ChoiceField(label=_("Program"))
    about = forms.ChoiceField(label=_("Perihal"))
    subject_text = forms.CharField(label=_("Tentang siapa"), max_length=LONGEST_SHORT, required=False)
    text = forms.CharField(
        label=_("Isi keberatan, dengan kata-kata pemohon"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(label=_("Nomor telepon pemohon"), max_length=LONGEST_SHORT, required=False)
    scan = forms.FileField(
        label=_("Pindaian surat"),
        required=False,
        help_text=_("PDF atau foto; wajib untuk surat"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "id"
        for name, offered in (
            ("village_code", choices.own_villages(actor)),
            ("programme_id", choices.programmes(language)),
            ("about", choices.subjects()),
        ):
            cast("forms.ChoiceField", self.fields[name]).choices = [CHOOSE, *offered]

    def clean(self) -> dict[str, Any]:
        """Refuse a letter without its scan."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("channel") == PAPER and not given.get("scan") and "scan" not in self.errors:
            self.add_error("scan", _("Lampirkan pindaian atau foto suratnya."))
        return given


class Question(Asking):
    """What the office asks of the resident."""

    text = forms.CharField(
        label=_("Pertanyaan kepada pemohon"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class Heard(Asking):
    """What the resident said otherwise than through their ticket."""

    text = forms.CharField(
        label=_("Jawaban yang Anda dengar"),
        help_text=_("kosong: lanjut tanpa jawaban, bila waktunya sudah lewat"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Answering(Asking):
    """The answer, and what it does."""

    outcome = forms.ChoiceField(label=_("Keputusan"), choices=choices.outcomes)
    effect = forms.ChoiceField(label=_("Tindakan"), choices=choices.effects, required=False)
    reason = forms.CharField(
        label=_("Alasan keputusan baru"),
        help_text=_("tanpa nama; tersimpan terbuka, hanya bila penerima dimasukkan atau dikeluarkan"),
        max_length=LONGEST_REASON,
        required=False,
    )
    answer = forms.CharField(
        label=_("Jawaban kepada pemohon"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
