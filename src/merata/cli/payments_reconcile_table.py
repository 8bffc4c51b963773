"""A reconciliation in the terminal, as JSON and as rows: Indonesian, then English; accounts masked, no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from merata.cli.amounts import rupiah
from merata.programmes.payments.payment import masked_account
from merata.programmes.payments.reconciliation import COUNTED, TO_LOOK_AT, Matched, Outcome, Reconciliation
from merata.registry.noting import printable
from merata.tables.personal_numbers import masked

OUTCOME_NAMES = {
    Outcome.PAID: ("dibayar", "paid"),
    Outcome.FAILED: ("gagal", "failed"),
    Outcome.RETURNED: ("kembali", "returned"),
    Outcome.DUPLICATE: ("ganda, tidak dihitung lagi", "duplicate, not counted again"),
    Outcome.UNKNOWN: ("bukan pembayaran kita", "no payment of ours"),
    Outcome.AMOUNT_DIFFERS: ("jumlah berbeda", "another amount"),
    Outcome.ACCOUNT_DIFFERS: ("rekening berbeda", "another account"),
    Outcome.UNKNOWN_CODE: ("kode tidak dikenal", "unknown code"),
    Outcome.FUTURE: ("bertanggal di masa depan", "dated in the future"),
    Outcome.CONTRADICTS: ("bertentangan dengan yang sudah diketahui", "contradicts what is known"),
    Outcome.UNREADABLE: ("tidak dapat dibaca", "cannot be read"),
}
STATE_NAMES = {
    "paid": ("dibayar", "paid"),
    "failed": ("gagal, uang tersedia lagi", "failed, money available again"),
    "returned": ("kembali, uang tersedia lagi", "returned, money available again"),
    "disputed": ("disebut, tetapi belum pasti", "named, but not settled"),
    "missing": ("belum ada kabar", "no word yet"),
    "sent": ("dikirim seluruhnya", "sent in all"),
}
NO_ROW = "missing"
LOOKED_AT = 10
"""Rows to look at that the terminal shows; `--rows` has all."""
ROW_NAMES = ("berkas", "baris", "hasil", "outcome", "pembayaran", "jumlah_rp", "jumlah_dikirim_rp", "rekening",
             "rekening_dikirim", "kode", "alasan", "reason", "tanggal")  # fmt: skip


def print_reconciliation(console: Console, found: Reconciliation) -> None:
    """Print the states of the payments, the outcomes of the rows, reasons of failure, and the first rows to look at."""
    console.print("Pembayaran / payments", style="bold")
    states = _counts([(STATE_NAMES[name], *totals, _style(name, totals[0])) for name, totals in found.totals().items()])
    console.print(states)
    outcomes = found.outcomes()
    files = f"{len(found.files):,} berkas / files, {len(found.rows):,} baris / rows"
    console.print(f"Baris yang kembali / returned rows ({files})", style="bold", markup=False, soft_wrap=True)
    console.print(
        _counts(
            [
                (OUTCOME_NAMES[outcome], *outcomes[outcome], "red" if outcome in TO_LOOK_AT else None)
                for outcome in Outcome
                if outcome in COUNTED or outcomes[outcome][0]
            ]
        )
    )
    for name in found.replayed:
        told = f"{printable(name)}: sudah dibaca, tidak mengubah apa pun / read before, changes nothing"
        console.print(told, style="yellow", markup=False, soft_wrap=True)
    _print_reasons(console, found)
    _print_looked_at(console, found)


def reconciliation_json(found: Reconciliation) -> dict[str, Any]:
    """Payments by state, rows by outcome, reasons by code, and the files."""
    return {
        "payments": {name: _pair(totals) for name, totals in found.totals().items()},
        "rows": {outcome.value: _pair(totals) for outcome, totals in found.outcomes().items()},
        "reasons": _reasons(found),
        "files": [{"name": name, "sha256": digest} for digest, name in found.files.items()],
        "replayed": list(found.replayed),
    }


def row_cells(found: Reconciliation) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    """Names of columns, and a row for each row of the files, then for each payment that none names."""
    lines = [_cells(found, matched) for matched in found.rows]
    for payment in found.missing:
        amount, account = str(payment.amount_idr), masked_account(payment.account_number)
        key = masked(payment.payment_id)
        lines.append(
            (None, None, STATE_NAMES[NO_ROW][0], NO_ROW, key, None, amount, None, account, None, None, None, None)
        )
    return ROW_NAMES, lines


def _cells(found: Reconciliation, matched: Matched) -> tuple[str | None, ...]:
    row = matched.row
    payment = found.sent.get(row.payment_id or "")
    # What a line says that cannot be read, or that is not ours, may be an account number in the wrong field.
    key = None if row.payment_id is None else printable(masked(row.payment_id))
    return (
        printable(matched.file),
        str(row.line),
        OUTCOME_NAMES[matched.outcome][0],
        matched.outcome.value,
        key if payment is not None or key is None else masked_account(key),
        None if row.amount_idr is None else str(row.amount_idr),
        None if payment is None else str(payment.amount_idr),
        None if row.account_number is None else masked_account(row.account_number),
        None if payment is None else masked_account(payment.account_number),
        None if row.code is None else printable(row.code)[:20],
        row.reason.id if row.reason else row.problem,
        row.reason.en if row.reason else row.problem,
        row.day.isoformat() if row.day else None,
    )


def _counts(rows: Sequence[tuple[tuple[str, str], int, int, str | None]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for names, count, total_idr, style in rows:
        table.add_row(f"{count:,}", rupiah(total_idr), " / ".join(names), style=style if count else "dim")
    return table


def _style(name: str, count: int) -> str | None:
    return {"paid": "green", "disputed": "red", "missing": "yellow", "sent": "bold"}.get(name) if count else None


def _pair(totals: tuple[int, int]) -> dict[str, int]:
    return {"count": totals[0], "total_idr": totals[1]}


def _reasons(found: Reconciliation) -> list[dict[str, Any]]:
    """Of failed and returned rows that counted: code, words, how many and how much."""
    groups: dict[str, dict[str, Any]] = {}
    for matched in found.rows:
        row = matched.row
        if matched.outcome in (Outcome.FAILED, Outcome.RETURNED) and row.reason is not None and row.code is not None:
            new = {"code": row.code, "id": row.reason.id, "en": row.reason.en, "count": 0, "total_idr": 0}
            group = groups.setdefault(row.code, new)
            group["count"] += 1
            group["total_idr"] += row.amount_idr or 0
    return sorted(groups.values(), key=lambda group: (-group["count"], group["code"]))


def _print_reasons(console: Console, found: Reconciliation) -> None:
    reasons = _reasons(found)
    if reasons:
        console.print("Alasan gagal dan kembali / why failed and returned", style="bold")
        named = [((f"{each['code']}  {each['id']}", each["en"]), each["count"], each["total_idr"], None)
                 for each in reasons]  # fmt: skip
        console.print(_counts(named))


def _print_looked_at(console: Console, found: Reconciliation) -> None:
    rows = [matched for matched in found.rows if matched.outcome in TO_LOOK_AT]
    if not rows:
        return
    console.print("Perlu diperiksa orang / a person must look at", style="bold red")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("berkas:baris / file:row", "pembayaran / payment", "jumlah / amount", "hasil / outcome"):
        table.add_column(heading, overflow="fold", justify="right" if "jumlah" in heading else "left")
    for matched in rows[:LOOKED_AT]:
        cells = dict(zip(ROW_NAMES, _cells(found, matched), strict=True))
        amount = "" if matched.row.amount_idr is None else rupiah(matched.row.amount_idr)
        why = " / ".join(OUTCOME_NAMES[matched.outcome]) + _detail(found, matched)
        shown = (f"{cells['berkas']}:{cells['baris']}", cells["pembayaran"] or "", amount, why)
        table.add_row(*map(Text, shown))
    console.print(table)
    if len(rows) > LOOKED_AT:
        console.print(f"… {len(rows) - LOOKED_AT:,} baris lain / other rows (--rows)")


def _detail(found: Reconciliation, matched: Matched) -> str:
    """What makes the outcome plain: the amount sent, the code, the status known, the problem."""
    row, payment = matched.row, found.sent.get(matched.row.payment_id or "")
    if matched.outcome is Outcome.AMOUNT_DIFFERS and payment is not None:
        return f" ({rupiah(payment.amount_idr)})"
    if matched.outcome is Outcome.CONTRADICTS and row.payment_id is not None:
        known = found.states[row.payment_id].status.value
        return f" ({' / '.join(STATE_NAMES[known]) if known in STATE_NAMES and known != 'sent' else '–'})"
    if matched.outcome is Outcome.FUTURE and row.day is not None:
        return f" ({row.day.isoformat()})"
    if matched.outcome is Outcome.UNKNOWN_CODE:
        return f" ({printable(row.code or '')[:20]})"
    return f" ({printable(row.problem)})" if row.problem else ""
