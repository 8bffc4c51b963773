"""What an edition tells of an area's inequality and poverty, in words: each estimate with its interval and its n."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata.report.numbers import Numbers
from merata_portal.analysis.queries.publications import Edition
from merata_portal.analysis.queries.published import table
from merata_portal.public.views.inequality import measures

DATASET, TABLE = "kesejahteraan", "ukuran"
WITHHELD, CAUTION = "withheld", "caution"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure of one area as it is written. `value` None: withheld; `interval` "": its error is not known.

    `sentence` says it plainly; "" where there is nothing to say or the measure has no plain sentence.
    """

    area: str
    name: str
    year: int
    measure: str
    title: str
    meaning: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    interval: str
    sentence: str
    basis: str
    reliability: str

    @property
    def of_hundred(self) -> str:
        """Of a share: how many of a hundred; "" where it is withheld."""
        return "" if self.value is None else measures.per_hundred(numbers(), self.value)

    @property
    def between_hundred(self) -> str:
        """Of a share: its interval as people of a hundred; "" where it is not known."""
        if self.low is None or self.high is None:
            return ""
        low, high = (measures.per_hundred(numbers(), end) for end in (self.low, self.high))
        return _("antara %(low)s dan %(high)s") % {"low": low, "high": high}

    @property
    def withheld(self) -> bool:
        """Whether it is too uncertain to be told."""
        return self.value is None

    @property
    def doubtful(self) -> bool:
        """Whether it is told with a warning."""
        return self.reliability == CAUTION and self.value is not None


def numbers() -> Numbers:
    """Numbers as readers of the page's language write them."""
    return Numbers("id" if get_language() == "id" else "en")


def of_level(edition: Edition, level: str, *wanted: str) -> dict[str, dict[str, Estimate]]:
    """The estimates of all areas of a level ("regency", "kecamatan", "village"), by area and measure; those `wanted`.

    Areas are in the order of their codes, measures in the edition's. Raises `BrokenStore`.
    """
    whole = table(edition, DATASET, TABLE)
    if whole is None:
        return {}
    mask = pc.equal(whole["area_level"], level)
    if wanted:
        mask = pc.and_(mask, pc.is_in(whole["measure"], value_set=pa.array(wanted)))
    found: dict[str, dict[str, Estimate]] = {}
    for row in whole.filter(mask).to_pylist():
        found.setdefault(row["area_code"], {})[row["measure"]] = told(row)
    return dict(sorted(found.items()))


def told(row: Row) -> Estimate:
    """A row of the edition in words."""
    of = measures.named(row["measure"])
    value, low, high = (None,) * 3 if row["reliability"] == WITHHELD else (row["value"], row["low"], row["high"])
    write = of.write
    return Estimate(
        area=row["area_code"], name=row["area_name"], year=row["year"], measure=of.code, title=str(of.title),
        meaning=str(of.meaning), value=value, low=low, high=high,
        text=_("ditahan, terlalu tidak pasti") if value is None else write(numbers(), value),
        interval=_between(of, low, high),
        sentence="" if value is None else of.said(numbers(), value, low, high),
        basis=_basis(row), reliability=row["reliability"],
    )  # fmt: skip


def _between(of: measures.Measure, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    write = numbers()
    return _("antara %(low)s dan %(high)s") % {"low": of.write(write, low), "high": of.write(write, high)}


def _basis(row: Row) -> str:
    """Where it comes from, with its n: how many sampled households, or that a model predicts it."""
    if row["method"] != "direct":
        return _("perkiraan model dari survei dan registri")
    if row["sampled_households"] is None:
        return _("survei")
    return _("survei, %(n)s rumah tangga") % {"n": numbers().integer(row["sampled_households"])}
