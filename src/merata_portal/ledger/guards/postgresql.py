"""The guards as PostgreSQL writes them: by statement, so that a hundred thousand transfers change a balance once.

Lines are locked in the order of their ids, so that two entries never wait for each other.
"""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from merata_portal.ledger.guards.conditions import (
    BALANCES,
    ENTRY,
    FIXED_OF_LINE,
    GROWING,
    KEPT,
    REFUSE_BALANCE,
    REFUSE_CHANGE,
    TRANSFER,
    change_sql,
)

_REFUSE_ISOLATION = "ledger: transaksi harus READ COMMITTED / the transaction must be READ COMMITTED"
_LOCK_SPACE = 1_907_2025
"""The ledger's own space of advisory locks, one per entry being written."""


def statements() -> list[str]:
    """The statements that make functions and triggers."""
    made = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
        for name, body in _functions().items()
    ]
    return made + [
        f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION {function}()"
        for name, (_, moment, function) in _triggers().items()
    ]


def removals() -> list[str]:
    """The statements that take functions and triggers away."""
    dropped = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, _, _) in _triggers().items()]
    return dropped + [f"DROP FUNCTION IF EXISTS {name}()" for name in _functions()]


def missing(cursor: CursorWrapper) -> list[str]:
    """Names of triggers and functions that are absent, disabled or differ in their text."""
    cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'ledger!_%' ESCAPE '!'")
    bodies = dict(cursor.fetchall())
    cursor.execute(
        "SELECT t.tgname, c.relname, p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    present = {name: (table, function) for name, table, function in cursor.fetchall()}
    absent = [name for name, body in _functions().items() if bodies.get(name) != body]
    return absent + [
        name for name, (table, _, function) in _triggers().items() if present.get(name) != (table, function)
    ]


def _raise(words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"


def _refuse(words: str, condition: str) -> str:
    return f"IF {condition} THEN {_raise(words)} END IF;"


def _functions() -> dict[str, str]:
    seal = f"PERFORM pg_advisory_xact_lock({_LOCK_SPACE}, (NEW.event_id % 2147483647)::int); " + " ".join(
        _refuse(words, condition) for words, condition in ENTRY.items()
    )
    functions = {
        "ledger_refuse_change": f"BEGIN {_raise(REFUSE_CHANGE)} END",
        # A trigger that fires for somebody's own statement is one deep; for a statement of a trigger, two.
        "ledger_refuse_balance": f"BEGIN {_refuse(REFUSE_BALANCE, 'pg_trigger_depth() < 2')} RETURN NEW; END",
        "ledger_post": f"BEGIN {_post()} RETURN NULL; END",
        "ledger_seal": f"BEGIN {seal} RETURN NEW; END",
    }
    for table, of, _ in BALANCES:
        columns = f"{of}, " + ", ".join(_columns(table)) + ", last_transfer"
        zeros = "0, " * len(_columns(table)) + "0"
        body = f"BEGIN INSERT INTO {table} ({columns}) VALUES (NEW.id, {zeros}); RETURN NULL; END"  # noqa: S608
        functions[f"{table}_open"] = body
    return functions


def _columns(table: str) -> list[str]:
    return [f"{stage.value}_idr" for name, _, stages in BALANCES if name == table for stage in stages]


def _post() -> str:
    """Lock entries and lines in order, refuse what is not legal, and move the sums."""
    parts = [
        # A frozen snapshot would not see that an entry was sealed, or by whom a purpose was reserved, a moment ago.
        _refuse(_REFUSE_ISOLATION, "current_setting('transaction_isolation') <> 'read committed'"),
        f"PERFORM pg_advisory_xact_lock({_LOCK_SPACE}, (d.entry_id % 2147483647)::int)"  # noqa: S608
        " FROM (SELECT DISTINCT entry_id FROM added ORDER BY entry_id) d;",
        "PERFORM 1 FROM ledger_linebalance WHERE line_id IN (SELECT line_id FROM added) ORDER BY line_id FOR UPDATE;",
    ]
    parts += [
        _refuse(words, f"EXISTS (SELECT 1 FROM added n WHERE {condition.format(n='n')})")  # noqa: S608
        for words, condition in TRANSFER.items()
    ]
    for table, of, stages in BALANCES:
        sums = ", ".join(f"SUM({change_sql(stage, 'n')})::bigint AS {stage.value}" for stage in stages)
        changes = ", ".join(f"{stage.value}_idr = b.{stage.value}_idr + d.{stage.value}" for stage in stages)
        parts.append(
            f"UPDATE {table} b SET {changes}, last_transfer = GREATEST(b.last_transfer, d.newest) FROM"  # noqa: S608
            f" (SELECT n.{of}, {sums}, MAX(n.id) AS newest FROM added n GROUP BY n.{of}) d WHERE b.{of} = d.{of};"
        )
    return " ".join(parts)


def _triggers() -> dict[str, tuple[str, str, str]]:
    """Name: table, when it fires, function."""
    made: dict[str, tuple[str, str, str]] = {}
    for table in KEPT:
        made[f"{table}_kept"] = (table, f"BEFORE DELETE ON {table} FOR EACH ROW", "ledger_refuse_change")
        made[f"{table}_whole"] = (table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "ledger_refuse_change")
    for table in GROWING:
        made[f"{table}_fixed"] = (table, f"BEFORE UPDATE ON {table} FOR EACH ROW", "ledger_refuse_change")
    fixed = ", ".join(FIXED_OF_LINE)
    made["ledger_line_fixed"] = (
        "ledger_line",
        f"BEFORE UPDATE OF {fixed} ON ledger_line FOR EACH ROW",
        "ledger_refuse_change",
    )
    for table, _, _ in BALANCES:
        owner = table.removesuffix("balance")
        made[f"{owner}_opens"] = (owner, f"AFTER INSERT ON {owner} FOR EACH ROW", f"{table}_open")
        moment = f"BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
        made[f"{table}_follows"] = (table, moment, "ledger_refuse_balance")
    post = "AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
    made["ledger_transfer_post"] = ("ledger_transfer", post, "ledger_post")
    made["ledger_entry_seal"] = ("ledger_entry", "BEFORE INSERT ON ledger_entry FOR EACH ROW", "ledger_seal")
    return made
