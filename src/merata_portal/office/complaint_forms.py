"""What the office is asked about complaints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.complaints.categories import Category, rules
from merata_portal.complaints.states import Channel
from merata_portal.office.forms import LONGEST_REASON, REASON, Asking

FILES = forms.FileInput(attrs={"accept": "image/*,application/pdf"})


class New(Asking):
    """A complaint of somebody who called, wrote or came."""

    channel = forms.ChoiceField(
        label=_("Cara masuk"), choices=[one for one in Channel.choices if one[0] != Channel.PAGE]
    )
    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    category = forms.ChoiceField(label=_("Perihal"))
    text = forms.CharField(
        label=_("Apa yang terjadi"), min_length=10, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("jangan menulis NIK atau nomor KK"),
    )  # fmt: skip
    about = forms.CharField(
        label=_("Tempat atau nama kegiatan"), required=False, max_length=100, help_text=_("bukan nama orang")
    )
    name = forms.CharField(
        label=_("Nama pelapor"), required=False, max_length=120, help_text=_("boleh kosong; hanya penangan membukanya")
    )
    contact = forms.CharField(label=_("Nomor telepon pelapor"), required=False, max_length=60)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village_code"] = forms.ChoiceField(label=_("Desa/kelurahan"), choices=village_choices(actor))
        self.fields["category"] = forms.ChoiceField(label=_("Perihal"), choices=categories())
        self.order_fields(["channel", "village_code", "category", "text", "about", "name", "contact"])


class Question(Asking):
    """What the office asks the complainant."""

    question = forms.CharField(
        label=_("Pertanyaan"), max_length=LONGEST_REASON, help_text=_("dibaca umum; tenggat berhenti sampai dijawab")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="tanya-%s", **kwargs)


class Answer(Asking):
    """The answer, begun from a template or not, with a file that everybody may see."""

    text = forms.CharField(
        label=_("Jawaban"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("dibaca umum")
    )
    file = forms.FileField(label=_("Foto atau surat, ditampilkan umum"), required=False, widget=FILES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="jawaban-%s", **kwargs)


class Assign(Asking):
    """To which category's post it belongs."""

    to = forms.ChoiceField(label=_("Perihal dan penanggung jawab"))
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="alih-%s", **kwargs)
        self.fields["to"] = forms.ChoiceField(label=_("Perihal dan penanggung jawab"), choices=posts())
        self.order_fields(["to", "reason"])

    def post(self) -> tuple[str, int]:
        """The category and the post of its route."""
        category, post = self.cleaned_data["to"].rsplit(":", 1)
        return category, int(post)


def named(category: Category) -> str:
    """A category's name in the page's language."""
    return category.id if get_language() == "id" else category.en


def categories() -> list[tuple[str, str]]:
    """The categories by code, with their names."""
    return [(code, named(one)) for code, one in rules().categories.items()]


def posts() -> list[tuple[str, str]]:
    """Every post of every category."""
    levels = {"village": _("desa/kelurahan"), "kecamatan": _("kecamatan"), "regency": _("kabupaten/kota")}
    return [
        (f"{code}:{place}", f"{named(one)}: {post.role.label}, {levels[post.level]}")
        for code, one in rules().categories.items()
        for place, post in enumerate(one.route)
    ]


def village_choices(actor: Actor) -> list[tuple[str, str]]:
    """The villages in which the actor may take a complaint in."""
    both = areas(actor, Capability.HANDLE_COMPLAINT) | areas(actor, Capability.ROUTE_COMPLAINT)
    rows = both.filter(kind="village").order_by("name", "code").values_list("code", "name").distinct()
    return [(code, f"{name} ({code})") for code, name in rows]
