"""What the office is asked about proposals and ballots."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import LONGEST_REASON, REASON, Asking
from merata_portal.participation.detail_fields import DetailFields
from merata_portal.participation.proposal_states import Channel, Item, Outcome, Pillar

PHOTO = forms.FileInput(attrs={"accept": "image/*"})


class Placed(DetailFields, Asking):
    """What SIPD asks for, by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="rincian-%s", **kwargs)


class New(DetailFields, Asking):
    """A proposal that came by telephone, paper, from a forum or a reses."""

    channel = forms.ChoiceField(label=_("Cara masuk"))
    village_code = forms.ChoiceField(label=_("Desa/kelurahan"))
    year = forms.IntegerField(label=_("Untuk rencana tahun"), min_value=2020, max_value=2100)
    pillar = forms.ChoiceField(label=_("Bidang"), choices=Pillar.choices)
    title = forms.CharField(label=_("Apa yang diusulkan"), max_length=160, min_length=8)
    story = forms.CharField(
        label=_("Ceritanya"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("dibaca umum; jangan menulis NIK atau nomor KK"),
    )  # fmt: skip
    photo = forms.FileField(label=_("Foto keadaan sekarang"), required=False, widget=PHOTO)
    origin = forms.CharField(
        label=_("Musyawarah asal"), required=False, max_length=64, help_text=_("kode musyawarah, bila ada")
    )
    supporters = forms.IntegerField(label=_("Jumlah pendukung"), min_value=1, initial=1)
    proposer = forms.CharField(
        label=_("Nama pengusul"), required=False, max_length=120, help_text=_("tidak ditampilkan umum")
    )
    contact = forms.CharField(
        label=_("Nomor telepon pengusul"), required=False, max_length=60, help_text=_("tidak ditampilkan umum")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(value, label) for value, label in Channel.choices if value not in {Channel.PAGE, Channel.RESES}]
        if actor.may(Capability.HOLD_RESES):
            channels = [(Channel.RESES.value, Channel.RESES.label)]
        self.fields["channel"] = forms.ChoiceField(label=_("Cara masuk"), choices=channels)
        self.fields["village_code"] = forms.ChoiceField(
            label=_("Desa/kelurahan"), choices=village_choices(actor, Capability.SUBMIT_PROPOSAL)
        )
        self.fields["year"].initial = timezone.localdate().year + 1
        self.order_fields(
            ["channel", "village_code", "year", "pillar", "title", "story", "photo", "address", "object_kind",
             "volume", "unit", "boundaries", "latitude", "longitude", "supporters", "origin", "proposer", "contact"]
        )  # fmt: skip


class Photo(Asking):
    """A photograph of the place, or of the result."""

    photo = forms.FileField(label=_("Foto"), widget=PHOTO)
    result = forms.BooleanField(label=_("Ini foto hasilnya"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="foto-%s", **kwargs)


class Cost(Asking):
    """What it would cost."""

    cost_idr = forms.IntegerField(label=_("Biaya (Rp)"), min_value=1)
    year = forms.IntegerField(label=_("Tahun harga"), min_value=2020, max_value=2100)
    basis = forms.CharField(
        label=_("Dasar hitungan"), max_length=LONGEST_REASON, help_text=_("misalnya standar harga satuan, gambar, RAB")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="biaya-%s", **kwargs)
        self.fields["year"].initial = timezone.localdate().year


class Answer(Asking):
    """What becomes of it, and why."""

    outcome = forms.ChoiceField(label=_("Jawaban"), choices=[("", _("pilih")), *Outcome.choices])
    reason = forms.CharField(
        label=REASON, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("dibaca umum")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="jawaban-%s", **kwargs)


class Link(Asking):
    """What answers it, and the plan that chose it."""

    item_kind = forms.ChoiceField(label=_("Jenis"), choices=[("", _("pilih")), *Item.choices])
    item = forms.CharField(label=_("Kode proyek, pelatihan, atau program"), max_length=64)
    plan = forms.CharField(label=_("Rencana"), max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="tautan-%s", **kwargs)


class Merge(Asking):
    """Into which proposal this one ends."""

    into = forms.CharField(label=_("Nomor usulan yang meneruskan"), max_length=20)
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="gabung-%s", **kwargs)


class Split(Asking):
    """The titles of the parts, one on each line."""

    titles = forms.CharField(
        label=_("Judul bagian, satu per baris"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pecah-%s", **kwargs)


class NewElection(Asking):
    """Where a ballot is held; the proposals are chosen on the next page."""

    area = forms.ChoiceField(label=_("Wilayah"))
    title = forms.CharField(label=_("Judul"), max_length=160)
    budget_idr = forms.IntegerField(label=_("Anggaran (Rp)"), min_value=1)
    step_idr = forms.IntegerField(
        label=_("Langkah Add1 (Rp)"), min_value=1,
        help_text=_("berapa rupiah bagian setiap pemilih bertambah sekali langkah; makin kecil makin teliti"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = areas(actor, Capability.HOLD_BALLOT).exclude(kind="regency").order_by("name", "code")
        choices = [(code, f"{name} ({code})") for code, name in rows.values_list("code", "name")]
        self.fields["area"] = forms.ChoiceField(label=_("Wilayah"), choices=choices)
        self.order_fields(["area", "title", "budget_idr", "step_idr"])


class Paper(Asking):
    """One numbered paper as a clerk reads it."""

    serial = forms.IntegerField(
        label=_("Nomor kertas"), min_value=1, widget=forms.NumberInput(attrs={"autocomplete": "off"})
    )
    numbers = forms.RegexField(
        r"^[\d\s,]*$", label=_("Nomor yang dicentang"), required=False, max_length=1000,
        help_text=_("dipisah koma atau spasi; kosong bila tidak ada"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="kertas-%s", **kwargs)

    def chosen(self) -> list[int]:
        """The numbers typed."""
        return [int(one) for one in self.cleaned_data["numbers"].replace(",", " ").split()[:1000] if len(one) < 6]


class Settled(Paper):
    """A paper that was read differently, decided by a third person."""

    reason = forms.CharField(label=REASON, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "putus-%s"


class Codes(Asking):
    """How many slips to print."""

    count = forms.IntegerField(label=_("Jumlah kode"), min_value=1, max_value=10_000)


class PabulibFile(Asking):
    """Ballots cast elsewhere."""

    file = forms.FileField(label=_("Berkas Pabulib (.pb)"), widget=forms.FileInput(attrs={"accept": ".pb,text/plain"}))


def village_choices(actor: Actor, capability: Capability) -> list[tuple[str, str]]:
    """The villages in which the actor has the capability, by name."""
    rows = areas(actor, capability).filter(kind="village").order_by("name", "code").values_list("code", "name")
    return [(code, f"{name} ({code})") for code, name in rows]
