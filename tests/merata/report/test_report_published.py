"""A report of an edition's figures tells what the edition tells, and withholds what it withholds."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from pathlib import Path
from typing import Any

import pytest

from merata.errors import InputError, UsageError
from merata.measurement.areas import Wanted, measure_areas
from merata.report.published import COLUMNS, read_published
from merata.report.situation import situation
from merata.report.write import write_reports
from merata.stats.disclosure.estimates import may_be_told

ROW = {
    "area_code": "35.05", "area_level": "regency", "year": "2025", "measure": "p0", "value": "0.1", "low": "0.05",
    "high": "0.2", "standard_error": "0.03", "sampled_households": "400", "method": "direct",
    "reliability": "reliable",
}  # fmt: skip
WITHHELD = {"value": "", "low": "", "high": "", "standard_error": "", "reliability": "withheld"}


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows(rows)
    return path


def edition_of(dataset: Any, path: Path, *, seed: int) -> Path:
    """What an edition would tell of the dataset, measured with another seed than a report's own."""
    rows = []
    for level in ("regency", "kecamatan", "village"):
        found = measure_areas(dataset, by=level, wanted=Wanted(draws=4, seed=seed), year=2025).estimates
        for one in found:
            if one.area.startswith("35.05"):
                told = may_be_told(one.flag, one.n)
                rows.append({
                    "area_code": one.area, "area_level": level, "year": 2025, "measure": one.measure,
                    "value": one.value if told else None, "low": one.low if told else None,
                    "high": one.high if told else None, "standard_error": one.se if told else None,
                    "sampled_households": one.n if one.method == "direct" else None, "method": one.method,
                    "reliability": one.flag or "reliable" if told else "withheld",
                })  # fmt: skip
    return written(path, rows)


@pytest.mark.parametrize(
    ("flag", "n", "told"),
    [(None, 5, True), (None, 4, False), ("caution", 5, True), ("withheld", 500, False), (None, 0, True)],
)
def test_one_rule_says_what_is_told(flag: str | None, n: int, told: bool) -> None:
    assert may_be_told(flag, n) is told


def test_what_is_withheld_has_no_value_and_the_file_is_known_by_its_hash(tmp_path: Path) -> None:
    village = {**ROW, **WITHHELD, "area_code": "35.05.01.2001", "area_level": "village", "method": "predicted",
               "sampled_households": ""}  # fmt: skip
    path = written(tmp_path / "ukuran.csv", [ROW, village])
    found = read_published(path)
    assert (found.year, found.sha256) == (2025, hashlib.sha256(path.read_bytes()).hexdigest())
    told = found.of("regency")["35.05"]["p0"]
    assert (told.value, told.low, told.high, told.se, told.n, told.flag) == (0.1, 0.05, 0.2, 0.03, 400, None)
    hidden = found.of("village")["35.05.01.2001"]["p0"]
    assert math.isnan(hidden.value)
    assert (hidden.flag, hidden.method) == ("withheld", "predicted")
    assert dict(found.of("kecamatan")) == {}


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        {**ROW, "reliability": "withheld"}, {**ROW, "value": ""}, {**ROW, "area_level": "dusun"},
        {**ROW, "year": "2024"},
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_published(written(tmp_path / "ukuran.csv", rows))
    said = [str(one) for one in caught.value.faults]
    assert [re.match(r"ukuran\.csv:?(\d*) (\w+)", one)[0] for one in said] == [  # type: ignore[index]
        "ukuran.csv:2 value", "ukuran.csv:3 value", "ukuran.csv:4 area_level", "ukuran.csv year",
    ]  # fmt: skip
    assert "'2024, 2025'" in said[-1]


@pytest.mark.parametrize("content", [b"", b"kolom\n1\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lain.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"lain\.csv cannot be read as the table ukuran"):
        read_published(path)


def test_a_report_tells_the_editions_figures_and_withholds_the_same_villages(demo: Any, tmp_path: Path) -> None:
    published = read_published(edition_of(demo, tmp_path / "ukuran.csv", seed=7))
    now = situation(demo, regency="35.05", wanted=Wanted(draws=4, seed=1), published=published)
    alone = situation(demo, regency="35.05", wanted=Wanted(draws=4, seed=1))
    hidden = {one.code for one in now.villages if one.estimates["p0"].flag == "withheld"}
    assert hidden == {code for code, of in published.of("village").items() if of["p0"].flag == "withheld"}
    # By itself it would withhold others: why the two must not be drawn apart.
    assert hidden != {one.code for one in alone.villages if one.estimates["p0"].flag == "withheld"}
    assert len(now.villages) == len(alone.villages) == 248
    assert now.estimates["mean"] == published.of("regency")["35.05"]["mean"]
    assert (now.model, alone.published) == (None, None)


@pytest.mark.slow
def test_the_page_says_whose_figures_it_tells(demo: Any, tmp_path: Path) -> None:
    file = edition_of(demo, tmp_path / "ukuran.csv", seed=7)
    published = read_published(file)
    pages = {lang: tmp_path / f"{lang}.html" for lang in ("id", "en")}
    write_reports(demo, pages, regency="35.05", wanted=Wanted(draws=4), published=published)
    text = pages["id"].read_text(encoding="utf-8")
    assert f'<meta name="merata-figures" content="35.05 {published.sha256}">' in text
    assert "diambil dari edisi data terbuka yang sudah terbit" in text
    assert "nan" not in re.sub(r"<[^>]*>", " ", text).lower().split()
    assert "those of the published edition of open data" in pages["en"].read_text(encoding="utf-8")
    hidden = sum(one["p0"].flag == "withheld" for one in published.of("village").values())
    hidden += sum(one["mean"].flag == "withheld" for one in published.of("village").values())
    villages = text[text.index('id="villages"') :]
    assert villages.count("tidak ditampilkan") == hidden > 0
    alone = {"id": tmp_path / "alone.html"}
    write_reports(demo, alone, regency="35.05", wanted=Wanted(draws=4))
    text = alone["id"].read_text(encoding="utf-8")
    assert '<meta name="merata-figures" content="35.05 measured">' in text
    assert "Peganglah edisi yang terbit." in text


def test_an_edition_of_another_regency_or_year_is_refused(demo: Any, tmp_path: Path) -> None:
    other = read_published(written(tmp_path / "ukuran.csv", [{**ROW, "area_code": "35.72"}]))
    with pytest.raises(UsageError, match=r"of the regency 35\.72, the report of 35\.05"):
        situation(demo, regency="35.05", wanted=Wanted(draws=2), published=other)
    old = read_published(written(tmp_path / "lama.csv", [{**ROW, "year": "2019"}]))
    with pytest.raises(UsageError, match="survey of 2019, the dataset of 2025"):
        situation(demo, regency="35.05", wanted=Wanted(draws=2), published=old)
