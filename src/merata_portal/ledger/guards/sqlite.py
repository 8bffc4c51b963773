"""The guards as SQLite writes them: row by row.

Three habits of SQLite are met here. REPLACE removes a row without firing its DELETE trigger, so an existing key is
refused before. The conflict clause of the outer statement (OR IGNORE, OR FAIL) also governs what a trigger does, so
nothing rests on a CHECK inside a trigger: RAISE(ABORT) is not overruled. And foreign keys are a setting of each
connection, so the journal refuses to be written where they are off.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper

from merata_portal.ledger.guards.conditions import (
    BALANCES,
    ENTRY,
    FIXED_OF_LINE,
    GROWING,
    KEPT,
    REFUSE_BALANCE,
    REFUSE_CHANGE,
    REFUSE_NEGATIVE,
    TRANSFER,
    change_sql,
)
from merata_portal.ledger.stages import Stage

_FOREIGN_KEYS_OFF = "(SELECT foreign_keys FROM pragma_foreign_keys) = 0"
_REFUSE_FOREIGN_KEYS = "ledger: PRAGMA foreign_keys harus ON / PRAGMA foreign_keys must be ON"
_REFUSE_WHOLE = "ledger: rupiah harus bilangan bulat / rupiah are whole numbers"
_KEYS = {
    "ledger_entry": ("event_id = NEW.event_id", "key = NEW.key"),
    "ledger_transfer": ("id = NEW.id", "reverses_id = NEW.reverses_id"),
    "ledger_earmark": ("id = NEW.id", "line_id = NEW.line_id AND purpose = NEW.purpose"),
    "ledger_line": (
        "id = NEW.id",
        "owner = NEW.owner AND year = NEW.year AND account_code = NEW.account_code AND fund_source = NEW.fund_source",
    ),
    "ledger_linebalance": ("line_id = NEW.line_id",),
    "ledger_earmarkbalance": ("earmark_id = NEW.earmark_id",),
}


def statements() -> list[str]:
    """The statements that make the triggers."""
    return list(_triggers().values())


def removals() -> list[str]:
    """The statements that take the triggers away."""
    return [f"DROP TRIGGER IF EXISTS {name}" for name in _triggers()]


def missing(cursor: CursorWrapper) -> list[str]:
    """Names of triggers that are absent or differ in their text."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    present = dict(cursor.fetchall())
    return [name for name, text in _triggers().items() if present.get(name) != text]


def _refuse(refusals: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"SELECT RAISE(ABORT, '{words}') WHERE {condition};" for words, condition in refusals)


def _trigger(name: str, moment: str, body: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {moment} BEGIN {body} END"


def _triggers() -> dict[str, str]:
    made = [_trigger(f"{table}_kept", f"BEFORE DELETE ON {table}", _refuse([(REFUSE_CHANGE, "1")])) for table in KEPT]
    made += [
        _trigger(f"{table}_fixed", f"BEFORE UPDATE ON {table}", _refuse([(REFUSE_CHANGE, "1")])) for table in GROWING
    ]
    fixed = ", ".join(FIXED_OF_LINE)
    made.append(
        _trigger("ledger_line_fixed", f"BEFORE UPDATE OF {fixed} ON ledger_line", _refuse([(REFUSE_CHANGE, "1")]))
    )
    for table, keys in _KEYS.items():
        exists = [(REFUSE_CHANGE, f"EXISTS (SELECT 1 FROM {table} WHERE {key})") for key in keys]  # noqa: S608
        made.append(_trigger(f"{table}_new", f"BEFORE INSERT ON {table}", _refuse(exists)))
    for table, of, stages in BALANCES:
        made += _of_balance(table, of, stages)
    made.append(_trigger("ledger_transfer_legal", "BEFORE INSERT ON ledger_transfer", _refuse(_of_transfer())))
    made.append(_trigger("ledger_transfer_post", "AFTER INSERT ON ledger_transfer", _post()))
    sealed = [(_REFUSE_FOREIGN_KEYS, _FOREIGN_KEYS_OFF), *ENTRY.items()]
    made.append(_trigger("ledger_entry_seal", "BEFORE INSERT ON ledger_entry", _refuse(sealed)))
    return dict(made)


def _of_transfer() -> list[tuple[str, str]]:
    refusals = [(_REFUSE_FOREIGN_KEYS, _FOREIGN_KEYS_OFF), (_REFUSE_WHOLE, "typeof(NEW.amount_idr) <> 'integer'")]
    refusals += [(words, condition.format(n="NEW")) for words, condition in TRANSFER.items()]
    for table, of, stages in BALANCES:
        below = [f"{_after(stage)} < 0" for stage in stages] + [f"{_after(Stage.RETURNED)} > {_after(Stage.PAID)}"]
        any_below = f"EXISTS (SELECT 1 FROM {table} WHERE {of} = NEW.{of} AND ({' OR '.join(below)}))"  # noqa: S608
        refusals.append((REFUSE_NEGATIVE, any_below))
    return refusals


def _after(stage: Stage) -> str:
    return f"{stage.value}_idr + {change_sql(stage, 'NEW')}"


def _post() -> str:
    parts = []
    for table, of, stages in BALANCES:
        changes = ", ".join(f"{stage.value}_idr = {_after(stage)}" for stage in stages)
        parts.append(f"UPDATE {table} SET {changes}, last_transfer = NEW.id WHERE {of} = NEW.{of};")  # noqa: S608
        unposted = f"NEW.{of} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} WHERE {of} = NEW.{of} AND last_transfer = NEW.id)"  # noqa: S608, E501
        parts.append(_refuse([(REFUSE_BALANCE, unposted)]))
    return " ".join(parts)


def _of_balance(table: str, of: str, stages: tuple[Stage, ...]) -> list[tuple[str, str]]:
    """A balance begins at zero with what it is a balance of, and follows the one transfer that it names last."""
    owner = table.removesuffix("balance")
    columns = [f"{stage.value}_idr" for stage in stages]
    nonzero = " OR ".join(f"NEW.{column} <> 0" for column in (*columns, "last_transfer"))
    follows = " AND ".join(
        f"NEW.{stage.value}_idr = OLD.{stage.value}_idr + {change_sql(stage, 't')}" for stage in stages
    )
    named = (
        f"NEW.{of} <> OLD.{of} OR NEW.last_transfer <= OLD.last_transfer OR NOT EXISTS (SELECT 1 FROM ledger_transfer t"  # noqa: S608
        f" WHERE t.id = NEW.last_transfer AND t.{of} = OLD.{of} AND {follows})"
    )
    begin = f"INSERT INTO {table} ({of}, {', '.join(columns)}, last_transfer) VALUES (NEW.id, {'0, ' * len(columns)}0);"  # noqa: S608
    return [
        _trigger(f"{owner}_opens", f"AFTER INSERT ON {owner}", begin),
        _trigger(f"{table}_zero", f"BEFORE INSERT ON {table}", _refuse([(REFUSE_BALANCE, nonzero)])),
        _trigger(f"{table}_follows", f"BEFORE UPDATE ON {table}", _refuse([(REFUSE_BALANCE, named)])),
    ]
