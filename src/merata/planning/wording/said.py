"""One thing said in both languages, and numbers as the readers of each write them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

_INDONESIAN = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Said:
    """The same sentence in Indonesian and in English."""

    text_id: str
    text_en: str

    def __str__(self) -> str:
        """Both, one after the other."""
        return f"{self.text_id} / {self.text_en}"

    def as_json(self) -> dict[str, str]:
        """Both as plain values."""
        return asdict(self)


def number(text: str) -> Said:
    """A number written as in Python (`1,234.5`), for the readers of both languages."""
    return Said(text.translate(_INDONESIAN), text)


def count(amount: int) -> Said:
    """A whole number."""
    return number(f"{amount:,}")


def rupiah(amount_idr: int) -> Said:
    """Whole rupiah."""
    written = number(f"{abs(amount_idr):,}")
    sign = "−" if amount_idr < 0 else ""
    return Said(f"{sign}Rp {written.text_id}", f"{sign}Rp {written.text_en}")


def percent(share: float) -> Said:
    """A fraction from 0 to 1 in percent, with two decimals."""
    return number(f"{100 * share:.2f}%".replace("-", "−"))


def parted(text: str) -> Said:
    """A text that says it twice, "… / …", apart; the same twice where it holds no such pair, or several.

    What both halves share stands with either: names before a colon ("sembako: tanpa aturan / no rulebook"), and what
    stands before a bracket that holds the pair ("Khandker 2009 (dari ringkasan / from a summary)").
    """
    if text.count(" / ") != 1:
        return Said(text, text)
    here, there = text.split(" / ")
    start, bracket, inside = here.rpartition(" (")
    if bracket and ")" not in inside and there.endswith(")"):
        return Said(f"{here})", f"{start} ({there}")
    about, colon, _ = here.partition(": ")
    named = colon and not any(" " in name for name in about.split(", "))
    return Said(here, f"{about}: {there}" if named and not there.startswith(about) else there)
