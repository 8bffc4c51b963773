"""Chains for the tests of audit."""

from __future__ import annotations

from django.db import connection, transaction

from merata_portal.actor import Actor, Held, Role
from merata_portal.audit import actions
from merata_portal.audit.models import Event
from merata_portal.audit.triggers import removal, statements

ACTOR = Actor(7, "Orang 7", (Held(Role.SOCIAL_OFFICER, "35.05"),))


def recorded(count: int) -> list[Event]:
    """So many events, each of its own transaction."""
    made = []
    for number in range(1, count + 1):
        with transaction.atomic():
            made.append(
                actions.record(
                    by=ACTOR, held=ACTOR.held[0], action="registry.merge", subject=f"person:{number}",
                    area="35.05.01.2001",
                    reason=f"alasan {number}", data={"number": number},
                )
            )  # fmt: skip
    return made


def tampered(sql: str, *values: object) -> None:
    """What somebody does who owns the database: takes the guard down, changes something, puts the guard up again."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in removal(connection.vendor):
            cursor.execute(statement)
        cursor.execute(sql, values)
        for statement in statements(connection.vendor):
            cursor.execute(statement)
