"""Maps of travel times: classes, the window, lines made light, and what stands on them."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_cases import BRIDGE, CLOSING, CORNERS, FACILITIES, NOTHING, ROAD, appraised, at, square

from merata.access.projects.appraisal_tables import village_table
from merata.report import travel_scale
from merata.report.access_maps import HEIGHT_PX, WIDTH_PX, Dots, Roads, Text, road_map
from merata.report.access_outcome import most_noticed, noticed, outcomes, saved_minutes, village_changes
from merata.report.map_frame import Frame, grid_px, path
from merata.report.map_labels import Box, bar_box, written_beside
from merata.report.map_legend import Marks
from merata.report.numbers import Numbers
from merata.report.project_maps import Shown, project_maps
from merata.report.project_marks import project_marks
from merata.report.texts import Words
from merata.report.travel_scale import (
    GIVEN,
    NO_WAY,
    SAME,
    TAKEN,
    TRAVEL_COLOURS,
    minute_classes,
    minute_limits,
    minute_scale,
    saved_classes,
    saved_limits,
    saved_scale,
)

WORDS, NUMBERS = Words("id"), Numbers("id")
INF = np.inf


def test_limits_are_a_round_step_apart_and_hold_most_minutes():
    assert minute_limits(np.array([0.0, 20.0, 48.0])) == [10, 20, 30, 40]
    assert minute_limits(np.array([21.0, 28.0, 40.0, INF])) == [25, 30, 35, 40]
    assert minute_limits(np.array([INF])) == [1, 2, 3, 4]
    assert minute_limits(np.array([0.0, 5_000.0])) == [960, 1920, 2880, 3840]


def test_the_standard_is_a_limit_where_it_is_among_them():
    assert minute_limits(np.array([0.0, 20.0, 48.0]), 45.0) == [10, 20, 30, 45]
    assert minute_limits(np.array([0.0, 20.0, 48.0]), 60.0) == [10, 20, 30, 40]
    assert minute_limits(np.array([0.0, 20.0, 48.0]), 12.5) == [10, 20, 30, 40]


@given(st.lists(st.floats(0, 3000), min_size=1, max_size=50), st.integers(1, 500) | st.just(INF))
def test_limits_rise_and_every_way_has_a_class(values, standard):
    minutes = np.array([*values, INF])
    limits = minute_limits(minutes, standard)
    assert limits == sorted(set(limits))
    assert len(limits) == len(TRAVEL_COLOURS) - 1
    classes = minute_classes(minutes, limits)
    assert classes[-1] == NO_WAY
    assert ((classes[:-1] >= 0) & (classes[:-1] < len(TRAVEL_COLOURS))).all()


def test_a_limit_belongs_to_the_class_below_it():
    assert minute_classes(np.array([0.0, 10.0, 10.1, 45.0, 99.0, INF]), [10, 20, 30, 45]).tolist() == [
        0, 0, 1, 3, 4, NO_WAY,
    ]  # fmt: skip


def test_what_changes_is_told_by_minutes_and_ways_given_or_lost_apart():
    before = np.array([10.0, 10.0, 30.0, INF, 10.0, INF])
    after = np.array([9.5, 8.0, 4.0, 7.0, INF, INF])
    assert saved_minutes(before, after).tolist() == [0.5, 2.0, 26.0, 0.0, 0.0, 0.0]
    assert noticed(before, after).tolist() == [False, True, True, True, True, False]
    assert saved_classes(before, after, (1, 10, 20)).tolist() == [SAME, 0, 2, GIVEN, TAKEN, NO_WAY]
    assert saved_classes(after, before, (1, 10, 20)).tolist() == [SAME, 0, 2, TAKEN, GIVEN, NO_WAY]
    assert saved_limits(saved_minutes(before, after)) == (1, 15, 30)
    assert saved_limits(np.zeros(3)) == (1, 2, 5)


def test_a_legend_names_its_classes_in_both_languages():
    labels = [entry.label for entry in minute_scale([10, 20, 30, 1200], "menit", NUMBERS, WORDS).entries]
    assert labels == ["tanpa jalan", "paling lama 10", "10–20", "20–30", "30–1.200", "lebih dari 1.200"]
    english = saved_scale((1, 5, 10), lost=True, title="minutes", numbers=Numbers("en"), words=Words("en")).entries
    assert [entry.label for entry in english] == [
        "less than 1", "no way", "1–5", "5–10", "more than 10", "given a way", "way lost",
    ]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["TRAVEL_COLOURS", "SAVED_COLOURS", "LOST_COLOURS"])
def test_classes_are_ordered_by_lightness_alone(name):
    light = [luminance(colour) for colour in getattr(travel_scale, name)]
    assert all((one + 0.05) / (other + 0.05) >= 1.35 for one, other in pairwise(light))


def test_a_window_holds_its_places_and_is_three_kilometres_across_or_more():
    frame = Frame.around(np.array([112.0]), np.array([-8.0]), 300, 200)
    km, px = frame.bar()
    assert (km, px) == (0.5, pytest.approx(50.0, rel=1e-3))
    longitude, latitude = np.array([112.0, 112.3]), np.array([-8.2, -8.0])
    frame = Frame.around(longitude, latitude, 300, 200)
    x, y = frame.pixels(longitude, latitude)
    assert frame.inside(x, y).all()
    assert x[0] < x[1]
    assert y[0] > y[1]
    assert frame.east_px / frame.south_px == pytest.approx(np.cos(np.radians(8.1)))


def test_roads_on_one_line_become_one_stroke_drawn_once():
    start = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [20.0, 0.1]])
    end = np.array([[10.0, 0.0], [0.0, 0.0], [10.0, 0.0], [20.0, 0.2]])
    assert path(start, end, 0.5) in {"M0 0l20 0", "M20 0l-20 0"}
    assert path(start[3:], end[3:], 0.5) == ""


def test_many_roads_are_laid_on_a_coarser_grid():
    rng = np.random.default_rng(3)
    start = rng.uniform(0, 100, (5000, 2))
    end = start + rng.normal(0, 1, (5000, 2))
    grid = grid_px(start, end, most=500)
    assert grid > grid_px(start, end) == 0.5
    assert path(start, end, grid).count(" ") < 3000


def test_a_road_takes_the_mean_of_its_ends_and_a_closed_one_has_no_way():
    roads = Roads.of(square(), "motorcycle")
    assert roads.segment.tolist() == [0, 1, 2]
    assert not roads.main.any()
    minutes = roads.minutes(np.array([0.0, 2.0, 6.0, INF]), np.array([False, False, False]))
    assert minutes.tolist() == [1.0, 4.0, INF]
    assert roads.minutes(np.zeros(4), np.array([False, True, False])).tolist() == [0.0, INF, 0.0]


def test_a_map_escapes_its_words_and_shows_only_what_is_in_its_window():
    roads = Roads.of(square(), "motorcycle")
    frame = Frame.around(np.array([112.0, 112.01]), np.array([-8.0, -8.01]), WIDTH_PX, HEIGHT_PX)
    dots = Dots(
        np.array([112.01, 113.0]),
        np.array([-8.0, -8.0]),
        np.array([9.0, 1.0]),
        np.array([0, 0]),
        ["<1>", "2"],
        ["<Kali>", ""],
    )
    facilities = np.array([[112.0, -8.0], [114.0, -8.0]])
    marks = Marks(facilities, np.zeros((0, 2, 2)), np.zeros((0, 2)), "pasar <& sangat panjang>", "proyek", "desa")
    svg = road_map(
        frame, roads, np.array([0, 4, NO_WAY]), dots, marks, scale=minute_scale([1, 2, 3, 4], "<t>", NUMBERS, WORDS),
        text=Text('m"', 'peta "<x>"'), numbers=NUMBERS,
    )  # fmt: skip
    assert svg.startswith("<svg ")
    assert ">&lt;1&gt;</tspan> &lt;Kali&gt;</text>" in svg
    assert ">2</tspan>" not in svg
    assert "pasar &lt;&amp; sangat panj…" in svg
    assert 'aria-label="peta &quot;&lt;x&gt;&quot;"' in svg
    assert "<x>" not in svg
    assert svg.count(f'stroke="{TRAVEL_COLOURS[0]}"') == svg.count(f'stroke="{TRAVEL_COLOURS[4]}"') == 2
    assert "0,5 km" in svg or "1 km" in svg or "0,2 km" in svg
    assert svg.count('<rect x="') == 1 + 1 + 1  # the facility, its key, the ground of the scale bar
    assert not re.findall(r"\d\.\d{3,}", " ".join(re.findall(r' d="([^"]*)"', svg)))


def test_a_name_is_left_out_where_something_stands_and_the_number_never():
    frame = Frame.around(np.array([112.0]), np.array([-8.0]), 300, 200)
    dot = Box(150, 100, 4, 4)
    everywhere = [Box(x, y, 30, 8) for x in (80, 150, 220) for y in (60, 80, 120, 140)]
    assert ">1</tspan> Kali</text>" in next(written_beside(frame, [(dot, "1", "Kali")], [dot]))
    number = next(
        written_beside(frame, [(dot, "1", "Kali")], [dot, Box(250, 100, 90, 8), Box(60, 100, 75, 8), *everywhere])
    )
    assert number.startswith('<text x="140.8" y="104.0"')
    assert ">1</tspan></text>" in number
    inside = next(written_beside(frame, [(dot, "1", "")], [dot, Box(150, 100, 150, 100)]))
    assert ">1</tspan></text>" in inside


def test_a_label_stands_beside_the_mark_on_its_dot():
    frame = Frame.around(np.array([112.0]), np.array([-8.0]), 300, 200)
    dot, ring = Box(150, 100, 4, 4), Box(150, 101, 10, 10)
    assert next(written_beside(frame, [(dot, "1", "")], [dot, ring])).startswith('<text x="165.2" y="105.0"')


def test_the_scale_bar_is_where_least_stands():
    frame = Frame.around(np.array([112.0]), np.array([-8.0]), 300, 200)
    assert (bar_box(frame, []).x, bar_box(frame, []).y) == (pytest.approx(35, abs=0.1), 182.5)
    low = [Box(10, 190, 2, 2), Box(290, 190, 2, 2)]
    assert (bar_box(frame, low).x, bar_box(frame, low).y) == (pytest.approx(35, abs=0.1), 17.5)


def test_a_facility_is_on_the_map_from_when_it_is_there(tmp_path):
    new = {"project_id": "N", "kind": "new_facility", **at(CORNERS[2]), "facility_kind": "puskesmas", "cost_idr": 9}
    found = appraised(tmp_path, [CLOSING, new], facilities=FACILITIES)
    kind = found.kinds.index("puskesmas")
    closing, opening, other = (
        project_marks(found, project, of, WORDS) for project, of in ((0, kind), (1, kind), (1, 1 - kind))
    )
    assert [len(marks.facilities) for marks in (*closing, *opening, *other)] == [2, 1, 2, 3, 1, 1]
    assert closing[1].sites.tolist() == closing[0].sites.tolist() == [list(CORNERS[3][::-1])]
    assert opening[1].facilities[-1].tolist() == opening[0].sites[0].tolist() == list(CORNERS[2][::-1])


def test_outcomes_agree_with_the_appraisal_by_village(tmp_path):
    found = appraised(tmp_path, [BRIDGE, CLOSING, ROAD, NOTHING], facilities=FACILITIES)
    rows = {
        (row["season"], row["project_id"], row["facility_kind"], row["village"]): row
        for row in village_table(found).to_pylist()
    }
    people, seen = found.plan.people, 0
    for project, name in enumerate(found.plan.projects.project_id):
        for one in outcomes(found, project):
            for kind, kind_name in enumerate(found.kinds):
                standard = found.terms.standards(found.kinds)[kind]
                changes = village_changes(people, one.home_before[kind], one.home_after[kind], standard)
                for village, change in zip(people.villages, changes, strict=True):
                    row = rows.get((one.season, name, kind_name, village))
                    if row is None:
                        assert change.person_minutes_saved == pytest.approx(0, abs=1e-9)
                        continue
                    seen += 1
                    assert change.person_minutes_saved == pytest.approx(row["person_minutes_saved"])
                    assert change.minutes_before == pytest.approx(row["minutes_before"])
                    assert change.minutes_saved == pytest.approx(row["minutes_saved"])
                    assert change.minutes_after == pytest.approx(row["minutes_before"] - row["minutes_saved"])
                    assert change.people_within_standard == (row["people_within_standard"] or 0)
    assert seen == len(rows) > 8


def test_the_season_is_shown_in_which_most_notice(tmp_path):
    found = appraised(tmp_path, [ROAD], network=square(closed_wet=True))
    both = outcomes(found, 0)
    assert most_noticed(found, both) == (1, 0)  # as many notice in both, but in the wet season they had no way
    assert [one.season for one in both] == ["dry", "wet"]
    wet = village_changes(found.plan.people, both[1].home_before[0], both[1].home_after[0], 15.0)
    assert [(change.minutes_before, change.people_given_a_way) for change in wet] == [(None, 50.0), (None, 100.0)]
    assert all(change.minutes_saved is None and change.minutes_after for change in wet)


def test_a_road_that_rain_closes_is_opened_on_the_map_by_the_project(tmp_path):
    found = appraised(tmp_path, [ROAD], network=square(closed_wet=True))
    before, after, difference = project_maps(
        found, Shown(0, outcomes(found, 0)[1], 0), {"Selatan": ("1", "Selatan")}, NUMBERS, WORDS
    )
    assert "tanpa jalan" in before.svg
    assert "tanpa jalan" not in after.svg
    assert "baru mendapat jalan" in difference.svg
    assert "kehilangan jalan" not in difference.svg
    assert [picture.caption for picture in (before, after, difference)] == ["Sebelum", "Sesudah", "Selisih"]
    assert all(">1</tspan>" in picture.svg and "proyek" in picture.svg for picture in (before, after, difference))


def test_what_a_closed_facility_takes_is_shown_as_minutes_lost(tmp_path):
    found = appraised(tmp_path, [CLOSING], facilities=FACILITIES[:2])
    difference = project_maps(found, Shown(0, outcomes(found, 0)[0], 0), {}, NUMBERS, WORDS)[2]
    assert "menit lebih lama ke puskesmas, sepeda motor," in difference.svg
    assert travel_scale.LOST_COLOURS[0] in difference.svg
    assert not set(travel_scale.SAVED_COLOURS) & set(re.findall("#[0-9a-f]{6}", difference.svg))
