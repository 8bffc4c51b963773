"""The drill: make a backup, lose the portal, restore it, compare; killed in the middle, a byte flipped, keys gone."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from merata_portal.config.backup import staging
from merata_portal.config.backup.refusals import BackupRefused
from merata_portal.personal.keys import new_keys

MADE = str(Path(__file__).with_name("made_backup.py"))
Environment = dict[str, str]


def called(environment: Environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, MADE, *arguments], capture_output=True, text=True, check=False,
        env=environment | {"COLUMNS": "200", "PYTHONPATH": str(Path(MADE).parents[1])},
    )  # fmt: skip


def portal(environment: Environment, *arguments: str, killed_at: int = 0) -> subprocess.CompletedProcess[str]:
    return called(environment, "run", str(killed_at), *arguments)


def steps(result: subprocess.CompletedProcess[str]) -> int:
    assert result.returncode == 0, result.stderr
    return int(re.findall(r"steps=(\d+)", result.stdout)[-1])


@pytest.fixture
def made(portal_environment: Environment) -> Environment:
    result = called(portal_environment, "make")
    assert result.returncode == 0, result.stderr
    return portal_environment


@pytest.fixture
def backed_up(made: Environment, tmp_path: Path) -> tuple[Environment, Path]:
    file = tmp_path / "backups" / "one.tar.gz"
    result = portal(made, "backup", made["MERATA_DATA"], str(file))
    assert result.returncode == 0, result.stderr
    return made, file


@contextmanager
def fresh(environment: Environment) -> Iterator[Environment]:
    """The environment of an empty database; with SQLite there is nothing to do."""
    url = environment.get("MERATA_DATABASE_URL")
    if url is None:
        yield environment
        return
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    name = re.search(r"/(\w+)\?", url)[1]  # type: ignore[index]
    server = url.replace(f"/{name}?", "/postgres?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}_again"')
    yield environment | {"MERATA_DATABASE_URL": url.replace(f"/{name}?", f"/{name}_again?")}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}_again" WITH (FORCE)')


def tree(folder: Path) -> dict[str, tuple[str, int]]:
    """Path, content and mode of every file that a backup takes."""
    left = staging.NOT_TAKEN | {"keys-copy.json"}
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mode & 0o777,
        )
        for path in folder.rglob("*")
        if path.is_file() and path.name not in left
    }


def asked(environment: Environment, data: Path, question: str) -> str:
    """What a portal answers to a line of Python."""
    code = (
        "import sys, pathlib; from merata_portal.personal.folder import open_portal; "
        f"open_portal(pathlib.Path(sys.argv[1])); {question}"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(data)], capture_output=True, text=True, check=True, env=environment
    )
    return result.stdout.strip()


NAME = "from merata_portal.accounts.models import User; print(User.objects.get(username='siti').full_name)"
MINUTES = (
    "from merata_portal.attachments.models import Attachment, files; one = Attachment.objects.get(); "
    "print(b''.join(files.read(one.uuid.hex, one.uuid)))"
)
SESSIONS = "from django.contrib.sessions.models import Session; print(Session.objects.count())"


@pytest.mark.slow
def test_the_drill(backed_up: tuple[Environment, Path], tmp_path: Path) -> None:
    environment, file = backed_up
    data, again = Path(environment["MERATA_DATA"]), tmp_path / "again"
    before = tree(data)
    assert called(environment, "change").returncode == 0
    assert tree(data) != before
    with fresh(environment) as empty:
        result = portal(empty, "restore", str(file), str(again))
        assert result.returncode == 0, result.stderr
        assert re.search(r"Utuh / whole: [1-9]\d* peristiwa / events, 1 entri buku anggaran", result.stdout)
        assert re.search(r"4 berkas / files, [\d,]+ baris / rows, 1 berkas tersegel / sealed files", result.stdout)
        assert tree(again) == before
        content = again / "portal-analysis/content/ab/abcd"
        assert content.stat().st_ino == (again / "portal-analysis/frozen.parquet").stat().st_ino
        assert again.stat().st_mode & 0o777 == 0o700
        assert asked(empty, again, NAME) == "Siti Aminah"
        assert "Berita acara musyawarah desa Jaten" in asked(empty, again, MINUTES)
        assert asked(empty, again, SESSIONS) == "0"
        refused = portal(empty, "restore", str(file), str(again))
        assert (refused.returncode, "is not empty" in refused.stderr) == (1, True)
    assert asked(environment, data, NAME) == "Orang Lain"
    assert list(tmp_path.glob(".*")) == []


def test_what_is_in_the_file_and_what_is_not(backed_up: tuple[Environment, Path]) -> None:
    environment, file = backed_up
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert not list(Path(environment["MERATA_DATA"]).glob(".backup*"))
    with tarfile.open(file) as tar:
        held = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    database = "portal.dump" if "MERATA_DATABASE_URL" in environment else "portal.sqlite3"
    assert list(held)[:2] == ["backup.json", f"database/{database}"]
    assert list(held)[-2:] == ["manifest.json", "seal.json"]
    files = {name for name in held if name.startswith("files/")}
    (sealed,) = [name for name in files if name.startswith("files/portal-attachments/")]
    assert files == {"files/budget.csv", "files/portal-analysis/content/ab/abcd", sealed}
    everything = b"".join(held.values())
    keys = Path(environment["MERATA_KEYS"]).read_text()
    assert not [key for key in re.findall(r'"([A-Za-z0-9+/]{43}=)"', keys) if key.encode() in everything]
    assert b"Sesi-Rahasia" not in everything
    assert b"Berita acara" not in everything
    head, manifest = json.loads(held["backup.json"]), json.loads(held["manifest.json"])
    assert head["current_key"] in head["keys"]
    assert "accounts.0001_initial" in head["migrations"]
    assert manifest["files"]["files/portal-analysis/frozen.parquet"] == {
        "same_as": "files/portal-analysis/content/ab/abcd", "mode": 0o440,
    }  # fmt: skip
    assert manifest["files"]["files/budget.csv"]["sha256"] == hashlib.sha256(held["files/budget.csv"]).hexdigest()
    assert manifest["tables"]["accounts_user"] == 1
    assert manifest["tables"]["ledger_entry"] == 1
    assert "django_session" not in manifest["tables"]
    assert json.loads(manifest["audit"])["sequence"] == manifest["tables"]["audit_event"]


def nothing_restored(environment: Environment, file: Path, place: Path, said: str) -> None:
    with fresh(environment) as empty:
        refused = portal(empty, "restore", str(file), str(place))
        assert refused.returncode == 1, refused.stdout
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
        assert not place.exists()
        assert not list(place.parent.glob(f".{place.name}*"))


@pytest.mark.slow
def test_other_keys_no_keys_and_another_version_are_refused_with_what_to_do(
    backed_up: tuple[Environment, Path], tmp_path: Path
) -> None:
    environment, file = backed_up
    place = tmp_path / "again"
    nothing_restored({**environment, "MERATA_KEYS": ""}, file, place, "name the key file of this backup in MERATA_KEYS")
    nothing_restored({**environment, "MERATA_KEYS": str(tmp_path / "gone.json")}, file, place, "there is no key file")
    other = tmp_path / "other-keys.json"
    new_keys(other)
    nothing_restored({**environment, "MERATA_KEYS": str(other)}, file, place, "Use the copy of its key file")
    newer = rewritten(
        file, tmp_path / "newer.tar.gz", "backup.json", lambda text: text.replace(b"0001_initial", b"0009_x", 1)
    )
    nothing_restored(environment, newer, place, "Install that version, restore, then upgrade")
    if "MERATA_DATABASE_URL" not in environment:
        elsewhere = rewritten(
            file, tmp_path / "pg.tar.gz", "backup.json", lambda text: text.replace(b"sqlite", b"postgresql")
        )
        nothing_restored(environment, elsewhere, place, "the backup is of postgresql")


def rewritten(file: Path, target: Path, name: str, changed: Any) -> Path:
    """The backup with one member changed, packed as a backup is."""
    with tarfile.open(file) as old, gzip.open(target, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as new:
        for member in old:
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == name:
                content = changed(content)
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.slow
def test_whatever_byte_is_flipped_nothing_is_restored(backed_up: tuple[Environment, Path], tmp_path: Path) -> None:
    environment, file = backed_up
    whole = file.read_bytes()
    for at in (len(whole) // 50, len(whole) // 2, len(whole) - 6):
        flipped = tmp_path / "flipped.tar.gz"
        flipped.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        nothing_restored(environment, flipped, tmp_path / "again", "backup")
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    nothing_restored(environment, cut, tmp_path / "again", "the backup is broken")


@pytest.mark.slow
def test_what_was_changed_inside_by_hand_is_named_and_refused(
    backed_up: tuple[Environment, Path], tmp_path: Path
) -> None:
    environment, file = backed_up
    place = tmp_path / "again"
    budget = rewritten(file, tmp_path / "a.gz", "files/budget.csv", lambda text: text.replace(b"75000000", b"95000000"))
    nothing_restored(environment, budget, place, "1 files were changed: files/budget.csv")
    digest = b'"accounts_user": 1'
    manifest = rewritten(
        file, tmp_path / "b.gz", "manifest.json", lambda text: text.replace(digest, b'"accounts_user": 2')
    )
    nothing_restored(environment, manifest, place, "its seal does not fit")
    plain = tmp_path / "plain.tar.gz"
    plain.write_text("village_code,name\n", encoding="utf-8")
    nothing_restored(environment, plain, place, "the backup is broken")


@pytest.mark.slow
def test_a_chain_that_does_not_hold_leaves_nothing_in_the_folder_or_the_database(
    backed_up: tuple[Environment, Path], tmp_path: Path
) -> None:
    environment, file = backed_up
    place = tmp_path / "again"
    with fresh(environment) as empty:
        refused = portal({**empty, "UJI_AUDIT_BROKEN": "1"}, "restore", str(file), str(place))
        assert (refused.returncode, "event 1 was changed" in refused.stderr) == (1, True), refused.stderr
        assert not place.exists()
        again = portal(empty, "restore", str(file), str(place))  # refused where the database were not empty again
        assert again.returncode == 0, again.stderr
        assert asked(empty, place, NAME) == "Siti Aminah"


@pytest.mark.slow
def test_killed_while_it_is_made_there_is_no_file_and_the_next_one_is_whole(made: Environment, tmp_path: Path) -> None:
    data, file = made["MERATA_DATA"], tmp_path / "b" / "one.tar.gz"
    needed = steps(portal(made, "backup", data, str(file)))
    file.unlink()
    for at in (1, 2, 3, 5, needed):
        killed = portal(made, "backup", data, str(file), killed_at=at)
        assert killed.returncode == -signal.SIGKILL
        assert not file.exists()
    assert portal(made, "backup", data, str(file)).returncode == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert not list(Path(data).glob(".backup*"))
    with tarfile.open(file) as tar:
        assert tar.getnames()[-1] == "seal.json"


@pytest.mark.slow
def test_killed_while_it_is_restored_there_is_no_folder_and_the_next_one_is_whole(
    backed_up: tuple[Environment, Path], tmp_path: Path
) -> None:
    environment, file = backed_up
    place = tmp_path / "again"
    for at in (1, 2, 5):  # the last is after everything was checked, before it is put in place
        with fresh(environment) as empty:
            killed = portal(empty, "restore", str(file), str(place), killed_at=at)
            assert killed.returncode == -signal.SIGKILL, (at, killed.stdout, killed.stderr)
            assert not place.exists()
    with fresh(environment) as empty:
        assert steps(portal(empty, "restore", str(file), str(place))) == 5
        assert asked(empty, place, NAME) == "Siti Aminah"
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.slow
def test_a_file_that_is_there_a_place_inside_and_a_database_behind_are_refused(
    made: Environment, tmp_path: Path
) -> None:
    data = made["MERATA_DATA"]
    taken = tmp_path / "taken.tar.gz"
    taken.write_text("mine", encoding="utf-8")
    for file, said in ((taken, "exists already"), (Path(data) / "b.tar.gz", "lies in the data folder")):
        refused = portal(made, "backup", data, str(file))
        assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr
    assert taken.read_text(encoding="utf-8") == "mine"
    asked(made, Path(data), "from django.db.migrations.recorder import MigrationRecorder as R; "
          "R.Migration.objects.filter(app='accounts').order_by('-id').first().delete()")  # fmt: skip
    behind = portal(made, "backup", data, str(tmp_path / "c.tar.gz"))
    assert (behind.returncode, "merata portal migrate DATA" in behind.stderr) == (1, True)


def test_two_backups_of_one_folder_wait_for_each_other_by_refusing(tmp_path: Path) -> None:
    with staging.staged(tmp_path), pytest.raises(BackupRefused, match="is being backed up"), staging.staged(tmp_path):
        pass
    with staging.staged(tmp_path) as place:
        (place / "left").touch()
    assert list(tmp_path.iterdir()) == []


def test_what_is_deleted_or_replaced_meanwhile_stays_in_hand(tmp_path: Path) -> None:
    data, place = tmp_path / "data", tmp_path / "place"
    (data / "vault").mkdir(parents=True)
    (data / "vault" / "gone").write_text("first", encoding="utf-8")
    (data / "vault" / "resealed").write_text("old key", encoding="utf-8")
    staging.link_files(data, place)
    (data / "vault" / "gone").unlink()
    (data / "vault" / "beside").write_text("new key", encoding="utf-8")
    (data / "vault" / "beside").replace(data / "vault" / "resealed")
    (data / "vault" / "new").write_text("came before the copy", encoding="utf-8")
    staging.link_files(data, place)
    held = {path.name: path.read_text(encoding="utf-8") for path in (place / "vault").iterdir()}
    assert held == {"gone": "first", "resealed": "old key", "new": "came before the copy"}


def test_a_symbolic_link_is_refused_by_name(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "portal-attachments").symlink_to(tmp_path)
    with pytest.raises(BackupRefused, match="portal-attachments is a symbolic link; move what it points to"):
        staging.link_files(data, tmp_path / "place")


@pytest.mark.slow
def test_a_copy_made_beside_a_writer_is_one_moment(made: Environment, tmp_path: Path) -> None:
    """A writer moves one rupiah at a time between two rows; every copy has the same sum."""
    if "MERATA_DATABASE_URL" in made:
        pytest.skip("PostgreSQL's own dump sees one snapshot")
    path = Path(made["MERATA_DATA"]) / "portal.sqlite3"
    with sqlite3.connect(path) as opened:
        opened.execute("CREATE TABLE uji (id INTEGER PRIMARY KEY, idr INTEGER)")
        opened.executemany("INSERT INTO uji VALUES (?, 1000)", [(1,), (2,)])
    move = (
        "import sqlite3, sys\nopened = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)\n"
        "while True:\n opened.execute('UPDATE uji SET idr = idr + CASE id WHEN 1 THEN -1 ELSE 1 END')\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", move, str(path)])
    try:
        for number in range(2):
            file = tmp_path / f"{number}.tar.gz"
            assert portal(made, "backup", made["MERATA_DATA"], str(file)).returncode == 0
            copy = tmp_path / f"{number}.sqlite3"
            with tarfile.open(file) as tar, tar.extractfile("database/portal.sqlite3") as held:  # type: ignore[union-attr]
                copy.write_bytes(held.read())
            with sqlite3.connect(copy) as copied:
                assert copied.execute("SELECT SUM(idr), COUNT(*) FROM uji").fetchone() == (2000, 2)
                assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        writer.kill()
        writer.wait()
