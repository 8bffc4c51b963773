"""The steps of a meeting: the regulated way to a quorum, decisions, closing and report; any other is refused.

    invited → open                                   with quorum (or where none is asked)
    invited → postponed → open                       with quorum, within the hours allowed
    invited → postponed → consulted → reconvened → open   the second meeting proceeds with those present

Pure: a meeting is a value, `advance` gives the next one, and no step looks at a clock. Where the kind of meeting has no
postponement or no consultation the step is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from merata.errors import UsageError
from merata.participation.meeting import Decision, Meeting, State
from merata.participation.meeting_events import (
    Agreed,
    Cancelled,
    Closed,
    Consulted,
    Event,
    Invited,
    Opened,
    Postponed,
    Reconvened,
    Reported,
    Signed,
    Unresolved,
    Unsigned,
    Voted,
)
from merata.participation.procedure import Procedure

STATES_ID: dict[State, str] = {
    "planned": "direncanakan",
    "invited": "diundang",
    "postponed": "ditunda",
    "consulted": "dikonsultasikan",
    "reconvened": "diundang kedua kali",
    "open": "berlangsung",
    "closed": "ditutup",
    "reported": "dilaporkan",
    "cancelled": "dibatalkan",
}
"""What a meeting's states are called in Indonesian."""


class RefusedStepError(UsageError):
    """A step that the procedure does not allow now. `rule`: the name of the rule, None where it is plain order."""

    def __init__(self, message_id: str, message_en: str, *, rule: str | None, citation: str | None) -> None:
        cited = "" if citation is None else f" [{rule}: {citation}]"
        super().__init__(f"{message_id} / {message_en}{cited}")
        self.rule = rule
        self.text_id = f"{message_id}{cited}"
        self.text_en = f"{message_en}{cited}"


def replay(procedure: Procedure, events: Iterable[Event]) -> Meeting:
    """The meeting after all `events`, in their order. Raises `RefusedStepError` at the first that is not allowed."""
    meeting = Meeting(procedure)
    for event in events:
        meeting = advance(meeting, event)
    return meeting


def advance(meeting: Meeting, event: Event) -> Meeting:
    """The meeting after `event`; the one given is left as it is.

    Raises `RefusedStepError`, with the rule's citation where a rule refuses it: out of order, earlier than the event
    before, without quorum, postponed too long, a vote before consensus failed, more votes than participants …
    """
    if meeting.last_event_at is not None and event.at < meeting.last_event_at:
        raise _refused(
            meeting,
            None,
            f"kejadian {_clock(event.at)} mendahului yang sebelumnya ({_clock(meeting.last_event_at)})",
            f"the event of {event.at} is earlier than the one before it ({meeting.last_event_at})",
        )
    states, step = _STEPS[type(event)]
    if meeting.state not in states:
        name = type(event).__name__
        raise _refused(
            meeting,
            None,
            f"langkah ini tidak dapat diambil saat musyawarah {STATES_ID[meeting.state]}; hanya saat "
            f"{', '.join(STATES_ID[one] for one in states)}",
            f"the step {name} cannot be taken while the meeting is {meeting.state}; only while {', '.join(states)}",
        )
    return replace(step(meeting, event), last_event_at=event.at)


def _refused(meeting: Meeting, rule: str | None, message_id: str, message_en: str) -> RefusedStepError:
    citation = None if rule is None else meeting.procedure.rules[rule].citation
    return RefusedStepError(message_id, message_en, rule=rule, citation=citation)


def _clock(at: datetime) -> str:
    """A time as Indonesian readers write it."""
    return f"{at:%d-%m-%Y pukul %H.%M}"


def _invite(meeting: Meeting, event: Invited) -> Meeting:
    if event.invited < 1:
        raise _refused(meeting, None, "tidak ada yang diundang", "nobody is invited")
    if event.starts_at < event.at:
        raise _refused(meeting, None, "mulai sebelum undangan", "it starts before the invitation")
    return replace(
        meeting, state="invited", invited=event.invited, first_start=event.starts_at, starts_at=event.starts_at
    )


