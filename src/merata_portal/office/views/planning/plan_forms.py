"""What the pages of a plan ask for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merata_portal.office.forms import REASON, Asking, Day

MOST_IDR = 10**15
ROWS, FIRST_ROWS = 8, 2
"""So many lines of what is left out are offered at once; a line may name a whole programme or village."""


class Change(Asking):
    """Another amount for an item, and why; 0 takes it out."""

    amount_idr = forms.IntegerField(label=_("Jumlah baru (rupiah)"), min_value=0, max_value=MOST_IDR)
    reason = forms.CharField(label=REASON, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="ubah-%s", **kwargs)
        self.fields["amount_idr"].widget.attrs["inputmode"] = "numeric"


class Assign(Asking):
    """Which lines pay an item: rupiah for each that may; empty: nothing."""

    def __init__(self, *args: Any, lines: Sequence[tuple[int, str]], held: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pos-%s", **kwargs)
        for line, name in lines:
            field = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=MOST_IDR, initial=held.get(line)
            )
            field.widget.attrs["inputmode"] = "numeric"
            self.fields[f"line-{line}"] = field

    def charges(self) -> dict[int, int]:
        """Rupiah by line, those that were given any."""
        return {int(name.partition("-")[2]): amount for name, amount in self.cleaned_data.items() if amount}


class Decision(Asking):
    """The council's decision: its decree, why, and what it leaves out with why."""

    decree_number = forms.CharField(label=_("Nomor keputusan DPRD"), max_length=80)
    decree_on = Day(_("Tanggal keputusan"))
    reason = forms.CharField(label=REASON, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, known: Sequence[tuple[str, str, str]] = (), **kwargs: Any) -> None:
        """`known`: of each item its id, its source and its village."""
        super().__init__(*args, auto_id="putusan-%s", **kwargs)
        self.known = known
        for number in range(1, ROWS + 1):
            name = forms.CharField(label=_("Yang tidak disetujui"), required=False, max_length=120)
            name.widget.attrs["list"] = "kegiatan"
            name.widget.attrs["autocomplete"] = "off"
            self.fields[f"out{number}"] = name
            self.fields[f"why{number}"] = forms.CharField(label=_("Alasannya"), required=False, max_length=500)

    def plain(self) -> list[Any]:
        """The fields of the decree."""
        return [self[name] for name in ("decree_number", "decree_on", "reason")]

    def first_pairs(self) -> list[tuple[Any, Any]]:
        """The first fields of what is left out, each with its reason."""
        return self._pairs()[:FIRST_ROWS]

    def more_pairs(self) -> list[tuple[Any, Any]]:
        """The others, which unfold."""
        return self._pairs()[FIRST_ROWS:]

    def _pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"out{number}"], self[f"why{number}"]) for number in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Each line names something of the plan, and why."""
        given = super().clean() or self.cleaned_data
        self.left_out: dict[str, str] = {}
        for number in range(1, ROWS + 1):
            name, why = str(given.get(f"out{number}") or "").strip(), str(given.get(f"why{number}") or "").strip()
            if not name and not why:
                continue
            found = self._meant(name)
            if not found:
                self.add_error(f"out{number}", gettext("Rencana ini tidak memuat yang bernama begitu."))
            elif not why:
                self.add_error(f"why{number}", gettext("Tulis mengapa; pengusulnya akan membacanya."))
            for item_id in found:
                self.left_out.setdefault(item_id, why)
        return given

    def _meant(self, name: str) -> list[str]:
        """An item by its id; "programme:*" and "*:village" are all of a programme or of a village."""
        source, _colon, village = name.partition(":")
        if village == "*":
            return [item_id for item_id, of, _place in self.known if of == source]
        if source == "*":
            return [item_id for item_id, _of, place in self.known if place == village]
        return [item_id for item_id, _of, _place in self.known if item_id == name]
