"""The database's own guard over events and head, for SQLite and PostgreSQL: it holds when Python is bypassed.

Events are only added, each next in the chain and after the hash of the last; the head moves only with them. Whoever
owns the database can remove the guard; `missing` sees that, and `queries.verify` whatever was done meanwhile.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from merata_portal.audit.chain import GENESIS

_EVENT, _HEAD = "audit_event", "audit_head"
_ONLY_ADDED = "audit_event: events are only added, never changed or removed"
_NOT_NEXT = "audit_event: not the next event of the chain"
_HEAD_KEPT = "audit_head: the head moves only with the event that follows it"

_NEXT = "SELECT 1 FROM audit_head h WHERE h.id = 1 AND NEW.sequence = h.sequence + 1 AND NEW.previous_hash = h.hash"
_EMPTY = "NOT EXISTS (SELECT 1 FROM audit_head) AND NOT EXISTS (SELECT 1 FROM audit_event)"
_FIRST = f"NEW.id = 1 AND NEW.sequence = 0 AND NEW.hash = '{GENESIS}' AND {_EMPTY}"
_FOLLOWS = (
    "NEW.id = OLD.id AND NEW.sequence = OLD.sequence + 1 AND EXISTS (SELECT 1 FROM audit_event e"
    " WHERE e.sequence = NEW.sequence AND e.hash = NEW.hash AND e.previous_hash = OLD.hash)"
)
_MOVE = "UPDATE audit_head SET sequence = NEW.sequence, hash = NEW.hash, at = NEW.at WHERE id = 1"


def _sqlite(name: str, table: str, when: str, condition: str, message: str) -> str:
    guard = f" WHEN NOT ({condition})" if condition else ""
    return f"CREATE TRIGGER {name} {when} ON {table}{guard} BEGIN SELECT RAISE(ABORT, '{message}'); END"


SQLITE = {
    "audit_event_no_update": _sqlite("audit_event_no_update", _EVENT, "BEFORE UPDATE", "", _ONLY_ADDED),
    "audit_event_no_delete": _sqlite("audit_event_no_delete", _EVENT, "BEFORE DELETE", "", _ONLY_ADDED),
    # Also what stops INSERT OR REPLACE, which removes a row without the trigger above being asked.
    "audit_event_next": _sqlite("audit_event_next", _EVENT, "BEFORE INSERT", f"EXISTS ({_NEXT})", _NOT_NEXT),
    "audit_event_moves_head": f"CREATE TRIGGER audit_event_moves_head AFTER INSERT ON {_EVENT} BEGIN {_MOVE}; END",
    "audit_head_first": _sqlite("audit_head_first", _HEAD, "BEFORE INSERT", _FIRST, _HEAD_KEPT),
    "audit_head_follows": _sqlite("audit_head_follows", _HEAD, "BEFORE UPDATE", _FOLLOWS, _HEAD_KEPT),
    "audit_head_no_delete": _sqlite("audit_head_no_delete", _HEAD, "BEFORE DELETE", "", _HEAD_KEPT),
}


def _refusing(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = '23000';"


def _unless(condition: str, message: str) -> str:
    return f"IF NOT ({condition}) THEN {_refusing(message)} END IF; RETURN NEW;"


# By trigger name: table, when, and the body of the function of the same name.
POSTGRESQL = {
    "audit_event_no_update": (_EVENT, "BEFORE UPDATE", "FOR EACH ROW", _refusing(_ONLY_ADDED)),
    "audit_event_no_delete": (_EVENT, "BEFORE DELETE", "FOR EACH ROW", _refusing(_ONLY_ADDED)),
    "audit_event_no_truncate": (_EVENT, "BEFORE TRUNCATE", "FOR EACH STATEMENT", _refusing(_ONLY_ADDED)),
    "audit_event_next": (
        _EVENT, "BEFORE INSERT", "FOR EACH ROW",
        # Locked first: two sessions that bypass Python still come one after the other.
        f"PERFORM 1 FROM audit_head WHERE id = 1 FOR UPDATE; {_unless(f'EXISTS ({_NEXT})', _NOT_NEXT)}",
    ),
    "audit_event_moves_head": (_EVENT, "AFTER INSERT", "FOR EACH ROW", f"{_MOVE}; RETURN NULL;"),
    "audit_head_first": (_HEAD, "BEFORE INSERT", "FOR EACH ROW", _unless(_FIRST, _HEAD_KEPT)),
    "audit_head_follows": (_HEAD, "BEFORE UPDATE", "FOR EACH ROW", _unless(_FOLLOWS, _HEAD_KEPT)),
    "audit_head_no_delete": (_HEAD, "BEFORE DELETE", "FOR EACH ROW", _refusing(_HEAD_KEPT)),
    "audit_head_no_truncate": (_HEAD, "BEFORE TRUNCATE", "FOR EACH STATEMENT", _refusing(_HEAD_KEPT)),
}  # fmt: skip


def statements(vendor: str) -> list[str]:
    """What puts the guard up on a database of the vendor ("sqlite" or "postgresql"); raises KeyError for others."""
    return {"sqlite": list(SQLITE.values()), "postgresql": _postgresql()}[vendor]


def removal(vendor: str) -> list[str]:
    """What takes the guard down again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    dropped = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, *_) in POSTGRESQL.items()]
    return dropped + [f"DROP FUNCTION IF EXISTS {name}()" for name in POSTGRESQL]


def missing(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The triggers that are not there as they were put up, or are switched off; sorted."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return tuple(sorted(name for name, sql in SQLITE.items() if found.get(name) != sql))
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid IN (to_regclass(%s), to_regclass(%s)) AND t.tgenabled IN ('O', 'A')",
            [_EVENT, _HEAD],
        )
        found = dict(cursor.fetchall())
    return tuple(sorted(name for name, (*_, does) in POSTGRESQL.items() if found.get(name) != _function_body(does)))


def _postgresql() -> list[str]:
    made = []
    for name, (table, when, each, does) in POSTGRESQL.items():
        body = _function_body(does)
        made.append(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$")
        made.append(f"CREATE TRIGGER {name} {when} ON {table} {each} EXECUTE FUNCTION {name}()")
    return made


def _function_body(does: str) -> str:
    return f"BEGIN {does} END"
