from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from merata_portal.ledger import commands
from merata_portal.ledger.models import Line


@pytest.fixture
def run(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The command in this process, on the tests' own database."""
    monkeypatch.setattr("merata_portal.personal.folder.open_portal", lambda data: None)

    def command(*arguments: str):  # type: ignore[no-untyped-def]
        name, *rest = arguments
        return CliRunner().invoke(commands.ledger, [name, str(tmp_path), *rest])

    return command


BUDGET = """owner,year,account_code,fund_source,pillar,ceiling_idr,source,certainty
35.05,2026,1.06.05,DAU,assistance,8800000000,APBD,high
35.05,2026,2.07.03,PAD,training,1200000,APBD,high
35.72,2026,1.06.05,DAU,assistance,0,APBD,high
"""


def test_a_list_is_loaded_once_and_holds(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "apbd.csv"
    path.write_text(BUDGET, encoding="utf-8")
    for _ in range(2):
        done = run("load", str(path))
        assert done.exit_code == 0, done.output
        assert "2 pos dari 1 anggaran, Rp8.801.200.000 / 2 lines of 1 budgets, Rp8,801,200,000" in done.output
    done = run("verify")
    assert done.exit_code == 0, done.output
    assert "Whole: 1 entries, 2 transfers, 2 lines, 0 earmarks" in done.output


def test_what_does_not_hold_is_named(run, line: Line) -> None:  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        table = " ON ledger_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_entry_seal{table}")
    done = run("verify")
    assert isinstance(done.exception, commands.LedgerBroken)
    assert "ledger_entry_seal" in str(done.exception)
