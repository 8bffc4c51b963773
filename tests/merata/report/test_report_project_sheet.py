"""The page of a project: figures a person can check, both languages, escaping, nothing from elsewhere."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from sheet_cases import BRIDGE, CLOSING, CORNERS, FACILITIES, NOTHING, ROAD, appraised, at, square

from merata.access.projects.appraisal import Appraisal
from merata.access.projects.rupiah import Consumption, rupiah_gains
from merata.access.projects.rupiah_records import RECORDS_FILE, read_records
from merata.access.projects.terms import Terms
from merata.errors import UsageError
from merata.report.access_outcome import outcomes
from merata.report.numbers import Numbers
from merata.report.project_assumptions import basis, surface_assumed_share
from merata.report.project_kinds import kind_rows
from merata.report.project_rows import rows_shown, village_rows
from merata.report.project_sheet import Edition
from merata.report.sheet_files import sheets_of, write_sheets
from merata.report.texts import Words


def project_sheet(found: Appraisal, project: int, **options: Any) -> str:
    return Edition.of(found, **options).page(project)


class Reader(HTMLParser):
    """The text of a page, its tables as rows of cells, and whether its tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self._open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        """Shapes of pictures hold nothing."""

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" in self._open:
            return
        self.words.append(data)
        if {"td", "th"} & set(self._open):
            self.tables[-1][-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_figures_of_a_bridge(tmp_path):
    """Utara has 11.1 minutes round the square and 1.9 over the bridge; Selatan 7.4, and 5.6 back over it."""
    page = Reader(
        project_sheet(appraised(tmp_path, [BRIDGE], terms=Terms(("dry",), 0.5, {"puskesmas": 5})), 0, lang="id")
    )
    villages, kinds = page.tables
    assert villages[2:] == [
        ["1 Utara <&>", "100", "11,1", "1,9", "9,2", "100"],
        ["2 Selatan", "50", "7,4", "5,6", "1,8", "0"],
        ["Semua 2 desa", "150", "9,8", "3,1", "6,7", "100"],
    ]
    assert kinds[2:] == [["puskesmas", "1.009", "0", "100"]]
    assert "150 orang di 2 desa lebih cepat 1 menit atau lebih" in page.text
    assert "musim kemarau, rata-rata 6,7 menit sekali jalan" in page.text
    assert "Biaya Rp 3 miliar menurut daftar proyek" in page.text
    assert "Menit-orang dihemat 1.009" in page.text
    assert "Biaya per menit-orang Rp 2.97" in page.text  # 3 × 10⁹ ÷ 1,008.7
    assert "Orang masuk standar 100" in page.text
    assert "Hanya musim kemarau yang dihitung." in page.text


def test_both_seasons_stand_side_by_side(tmp_path):
    page = Reader(project_sheet(appraised(tmp_path, [ROAD], network=square(closed_wet=True)), 0, lang="en"))
    villages, kinds = page.tables
    assert villages[0] == ["Village", "People", "Dry season", "Wet season"]
    assert villages[1] == ["before", "after", "saved", "given a way", "within standard"] * 2
    north = next(row for row in villages[2:] if "Utara" in row[0])
    assert north[2:5] == ["11.1", "9.3", "1.8"]
    assert north[7] == "no way"
    assert north[9:11] == ["–", "100"]
    assert kinds[2][0] == "puskesmas"
    assert kinds[2][4:6] == ["0", "150"]
    assert "150 people who had no way to a puskesmas are given one in the wet season." in page.text
    assert "The wet season counts for 50% of the year." in page.text


def test_every_assumption_is_marked(tmp_path):
    found = appraised(tmp_path, [BRIDGE])
    told = basis(found, 0, Numbers("id"), Words("id"))
    assumed = " ".join(each.text for each in told if each.assumed)
    assert "speeds.yaml" in assumed
    assert "Panjang 1,10 km adalah garis lurus" in assumed
    assert "kelas jalan lokal (unclassified), permukaan beton, kondisi baik" in assumed
    assert "Musim hujan dihitung 50% dari setahun." in assumed
    known = " ".join(each.text for each in told if not each.assumed)
    assert "Standar: puskesmas 5 menit." in known
    assert "people.csv" in known
    page = project_sheet(found, 0, lang="id")
    assert page.count('<li><span class="mark">asumsi</span>') == sum(each.assumed for each in told) >= 5
    english = project_sheet(found, 0, lang="en")
    assert english.count('<span class="mark">asumsi</span>') == sum(each.assumed for each in told) + 1  # the length


def test_measured_speeds_are_no_assumption(tmp_path):
    roads = square()
    measured = dataclasses.replace(roads, speeds={**roads.speeds, "certainty": "medium"})
    told = basis(appraised(tmp_path, [BRIDGE], network=measured), 0, Numbers("id"), Words("id"))
    speeds = [each for each in told if "kecepatan" in each.text.lower()]
    assert [each.assumed for each in speeds] == [False, False]
    assert speeds[1].text == "Kepastian tabel kecepatan: medium."


def test_what_minutes_are_worth_is_printed_as_an_assumption(tmp_path):
    found = appraised(tmp_path, [BRIDGE])
    consumed = Consumption(np.full(2, 1e6), np.zeros(2), "puskesmas")
    gains = rupiah_gains(found, consumed, read_records(RECORDS_FILE))
    told = basis(found, 0, Numbers("id"), Words("id"), gains)
    line = next(each for each in told if each.text.startswith("Tambahan konsumsi"))
    assert line.assumed
    assert "95%" in line.text
    assert not any(each.text.startswith("Tambahan") for each in basis(found, 0, Numbers("id"), Words("id")))


def test_surfaces_that_nobody_recorded_are_told_by_length():
    roads = square()
    guessed = dataclasses.replace(roads.traits, surface_assumed=np.array([True, False, False]))
    share = surface_assumed_share(dataclasses.replace(roads, traits=guessed))
    assert share == pytest.approx(1 / (2 + np.cos(np.radians(8.01))), rel=1e-4)
    assert surface_assumed_share(roads) == 0


def test_weights_are_told_where_people_count_differently(tmp_path):
    assert "berbobot kesejahteraan" in project_sheet(appraised(tmp_path, [BRIDGE], welfare="weight"), 0, lang="id")
    assert "berbobot kesejahteraan" not in project_sheet(appraised(tmp_path, [BRIDGE]), 0, lang="id")


def test_a_closed_facility_and_a_project_that_changes_nothing(tmp_path):
    found = appraised(tmp_path, [CLOSING, NOTHING], facilities=FACILITIES[:2])
    closing = Reader(project_sheet(found, 0, lang="id"))
    assert "Siapa yang terkena: ke puskesmas terdekat" in closing.text
    assert "150 orang di 2 desa lebih lambat 1 menit atau lebih" in closing.text
    assert "Biaya per menit-orang –" in closing.text
    nothing = Reader(project_sheet(found, 1, lang="id"))
    assert "tidak mengubah waktu tempuh siapa pun" in nothing.text
    assert "Tidak ada desa yang waktu tempuhnya ke puskesmas berubah." in nothing.text


def test_what_people_wrote_is_escaped_and_nothing_comes_from_elsewhere(tmp_path):
    found = appraised(tmp_path, [BRIDGE], facilities=[FACILITIES[2]], terms=Terms())
    for lang in ("id", "en"):
        page = project_sheet(found, 0, lang=lang)
        assert f'<html lang="{lang}">' in page
        assert "Jembatan &lt;b&gt;Kali&lt;/b&gt;" in page
        assert "<b>Kali" not in page
        assert "pasar &lt;&amp;&gt;" in page
        assert "<&" not in page
        assert set(re.findall(r"https?://[^\"' ]*", page)) == {"http://www.w3.org/2000/svg"}
        assert not re.search(r"<(script|link|img|iframe)|\b(src|href)=|@import|url\((?!#)", page)
        assert page.count("<svg ") == 3
        ids = re.findall(r'\bid="([^"]*)"', page)
        assert len(ids) == len(set(ids))


def test_synthetic_data_are_called_so_at_the_top(tmp_path):
    found = appraised(tmp_path, [BRIDGE])
    assert "Data sintetis" not in project_sheet(found, 0, lang="id")
    page = project_sheet(found, 0, lang="id", synthetic=True)
    assert page.index("Data sintetis: bukan keadaan yang sebenarnya.") < page.index("<header>")


def test_sheets_are_called_after_their_projects(tmp_path):
    twin = {**ROAD, "project_id": "j-1-"}
    found = appraised(tmp_path, [NOTHING, BRIDGE, twin])
    paths = write_sheets(tmp_path / "sheets", Edition.of(found), [1, 2])
    assert [path.name for path in paths] == ["J-1-.html", "j-1--.html"]
    assert sorted(tmp_path.joinpath("sheets").iterdir()) == sorted(paths)
    assert "Peringkat 2 dari 3 proyek" in paths[0].read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="unknown language"):
        Edition.of(found, lang="jv")


