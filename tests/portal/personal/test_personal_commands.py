from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from merata_portal.personal.commands import keys
from merata_portal.personal.errors import KeysMissing
from merata_portal.personal.keys import keyring


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MERATA_DATA", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "merata_portal.config.settings")  # the command sets both; put back afterwards


def run(*arguments: str) -> Result:
    return CliRunner().invoke(keys, list(arguments))


def test_new_keys_are_made_once_and_no_key_is_shown(tmp_path: Path, key_file: Path) -> None:
    key_file.unlink()
    result = run("new", str(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Kunci baru / new keys: {key_file} ({keyring().current})")
    secrets = [line.split('"')[3] for line in key_file.read_text().splitlines() if line.rstrip(",").endswith('="')]
    assert len(secrets) == 2
    assert not any(secret in result.output for secret in secrets)
    assert isinstance(run("new", str(tmp_path)).exception, KeysMissing)


def test_a_rotation_names_the_key_in_force(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    result = run("rotate", str(tmp_path / "data"))
    assert f"current key: {keyring().current} (2 kunci / keys" in result.stdout
    assert result.stderr == ""


def test_keys_in_the_data_folder_are_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MERATA_KEYS")
    result = run("new", str(tmp_path))
    assert result.exit_code == 0
    assert (tmp_path / "portal-keys.json").exists()
    assert "The keys lie in the data folder: fit for a demo only" in result.stderr
