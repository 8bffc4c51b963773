from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from merata.participation.calendar.icalendar import icalendar
from merata.participation.calendar.steps import Step, steps_of

MADE = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)


def made(steps: list[Step], language: str = "id") -> str:
    return icalendar(
        steps, host="merata.portal", place="Kabupaten Blitar", place_code="35.05", language=language, made_at=MADE  # type: ignore[arg-type]
    )  # fmt: skip


def unfolded(text: str) -> list[str]:
    """As RFC 5545, 3.1 undoes it."""
    return text.replace("\r\n ", "").split("\r\n")


def test_a_short_step_is_an_event_of_its_days_whose_end_is_the_day_after() -> None:
    step = next(one for one in steps_of(2025) if one.code == "musrenbang_kecamatan")
    lines = unfolded(made([step]))
    assert lines[:5] == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Merata//calendar//ID", "CALSCALE:GREGORIAN", "BEGIN:VEVENT",
    ]  # fmt: skip
    assert lines[5:10] == [
        "UID:musrenbang_kecamatan-2025-35.05@merata.portal", "DTSTAMP:20260101T023000Z",
        "DTSTART;VALUE=DATE:20250122", "DTEND;VALUE=DATE:20250124",
        "SUMMARY:Musrenbang kecamatan · Kabupaten Blitar",
    ]  # fmt: skip
    assert lines[-3:] == ["END:VEVENT", "END:VCALENDAR", ""]


def test_a_long_step_stands_on_its_due_day_alone() -> None:
    step = next(one for one in steps_of(2026) if one.code == "musdes")
    lines = unfolded(made([step], "en"))
    assert "DTSTART;VALUE=DATE:20260630" in lines
    assert "DTEND;VALUE=DATE:20260701" in lines
    assert any(line.startswith("SUMMARY:Village deliberation") for line in lines)


def test_commas_semicolons_backslashes_and_line_ends_are_escaped() -> None:
    step = replace(steps_of(2026)[0], note="a,b;c\\d\r\ne")
    told = next(line for line in unfolded(made([step])) if line.startswith("DESCRIPTION:"))
    assert told.endswith("a\\,b\\;c\\\\d\\ne")


@given(note=st.text(max_size=300))
def test_no_line_has_more_than_75_octets_and_none_is_broken_within_a_sign(note: str) -> None:
    clean = "".join(sign for sign in note if sign.isprintable())
    step = replace(steps_of(2026)[0], note=clean, due=date(2026, 1, 31))
    raw = made([step])
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    told = next(line for line in unfolded(raw) if line.startswith("DESCRIPTION:"))
    assert clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") in told
