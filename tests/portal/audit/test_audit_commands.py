from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from recorded import recorded, tampered

from merata_portal.audit.commands import ChainBroken, audit
from merata_portal.audit.queries import head

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MERATA_DATA", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "merata_portal.config.settings")  # the command sets both; put back afterwards


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit, list(arguments))


def test_a_whole_chain_is_said_to_be_whole_with_its_head(tmp_path: Path) -> None:
    recorded(3)
    result = run("verify", str(tmp_path))
    assert result.exit_code == 0
    found = head()
    assert found is not None
    assert result.stdout.startswith("Utuh: 3 peristiwa / whole: 3 events (")
    assert result.stdout.splitlines()[1] == found.line()


def test_a_published_head_fits_until_the_chain_is_cut(tmp_path: Path) -> None:
    recorded(2)
    kept = tmp_path / "heads"
    kept.write_text(run("head", str(tmp_path)).stdout, encoding="utf-8")
    recorded(1)
    assert "1 kepala cocok / heads fit" in run("verify", str(tmp_path), "--head", str(kept)).stdout
    tampered("DELETE FROM audit_event WHERE sequence > 1")
    result = run("verify", str(tmp_path), "--head", str(kept))
    assert isinstance(result.exception, ChainBroken)
    assert "the chain was cut: the published head is at event 2, the last there is 1" in str(result.exception)
    assert result.exception.exit_code == 1


def test_a_changed_event_is_named(tmp_path: Path) -> None:
    recorded(3)
    tampered("UPDATE audit_event SET reason = 'lain' WHERE sequence = 2")
    result = run("verify", str(tmp_path))
    assert isinstance(result.exception, ChainBroken)
    assert "isi peristiwa 2 (registry.merge) telah diubah" in str(result.exception)
    assert "the content of event 2 (registry.merge) was changed" in str(result.exception)


def test_a_missing_guard_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(1)
    monkeypatch.setattr("merata_portal.audit.verifying.missing", lambda connection: ("audit_event_no_update",))
    result = run("verify", str(tmp_path))
    assert isinstance(result.exception, ChainBroken)
    assert "guarded no more" in str(result.exception)
    assert "The database's guards are not there or were changed: audit_event_no_update" in result.stderr


def test_before_the_first_event_there_is_no_head(tmp_path: Path) -> None:
    assert isinstance(run("head", str(tmp_path)).exception, ChainBroken)
    assert run("verify", str(tmp_path)).stdout.startswith("Utuh: 0 peristiwa / whole: 0 events")


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run("verify", str(tmp_path / "none")).exit_code == 2
