"""The words of the report: the same keys in Indonesian and English, in `texts/<lang>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

from merata.report.numbers import require_language

RUPIAH = "IDR"
_OTHER_CURRENCY = "other_currency."


class Words:
    """The texts of one language.

    Where the money is not rupiah (`currency`, ISO 4217), the texts under `other_currency` take the place of those of
    the same name: such data need not be of months, of consumption or of households.
    """

    def __init__(self, lang: str, currency: str = RUPIAH) -> None:
        self.lang = require_language(lang)
        self._before = "" if currency == RUPIAH else _OTHER_CURRENCY
        source = files("merata.report").joinpath("texts", f"{lang}.yaml").read_text(encoding="utf-8")
        self._texts = dict(_flattened(yaml.safe_load(source), ""))

    def __call__(self, key: str, **values: object) -> str:
        """The text with its placeholders filled.

        An unknown key or a placeholder without a value raises `KeyError`: no page goes out with a hole in it.
        """
        return self.text(key).format(**values)

    def text(self, key: str) -> str:
        """The text as it stands in the file, its placeholders unfilled."""
        return self._texts.get(self._before + key) or self._texts[key]

    def known(self, key: str) -> bool:
        """Whether there is a text of that name."""
        return key in self._texts

    @property
    def keys(self) -> frozenset[str]:
        """The names of all texts, dotted."""
        return frozenset(self._texts)


def _flattened(tree: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value).strip()
