"""What can happen to a meeting. Each event has its time, with or without a zone, but all of a meeting alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """`invited` persons are called to a meeting that starts at `starts_at`."""

    at: datetime
    invited: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """`people` of the invited sign the attendance list."""

    at: datetime
    people: int = 1


@dataclass(frozen=True, slots=True)
class Unsigned:
    """`people` of those who stand on the attendance list are taken off it: they were entered by mistake."""

    at: datetime
    people: int = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """The chair opens the meeting."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Postponed:
    """Without quorum the start is put off until `until`."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Consulted:
    """Still without quorum, the conveners consult the head, figures and elements present (`people` of them)."""

    at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Reconvened:
    """A second meeting is called for `starts_at`; whoever comes signs anew."""

    at: datetime
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """An item of the agenda is decided by consensus."""

    at: datetime
    item: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """No consensus was found on an item."""

    at: datetime
    item: str


@dataclass(frozen=True, slots=True)
class Voted:
    """An item is put to the vote of the participants; observers have none."""

    at: datetime
    item: str
    in_favour: int
    against: int
    abstained: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """The chair closes the meeting."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """The report is handed in."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The meeting is called off before it opened."""

    at: datetime
    reason: str


Event = (
    Invited
    | Signed
    | Unsigned
    | Opened
    | Postponed
    | Consulted
    | Reconvened
    | Agreed
    | Unresolved
    | Voted
    | Closed
    | Reported
    | Cancelled
)
