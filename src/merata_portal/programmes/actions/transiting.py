"""The one way in which an enrolment's state changes: the row and its transition, together, for one or many at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import pyarrow as pa
from django.db import connection
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.programmes.models import Enrolment, Transition
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import State, legal
from merata_portal.registry import bulk
from merata_portal.registry.uuids import ordered_uuids

CHUNK = 10_000


def transit(enrolments: Iterable[int], *, to: State, code: str, reason: str, on_day: date, by: Actor) -> int:
    """Bring enrolments (their ids) into the state `to`, each with its transition; how many there were.

    For actions, in their transaction: whoever calls has checked who may, and records. Rows are locked first, so two who
    decide of one household do it in turn. Raises `ProgrammeRefused` where the state does not follow from one of
    theirs, naming the states and how many have them; then nothing is written. Raises ValueError without a code.
    """
    if not code:
        raise ValueError("a transition needs its code")
    wanted = sorted(set(enrolments))
    done = 0
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        locked = Enrolment.objects.select_for_update().filter(pk__in=part).order_by("pk")
        states = dict(locked.values_list("pk", "state"))
        _refuse_illegal(Counter(states.values()), to)
        Enrolment.objects.filter(pk__in=part).update(state=to, since=on_day)
        _write_transitions(list(states), list(states.values()), to, code, reason, on_day, by)
        done += len(states)
    return done


def begin(rows: pa.Table, *, code: str, reason: str, on_day: date, by: Actor) -> list[int]:
    """Insert enrolments as proposed, each with its first transition; their ids, in the order of the rows.

    `rows`: the columns of `Enrolment` except id, uuid, state and since.
    """
    count = rows.num_rows
    ids = bulk.new_ids(Enrolment, count)
    uuids = ordered_uuids(count, milliseconds=time.time_ns() // 1_000_000)
    columns = {
        "id": pa.array(ids, pa.int64()),
        "uuid": pa.array([uuid_text(one) for one in uuids], pa.string()),
        "state": pa.array([State.PROPOSED.value] * count, pa.string()),
        "since": pa.array([on_day] * count, pa.date32()),
    }
    bulk.insert(Enrolment, pa.table({**columns, **{name: rows[name] for name in rows.column_names}}))
    _write_transitions(ids.tolist(), [""] * count, State.PROPOSED, code, reason, on_day, by)
    return [int(one) for one in ids]


def uuid_text(uuid: str | UUID) -> str:
    """A uuid as the database's own column takes it from a text."""
    text = uuid.hex if isinstance(uuid, UUID) else uuid
    return str(UUID(text)) if connection.features.has_native_uuid_field else text


def moment_text() -> str:
    """Now, as the database's own column takes it from a text."""
    return str(connection.ops.adapt_datetimefield_value(timezone.now()))


def _write_transitions(
    ids: Sequence[int], sources: Sequence[str], to: State, code: str, reason: str, on_day: date, by: Actor
) -> None:
    count = len(ids)
    bulk.insert(
        Transition,
        pa.table(
            {
                "enrolment_id": pa.array(ids, pa.int64()),
                "source": pa.array(sources, pa.string()),
                "target": pa.array([to.value] * count, pa.string()),
                "code": pa.array([code] * count, pa.string()),
                "reason": pa.array([reason] * count, pa.string()),
                "on_day": pa.array([on_day] * count, pa.date32()),
                "at": pa.array([moment_text()] * count, pa.string()),
                "by_user_id": pa.array([by.user_id] * count, pa.int64()),
            }
        ),
    )


def _refuse_illegal(states: Counter[str], to: State) -> None:
    wrong = {State(state): count for state, count in states.items() if not legal(State(state), to)}
    if wrong:
        raise ProgrammeRefused(
            f"Tidak dapat menjadi “{to.label}”: "
            + "; ".join(f"{count} berstatus “{state.label}”" for state, count in wrong.items())
            + ". Muat ulang halaman.",
            f"It cannot become {to.value}: "
            + "; ".join(f"{count} are {state.value}" for state, count in wrong.items())
            + ". Load the page again.",
        )
