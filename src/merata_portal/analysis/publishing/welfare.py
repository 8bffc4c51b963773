"""Welfare: inequality and poverty by area, each with its interval; what is not reliable is withheld."""

from __future__ import annotations

from typing import Any

from merata.measurement.estimates import BPS, FEWEST_DEGREES, FEWEST_SAMPLED
from merata.stats.disclosure.estimates import WITHHELD, may_be_told
from merata_portal.analysis.models import Result
from merata_portal.analysis.publishing.definitions import (
    AREA,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.analysis.queries.results import answer
from merata_portal.analysis.states import State

KIND = "measure"
UNIT = Words("menurut ukurannya", "as the measure has it")
COLUMNS = (
    *AREA,
    Column("year", "integer", Words("tahun survei", "year of the survey")),
    Column("measure", "string", Words(
        "kode ukuran: mean (rata-rata, rupiah per orang per bulan), gini (rasio Gini), theil_t, theil_l (indeks "
        "Theil), palma (bagian 10% teratas dibagi bagian 40% terbawah), bottom40_share (bagian 40% terbawah), p0 "
        "(bagian penduduk miskin), p1 (kedalaman kemiskinan), p2 (keparahan kemiskinan)",
        "code of the measure: mean (rupiah per person and month), gini (Gini ratio), theil_t, theil_l (Theil indices), "
        "palma (share of the top 10% over that of the bottom 40%), bottom40_share (share of the bottom 40%), p0 (share "
        "of people who are poor), p1 (poverty gap), p2 (poverty severity)",
    )),
    Column("value", "number", Words("nilai; kosong bila tidak andal", "value; empty where unreliable"), UNIT),
    Column("low", "number", Words("batas bawah selang 95%", "lower end of the 95% interval"), UNIT),
    Column("high", "number", Words("batas atas selang 95%", "upper end of the 95% interval"), UNIT),
    Column("standard_error", "number", Words("galat baku", "standard error"), UNIT),
    Column("relative_standard_error_pc", "number", Words("galat baku relatif", "relative standard error"),
           Words("persen", "percent")),
    Column("sampled_households", "integer",
           Words("rumah tangga sampel; kosong bila nilainya dari model", "sampled households; empty where modelled"),
           Words("rumah tangga", "households")),
    Column("method", "string", Words("direct: survei; predicted: model area kecil",
                                     "direct: survey; predicted: small-area model")),
    Column("reliability", "string",
           Words(f"reliable; caution: galat baku di atas {BPS.caution_rse:.0%} dari nilainya atau tidak diketahui, "
                 f"atau (direct) dari kurang dari {FEWEST_DEGREES} derajat bebas, yakni gugus dikurangi strata, atau "
                 f"kurang dari {FEWEST_SAMPLED} rumah tangga; withheld: galat baku di atas {BPS.withheld_rse:.0%}, "
                 "atau dari terlalu sedikit rumah tangga",
                 f"reliable; caution: standard error above {BPS.caution_rse:.0%} of the value or unknown, or (direct) "
                 f"of fewer than {FEWEST_DEGREES} degrees of freedom, clusters less strata, or of fewer than "
                 f"{FEWEST_SAMPLED} households; withheld: standard error above {BPS.withheld_rse:.0%}, or of too few "
                 "households")),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:
    rows: list[dict[str, Any]] = []
    sources: dict[str, str] = {}
    for by, found in newest_by(places.code, year).items():
        value = answer(found)
        rows += [_row(places, int(value["year"]), one) for one in value["estimates"] if one["area"] in places.inside]
        sources[f"measure_{by}"] = f"{found.subject} sha256:{found.answer_hash}"
    return Built(
        [Draft("ukuran", Words("Ukuran menurut wilayah", "Measures by area"), COLUMNS, rows=rows)], {}, sources
    )


def newest_by(area: str, year: int) -> dict[str, Result]:
    """The newest finished measures of an area, by what they are divided by; of surveys up to that year."""
    found: dict[str, Result] = {}
    rows = Result.objects.select_related("inputs").filter(
        area=area, kind=KIND, state=State.DONE, inputs__year__lte=year
    )  # fmt: skip
    for one in rows.order_by("-id"):
        found.setdefault(str(one.parameters.get("by", "regency")), one)
    return dict(sorted(found.items()))


def _row(places: Places, year: int, one: dict[str, Any]) -> dict[str, Any]:
    withheld = not may_be_told(one["flag"], one["n"])
    value, se = one["value"], one["se"]
    # Whole rupiah, and a millionth of an index: far below any error, and no digits that say nothing.
    value_told, low, high, se_told = (
        None if number is None else round(number, 0 if one["measure"] == "mean" else 6)
        for number in (value, one["low"], one["high"], se)
    )
    told = {
        "value": value_told, "low": low, "high": high, "standard_error": se_told,
        "relative_standard_error_pc": round(100 * se / value, 2) if se is not None and value else None,
        "sampled_households": one["n"] if one["method"] == "direct" else None,
    }  # fmt: skip
    return {
        **places.told(one["area"]), "year": year, "measure": one["measure"], "method": one["method"],
        "reliability": WITHHELD if withheld else one["flag"] or "reliable", **({} if withheld else told),
    }  # fmt: skip


WELFARE = Dataset(
    "kesejahteraan",
    Words("Ketimpangan dan kemiskinan", "Inequality and poverty"),
    Words(
        "Gini, kemiskinan, dan ukuran lain dari pengeluaran per kapita per bulan, menurut wilayah, dengan selang 95%.",
        "Gini, poverty and other measures of consumption per person and month, by area, with 95% intervals.",
    ),
    Words("Survei konsumsi rumah tangga dan registri sosial", "Household consumption survey and social registry"),
    Words("tahunan", "yearly"),
    Words(
        "Angka adalah perkiraan dari sampel atau model. Yang galat bakunya terlalu besar, atau dari terlalu sedikit "
        "rumah tangga, ditahan.",
        "Figures are estimates from a sample or a model. Those with too large an error, or of too few households, are "
        "withheld.",
    ),
    "SOCI",
    (
        Indicator(
            Words("Rasio Gini", "Gini ratio"),
            Words(
                "Ketimpangan pengeluaran antarpenduduk, 0 sampai 1", "Inequality of consumption among people, 0 to 1"
            ),
            Words("setengah beda mutlak rata-rata dibagi rata-rata", "half the mean absolute difference over the mean"),
            Words("rasio", "ratio"),
        ),
        Indicator(
            Words("Persentase penduduk miskin (P0)", "Headcount ratio (P0)"),
            Words("Bagian penduduk di bawah garis kemiskinan", "Share of people below the poverty line"),
            Words("penduduk di bawah garis dibagi penduduk", "people below the line over people"),
            Words("bagian", "share"),
        ),
    ),
    _built,
)
