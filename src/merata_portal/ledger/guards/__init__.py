"""What the database itself refuses, on SQLite and on PostgreSQL alike, whoever writes to it and with whatever program.

- Entries, transfers, lines and earmarks only grow (of a line, the pillar alone may be changed).
- A transfer joins no sealed entry, moves money of its earmark's own line, and what it reverses is its mirror image.
- A balance changes by the transfers themselves and by nothing else; none is negative.
- An entry is sealed only whole (count and sum), of one owner and year, with moves of its kind, and by somebody who
  may: who reserved does not commit, who committed does not pay.
"""

from __future__ import annotations

from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

from merata_portal.ledger.guards import postgresql, sqlite


class _Guards(Protocol):
    def statements(self) -> list[str]: ...

    def removals(self) -> list[str]: ...

    def missing(self, cursor: CursorWrapper) -> list[str]: ...


_OF_VENDOR: dict[str, _Guards] = {"sqlite": sqlite, "postgresql": postgresql}


def install(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make all triggers anew; those that are there are replaced."""
    remove(schema_editor)
    for statement in _OF_VENDOR[schema_editor.connection.vendor].statements():
        _execute(schema_editor, statement)


def remove(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take all triggers away: for undoing the migration, and for tests that must forge."""
    for statement in _OF_VENDOR[schema_editor.connection.vendor].removals():
        _execute(schema_editor, statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that are absent, disabled or not what this version installs; empty if all hold."""
    with connection.cursor() as cursor:
        return _OF_VENDOR[connection.vendor].missing(cursor)


def _execute(schema_editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    # Without parameters: a percent sign or a quotation in a trigger's text is the trigger's own.
    schema_editor.execute(statement, None)