def test_projects_are_named_by_their_id(tmp_path):
    found = appraised(tmp_path, [NOTHING, BRIDGE, ROAD])
    assert sheets_of(found, ["U", "Z", "U"]) == [2, 0]
    with pytest.raises(UsageError, match=r"projects\.csv has no project a, b"):
        sheets_of(found, ["a", "U", "b"])


def test_kinds_and_villages_have_their_names_in_the_language_of_the_page(tmp_path):
    found = appraised(tmp_path, [BRIDGE], facilities=[{**FACILITIES[0], "kind": "senior_school"}], terms=Terms())
    page = Reader(project_sheet(found, 0, lang="id", village_names={"Selatan": "Kali (Doko)"}))
    assert "ke SMA/SMK/MA terdekat" in page.text
    assert "senior_school" not in page.text
    assert [row[0] for row in page.tables[0][2:4]] == ["1 Utara <&>", "2 Kali (Doko)"]
    assert "2 Kali" in page.text
    english = Reader(project_sheet(found, 0, lang="en"))
    assert "the nearest senior secondary school" in english.text


def test_kinds_that_do_not_change_are_named_and_those_beyond_the_room_added_up(tmp_path):
    """Both villages come over the upgraded road to all kinds but e, which is beyond it."""
    facilities = [{"facility_id": kind, "kind": kind, **at(CORNERS[0])} for kind in "abcd"]
    far = {"facility_id": "e", "kind": "e", **at(CORNERS[3])}
    found = appraised(tmp_path, [ROAD, NOTHING], facilities=[*facilities, far], terms=Terms(("dry",)))
    rows = kind_rows(found, 0, 3, Numbers("en"), Words("en"))
    assert [name for name, _ in rows.rows] == ["a", "b", "2 other kinds"]
    assert rows.same == ("e",)
    cells = [cells for _, cells in rows.rows]
    assert [row[1:] for row in cells] == [["0", "–"]] * 3
    assert int(cells[2][0]) == pytest.approx(2 * int(cells[0][0]), abs=1)
    assert [name for name, _ in kind_rows(found, 0, 4, Numbers("en"), Words("en")).rows] == list("abcd")
    still = kind_rows(found, 1, 3, Numbers("en"), Words("en"))
    assert (still.rows, still.same) == ((), ("a", "b", "c", "d", "e"))
    assert "Tidak berubah: a, b, c, d, e." in Reader(project_sheet(found, 1, lang="id")).text


def test_more_words_leave_less_room_for_rows():
    assert [rows_shown(letters) for letters in (0, 800, 1000, 1400, 9000)] == [10, 10, 9, 7, 4]


def test_villages_beyond_those_listed_are_added_up(tmp_path, monkeypatch):
    monkeypatch.setattr("merata.report.project_sheet.VILLAGES_SHOWN", 1)
    found = appraised(tmp_path, [BRIDGE])
    rows = village_rows(found, outcomes(found, 0), 0, {}, 1)
    assert [row.village for row in rows.rows] == ["Utara <&>"]
    assert (rows.others, rows.all) == ((1, 50.0), (2, 150.0))
    assert "1 desa lain" in project_sheet(found, 0, lang="id")
