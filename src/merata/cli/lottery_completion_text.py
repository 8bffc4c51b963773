"""What `merata lottery complete` prints, Indonesian first and English beside it."""

from __future__ import annotations

import pyarrow as pa
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.programmes.training.attendance import CompletionRule


def print_completion(console: Console, found: pa.Table, *, sessions: int, rule: CompletionRule) -> None:
    """Print who completed with which certificate, who did not and why, and the rule that decided."""
    rows = found.to_pylist()
    table = Table(title="Kelulusan / completion", box=SIMPLE_HEAD)
    table.add_column("Pendaftaran\napplication", no_wrap=True)
    for heading in ("Hadir\nattended", "Izin\nexcused", "Alpa\nabsent", "Kosong\nno record"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Sertifikat, atau sebabnya\ncertificate, or why not", overflow="fold")
    for row in rows:
        counts = ("sessions_attended", "sessions_excused", "sessions_absent", "sessions_not_recorded")
        outcome = row["certificate"] if row["completed"] else f"{row['reason_id']}\n{row['reason_en']}"
        table.add_row(row["application_id"], *(str(row[name]) for name in counts), outcome)
    console.print(table)
    completed = sum(row["completed"] for row in rows)
    say = [
        f"Lulus / completed: {completed} dari / of {len(rows)}",
        f"Batasnya {rule.minimum_percent}% dari {sessions} pertemuan, sampai {rule.excused_at_most} izin tidak "
        f"dihitung / the limit is {rule.minimum_percent}% of {sessions} sessions, up to {rule.excused_at_most} excused "
        "ones not counted",
    ]
    if any(row["sessions_not_recorded"] for row in rows):
        say.append("Pertemuan tanpa catatan dihitung alpa / a session without a record counts as an absence")
    if rule.needs_pass:
        say.append("Ujian akhir harus lulus / the final test must be passed")
    for line in say:
        console.print(line, markup=False, soft_wrap=True)
