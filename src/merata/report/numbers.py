"""Numbers as Indonesian and English readers write them: 7,6% and Rp 50 miliar, 7.6% and Rp 50 billion."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal

from merata.errors import UsageError

LANGUAGES = ("id", "en")
"""Indonesian first: what is shown to residents is Indonesian unless English is asked for."""

NO_BREAK = "\u00a0"

_LOCALES = {"id": "id_ID", "en": "en_GB"}
_POINT_AND_COMMA = str.maketrans(",.", ".,")
_SCALES = {
    "id": ((1e12, "triliun"), (1e9, "miliar"), (1e6, "juta")),
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
}


def require_language(lang: str) -> str:
    """`lang` itself when it is one of `LANGUAGES`; raises `UsageError` otherwise."""
    if lang not in LANGUAGES:
        raise UsageError(f"unknown language {lang!r}: choose one of {', '.join(LANGUAGES)}")
    return lang


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers in one language, and money in one currency (ISO 4217 code; rupiah as Rp)."""

    lang: str
    currency: str = "IDR"

    def integer(self, value: float) -> str:
        """A count with its thousands separated."""
        return self.decimal(round(value), 0)

    def decimal(self, value: float, digits: int) -> str:
        """A number with a fixed count of decimals, rounded half to even; minus zero is zero."""
        rounded = round(float(value), digits) + 0.0
        # As Babel writes it with "#,##0.00" in either language, a hundred times as fast: pages hold thousands of these.
        text = f"{rounded:,.{max(digits, 0)}f}".replace("-", "−")
        return text.translate(_POINT_AND_COMMA) if self.lang == "id" else text

    def plain(self, value: float) -> str:
        """A number with as many decimals as it needs, six at most."""
        return format_decimal(value, format="#,##0.######", locale=_LOCALES[self.lang]).replace("-", "−")

    def percent(self, fraction: float, digits: int = 1) -> str:
        """A fraction as a percentage."""
        return self.decimal(100 * fraction, digits) + "%"

    def money(self, value: float) -> str:
        """An amount in whole units of the currency."""
        return f"{self._symbol}{NO_BREAK}{self.integer(value)}"

    def money_short(self, value: float, digits: int = 1) -> str:
        """An amount in the largest named unit that leaves at least one, with at most `digits` decimals."""
        for size, name in _SCALES[self.lang]:
            if abs(value) >= size:
                amount = self.plain(round(value / size, digits))
                return f"{self._symbol}{NO_BREAK}{amount}{NO_BREAK}{name}"
        return self.money(value)

    @property
    def currency_name(self) -> str:
        """The currency as it stands in running text."""
        return "rupiah" if self.currency == "IDR" else self.currency

    @property
    def _symbol(self) -> str:
        return "Rp" if self.currency == "IDR" else self.currency
