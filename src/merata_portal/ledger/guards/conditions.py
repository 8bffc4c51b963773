"""The conditions under which the database refuses, in the SQL that both databases share.

`{n}` is the transfer to be written; NEW is the entry to be sealed. Each comes with the words in which it is refused.
"""

from __future__ import annotations

from merata_portal.ledger.stages import CONTRA, EARMARKED, MOVES, Kind, Move, Stage

TRANSFER: dict[str, str] = {
    "ledger: entri sudah ditutup / the entry is sealed already": (
        "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.event_id = {n}.entry_id)"
    ),
    "ledger: peruntukan bukan dari pos ini / the earmark is not of this line": (
        "{n}.earmark_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_earmark k"
        " WHERE k.id = {n}.earmark_id AND k.line_id = {n}.line_id)"
    ),
    "ledger: bukan kebalikan dari yang dikoreksi / not the mirror image of what it reverses": (
        "{n}.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_transfer r WHERE r.id = {n}.reverses_id"
        " AND r.line_id = {n}.line_id AND COALESCE(r.earmark_id, 0) = COALESCE({n}.earmark_id, 0)"
        " AND r.source = {n}.target AND r.target = {n}.source AND r.amount_idr = {n}.amount_idr"
        " AND r.reverses_id IS NULL)"
    ),
}


def _of_entry(condition: str, joins: str = "") -> str:
    return f"EXISTS (SELECT 1 FROM ledger_transfer t{joins} WHERE t.entry_id = NEW.event_id AND ({condition}))"  # noqa: S608


def _alien(kind: Kind, moves: tuple[Move, ...]) -> str:
    legal = " OR ".join(f"(t.source = '{source.value}' AND t.target = '{target.value}')" for source, target in moves)
    return f"(NEW.kind = '{kind.value}' AND {_of_entry(f't.reverses_id IS NOT NULL OR NOT ({legal})')})"


def _same_person(later: Kind, earlier: Kind, stage: Stage) -> str:
    return (
        f"(NEW.kind = '{later.value}' AND EXISTS (SELECT 1 FROM ledger_transfer p"  # noqa: S608 - our own names
        f" JOIN ledger_entry e ON e.event_id = p.entry_id AND e.kind = '{earlier.value}'"
        " AND COALESCE(e.person_id, 0) = COALESCE(NEW.person_id, 0)"
        f" WHERE p.target = '{stage.value}' AND p.earmark_id IN"
        " (SELECT DISTINCT t.earmark_id FROM ledger_transfer t WHERE t.entry_id = NEW.event_id)))"
    )


ENTRY: dict[str, str] = {
    "ledger: jumlah transfer tidak sama dengan entri / the transfers are not those that the entry counts": (
        "NEW.transfer_count < 1"
        " OR NEW.transfer_count <> (SELECT COUNT(*) FROM ledger_transfer t WHERE t.entry_id = NEW.event_id)"
        " OR NEW.total_idr <> (SELECT SUM(t.amount_idr) FROM ledger_transfer t WHERE t.entry_id = NEW.event_id)"
    ),
    "ledger: peristiwa audit entri ini lain / the audit event is not that of this entry": (
        "NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.sequence = NEW.event_id"
        " AND a.content_hash = NEW.content_hash AND a.actor = COALESCE(NEW.person_id, 0) AND a.role = NEW.role"
        " AND a.area = NEW.owner AND a.action = 'ledger.' || NEW.kind)"
    ),
    "ledger: uang pemilik atau tahun lain / money of another owner or year": _of_entry(
        "l.owner <> NEW.owner OR l.year <> NEW.year", " JOIN ledger_line l ON l.id = t.line_id"
    ),
    "ledger: langkah bukan dari jenis entri / a move that is not of the kind of the entry": " OR ".join(
        _alien(kind, moves) for kind, moves in MOVES.items()
    ),
    "ledger: koreksi atas entri lain / a correction of another entry": (
        "NEW.kind = 'correct' AND "
        + _of_entry(
            "t.reverses_id IS NULL OR r.entry_id <> NEW.corrects_id",
            " LEFT JOIN ledger_transfer r ON r.id = t.reverses_id",
        )
    ),
    "ledger: orang yang sama mengusulkan dan menyetujui, atau menyetujui dan membayar / "
    "one person proposes and approves, or approves and pays": " OR ".join(
        (
            _same_person(Kind.COMMIT, Kind.RESERVE, Stage.RESERVED),
            _same_person(Kind.PAY, Kind.COMMIT, Stage.COMMITTED),
        )
    ),
}


def change_sql(stage: Stage, n: str) -> str:
    """SQL of the rupiah by which transfer `n` changes the balance of `stage`."""
    into, out = (f"-{n}.amount_idr", f"{n}.amount_idr") if stage in CONTRA else (f"{n}.amount_idr", f"-{n}.amount_idr")
    return f"CASE '{stage.value}' WHEN {n}.target THEN {into} WHEN {n}.source THEN {out} ELSE 0 END"


BALANCES: tuple[tuple[str, str, tuple[Stage, ...]], ...] = (
    ("ledger_linebalance", "line_id", tuple(Stage)),
    ("ledger_earmarkbalance", "earmark_id", EARMARKED),
)
"""Table of balances, what it is a balance of, and its stages."""

GROWING = ("ledger_entry", "ledger_transfer", "ledger_earmark")
"""Tables of which no row is ever changed or removed."""

KEPT = (*GROWING, "ledger_line", "ledger_linebalance", "ledger_earmarkbalance")
"""Tables of which no row is ever removed."""

FIXED_OF_LINE = ("id", "owner", "year", "account_code", "fund_source")

REFUSE_CHANGE = "ledger: jurnal hanya bertambah; buat entri koreksi / the journal only grows; make a correcting entry"
REFUSE_BALANCE = "ledger: saldo hanya berubah oleh transfer / a balance changes only by a transfer"
REFUSE_NEGATIVE = "ledger: dana tidak cukup / not enough money"