def _sign(meeting: Meeting, event: Signed) -> Meeting:
    if event.people < 1 or meeting.signed + event.people > meeting.invited:
        raise _refused(
            meeting,
            None,
            f"{event.people} tanda tangan menjadi {meeting.signed + event.people} dari {meeting.invited} undangan; "
            "paling sedikit 1, paling banyak sejumlah undangan (pengamat dicatat terpisah)",
            f"{event.people} signatures make {meeting.signed + event.people} of {meeting.invited} invited; at least 1 "
            "and no more than were invited (observers are listed apart)",
        )
    return replace(meeting, signed=meeting.signed + event.people)


def _unsign(meeting: Meeting, event: Unsigned) -> Meeting:
    """Fewer stand on the list from now on; what was opened stays open.

    The rule on quorum (`procedure.rules["quorum"]`, for a musyawarah desa a regency's regulation on village
    deliberation, certainty: medium) asks how many have signed before the meeting opens, and says nothing of
    afterwards: `with_quorum` keeps what the opening had. Votes are held against who stands on the list when they are
    counted.
    """
    if not 1 <= event.people <= meeting.signed:
        raise _refused(
            meeting,
            None,
            f"{event.people} tanda hadir dibatalkan dari {meeting.signed}; paling sedikit 1, paling banyak yang hadir",
            f"{event.people} signatures taken back of {meeting.signed}; at least 1 and no more than have signed",
        )
    return replace(meeting, signed=meeting.signed - event.people)


def _open(meeting: Meeting, event: Opened) -> Meeting:
    start = meeting.starts_at
    if start is not None and event.at < start and meeting.state != "postponed":
        raise _refused(meeting, None, f"dibuka sebelum waktunya ({_clock(start)})", f"opened before its time ({start})")
    latest = meeting.open_until
    if meeting.state == "postponed" and latest is not None and event.at > latest:
        raise _refused(
            meeting,
            "postponement_hours",
            f"penundaan berakhir {_clock(latest)}; setelah itu konsultasi dan musyawarah kedua",
            f"the postponement ended at {latest}; then come consultation and a second meeting",
        )
    if not meeting.second and not meeting.quorate:
        raise _refused(
            meeting,
            "quorum",
            f"kuorum belum tercapai: {meeting.signed} dari {meeting.invited} undangan hadir, kurang "
            f"{meeting.missing_signatures}",
            f"there is no quorum: {meeting.signed} of {meeting.invited} invited have signed, "
            f"{meeting.missing_signatures} are missing",
        )
    if meeting.signed < 1:
        raise _refused(meeting, None, "tidak ada yang hadir", "nobody is present")
    return replace(meeting, state="open", opened_at=event.at, with_quorum=meeting.quorate)


def _postpone(meeting: Meeting, event: Postponed) -> Meeting:
    latest, start = meeting.open_until, meeting.starts_at
    if latest is None:
        raise _refused(meeting, "postponement_hours", "tidak mengenal penundaan", "there is no postponement")
    if start is not None and event.at < start:
        raise _refused(meeting, None, f"belum waktunya mulai ({_clock(start)})", f"it is not yet to start ({start})")
    if meeting.quorate:
        raise _refused(meeting, "quorum", "kuorum sudah tercapai", "there is a quorum")
    if not event.at <= event.until <= latest:
        raise _refused(
            meeting,
            "postponement_hours",
            f"ditunda sampai {_clock(event.until)}; paling lama sampai {_clock(latest)}",
            f"postponed until {event.until}; at most until {latest}",
        )
    return replace(meeting, state="postponed", starts_at=event.until)


def _consult(meeting: Meeting, event: Consulted) -> Meeting:
    start = meeting.starts_at
    if not meeting.procedure.consultation:
        raise _refused(meeting, "consultation", "tidak mengenal konsultasi", "there is no consultation")
    if start is not None and event.at < start:
        raise _refused(
            meeting,
            "postponement_hours",
            f"penundaan berlaku sampai {_clock(start)}",
            f"the postponement lasts until {start}",
        )
    if meeting.quorate:
        raise _refused(meeting, "quorum", "kuorum sudah tercapai", "there is a quorum")
    if event.people < 1:
        raise _refused(meeting, "consultation", "tidak ada yang dimintai pendapat", "nobody was consulted")
    return replace(meeting, state="consulted")


