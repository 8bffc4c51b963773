"""What a meeting's log tells beside the regulated steps: who signed, who watched, what is on the agenda, who spoke."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from merata.participation.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody spoke on an item (None: on none); `asked`: they voiced an aspiration. `attendee` None: not said who."""

    entry: str
    attendee: str | None
    item: str | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A meeting so far, with the people and matters of its log; each by its id.

    `signed`: invitees who stand on the list of the meeting under way, and when they signed (whose sign-in was taken
    back is not among them, though words of theirs may be in `spoken`); `signed_first`: on the list of the first meeting
    where a second was called. `observers`: those who came uninvited, in the order in which they signed: no vote, and
    no part of the quorum. `objections`: None while they are not settled, then whether they were upheld.
    """

    meeting: Meeting
    invitees: frozenset[str] = frozenset()
    signed: dict[str, datetime] = field(default_factory=dict)
    signed_first: frozenset[str] = frozenset()
    observers: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    oversight: frozenset[str] = frozenset()
    current: str | None = None
    spoken: tuple[Spoken, ...] = ()
    objections: dict[str, bool | None] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    judged: frozenset[str] = frozenset()

    @property
    def present(self) -> frozenset[str]:
        """Everybody on the list of the meeting under way, observers too."""
        return frozenset(self.signed) | frozenset(self.observers)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The items of the agenda on which nothing was decided yet."""
        decided = self.meeting.decisions
        return tuple(one for one in self.items if one not in decided or decided[one].carried is None)
