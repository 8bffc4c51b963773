"""A meeting as a value: what is known of it so far, and the times and numbers that its procedure makes of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from merata.participation.procedure import Procedure
from merata.participation.quorum import reached
from merata.working_days import Calendar

State = Literal["planned", "invited", "postponed", "consulted", "reconvened", "open", "closed", "reported", "cancelled"]


@dataclass(frozen=True, slots=True)
class Decision:
    """How an item was decided; votes None: by consensus. `carried` None: no consensus yet."""

    item: str
    carried: bool | None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting so far. `signed` counts the list of the meeting under way: a second meeting begins a new one.

    `first_start`: when the first meeting was to start; `starts_at`: when the one under way is; `with_quorum`:
    whether the opening had it, None before.
    """

    procedure: Procedure
    state: State = "planned"
    invited: int = 0
    signed: int = 0
    first_start: datetime | None = None
    starts_at: datetime | None = None
    second: bool = False
    with_quorum: bool | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    reported_at: datetime | None = None
    last_event_at: datetime | None = None
    decisions: dict[str, Decision] = field(default_factory=dict)

    @property
    def quorate(self) -> bool:
        """Whether as many have signed as the quorum asks; always where the kind of meeting has none."""
        share = self.procedure.quorum
        return share is None or reached(self.signed, self.invited, share)

    @property
    def missing_signatures(self) -> int:
        """How many more must sign for a quorum; 0 where it is reached or none is asked."""
        share = self.procedure.quorum
        needed = 0 if share is None else -(-self.invited * share.numerator // share.denominator)
        return max(0, needed - self.signed)

    @property
    def open_until(self) -> datetime | None:
        """The latest time to which the first meeting may be postponed; None: it may not, or nobody is invited yet."""
        hours = self.procedure.postponement_hours
        return None if hours is None or self.first_start is None else self.first_start + timedelta(hours=hours)

    @property
    def reconvene_by(self) -> date | None:
        """The last day for a second meeting; None: there is none, or nobody is invited yet."""
        days = self.procedure.second_meeting_days
        return None if days is None or self.first_start is None else self.first_start.date() + timedelta(days=days)

    def report_due(self, calendar: Calendar) -> date | None:
        """The day by which the report is due, in working days of `calendar`; None before the meeting is closed."""
        if self.closed_at is None:
            return None
        return calendar.after(self.closed_at.date(), self.procedure.report_working_days)

    def report_overdue(self, calendar: Calendar, *, on: date) -> bool:
        """Whether the report was handed in too late, or by the day `on` is late."""
        due = self.report_due(calendar)
        return due is not None and (on if self.reported_at is None else self.reported_at.date()) > due
