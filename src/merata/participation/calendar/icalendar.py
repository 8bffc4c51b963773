"""A year's steps as an iCalendar file (RFC 5545), so that they stand in the calendar of whoever owes something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from merata.participation.calendar.steps import Step
from merata.participation.procedure import Words

SHORT_DAYS = 7
"""A step that takes longer stands on its due day alone: half a year's bar would hide everything else."""
_LINE_OCTETS = 75


def icalendar(
    steps: Sequence[Step], *, host: str, place: str, place_code: str, language: Literal["id", "en"], made_at: datetime
) -> str:
    """The steps as all-day events, each with who owes what; the same steps and moment give the same text.

    `host` and `place_code` make the events' identifiers: a file brought in again changes events and doubles none.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Merata//calendar//{language.upper()}", "CALSCALE:GREGORIAN"]
    for step in steps:
        lines += _event(step, host=host, place=place, place_code=place_code, language=language, made_at=made_at)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(
    step: Step, *, host: str, place: str, place_code: str, language: Literal["id", "en"], made_at: datetime
) -> list[str]:
    def said(words: Words) -> str:
        return words.id if language == "id" else words.en

    first = step.begins if (step.due - step.begins).days < SHORT_DAYS else step.due
    owed = [f"{said(one.who)}: {said(one.what)}" for one in step.owes]
    told = "\n".join([*owed, f"{step.legal_base} ({said(step.source)})", *([step.note] if step.note else [])])
    return [
        "BEGIN:VEVENT",
        f"UID:{step.code}-{step.due.year}-{place_code}@{host}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(first)}",
        # The end of a whole-day event is the first day that is no longer of it.
        f"DTEND;VALUE=DATE:{_day(step.due + timedelta(days=1))}",
        f"SUMMARY:{_escaped(f'{said(step.name)} · {place}')}",
        f"DESCRIPTION:{_escaped(told)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _escaped(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never through the middle of a sign."""
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        # Every piece but the first begins with a space, which counts.
        if size + octets > _LINE_OCTETS - (1 if pieces else 0):
            pieces.append(piece)
            piece, size = "", 0
        piece += sign
        size += octets
    return "\r\n ".join([*pieces, piece])