def _reconvene(meeting: Meeting, event: Reconvened) -> Meeting:
    last = meeting.reconvene_by
    if last is None:
        raise _refused(meeting, "second_meeting_days", "tidak mengenal musyawarah kedua", "there is no second meeting")
    if meeting.state == "postponed" and (meeting.procedure.consultation or meeting.quorate):
        raise _refused(
            meeting,
            "quorum" if meeting.quorate else "consultation",
            "kuorum sudah tercapai" if meeting.quorate else "konsultasi belum dilakukan",
            "there is a quorum" if meeting.quorate else "nobody was consulted yet",
        )
    if event.starts_at < event.at or event.starts_at.date() > last:
        raise _refused(
            meeting,
            "second_meeting_days",
            f"musyawarah kedua pada {_clock(event.starts_at)}; paling lambat {last:%d-%m-%Y}",
            f"the second meeting is on {event.starts_at}; expected from now until {last}",
        )
    return replace(meeting, state="reconvened", second=True, starts_at=event.starts_at, signed=0)


def _agree(meeting: Meeting, event: Agreed) -> Meeting:
    return _decide(meeting, Decision(event.item, carried=True))


def _leave_unresolved(meeting: Meeting, event: Unresolved) -> Meeting:
    return _decide(meeting, Decision(event.item, carried=None))


def _vote(meeting: Meeting, event: Voted) -> Meeting:
    tried = meeting.decisions.get(event.item)
    if meeting.procedure.consensus_first and (tried is None or tried.carried is not None):
        raise _refused(
            meeting,
            "consensus_first",
            "mufakat atas butir ini belum diupayakan; catat dahulu bahwa mufakat tidak tercapai",
            "consensus on this item was not sought first; record that none was reached",
        )
    votes = (event.in_favour, event.against, event.abstained)
    if min(votes) < 0 or sum(votes) < 1 or sum(votes) > meeting.signed:
        raise _refused(
            meeting,
            None,
            f"{sum(votes)} suara dari {meeting.signed} peserta; pengamat tidak bersuara",
            f"{sum(votes)} votes of {meeting.signed} participants; observers have no vote",
        )
    return _decide(meeting, Decision(event.item, event.in_favour > event.against, *votes))


def _decide(meeting: Meeting, decision: Decision) -> Meeting:
    before = meeting.decisions.get(decision.item)
    if before is not None and before.carried is not None:
        raise _refused(meeting, None, "butir ini sudah diputuskan", "this item is decided already")
    return replace(meeting, decisions={**meeting.decisions, decision.item: decision})


def _close(meeting: Meeting, event: Closed) -> Meeting:
    return replace(meeting, state="closed", closed_at=event.at)


def _report(meeting: Meeting, event: Reported) -> Meeting:
    return replace(meeting, state="reported", reported_at=event.at)


def _cancel(meeting: Meeting, event: Cancelled) -> Meeting:
    if not event.reason.strip():
        raise _refused(meeting, None, "alasan pembatalan kosong", "the reason of the cancellation is empty")
    return replace(meeting, state="cancelled")


_STEPS: dict[type, tuple[tuple[State, ...], Callable[[Meeting, Any], Meeting]]] = {
    Invited: (("planned",), _invite),
    Signed: (("invited", "postponed", "reconvened", "open"), _sign),
    Unsigned: (("invited", "postponed", "reconvened", "open"), _unsign),
    Opened: (("invited", "postponed", "reconvened"), _open),
    Postponed: (("invited",), _postpone),
    Consulted: (("postponed",), _consult),
    Reconvened: (("postponed", "consulted"), _reconvene),
    Agreed: (("open",), _agree),
    Unresolved: (("open",), _leave_unresolved),
    Voted: (("open",), _vote),
    Closed: (("open",), _close),
    Reported: (("closed",), _report),
    Cancelled: (("invited", "postponed", "consulted", "reconvened"), _cancel),
}
"""For each event, the states in which it may happen and what it does."""
