"""The production set-up: as a dry run, and for real in a folder in place of /, with the system's programs pretended."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"
CALL = ("--host", "merata.blitarkab.go.id", "--contact", "mailto:csirt@blitarkab.go.id")
SCRIPTS = ("install", "daily-backup")
PRETENDED = {
    # What each does in place of the system's own; all write what they were called with.
    "apt-get": "", "adduser": "", "systemctl": "", "caddy": "", "chown": "",
    "id": '[ "$1" = -u ] && echo 0 && exit; grep -q "^adduser" "$LOG"',
    "install": 'for word; do case $word in /*) mkdir -p "$word" ;; esac; done',
    "python3": """case "$*" in
        *urlopen*) ;;
        *venv*) mkdir -p "$3/bin"; for one in python pip merata; do cp "$SHIMS/venv-program" "$3/bin/$one"; done ;;
        *) exec "$REAL_PYTHON" "$@" ;;
    esac""",
    "runuser": """case "$*" in
        *pg_roles*) grep -q "createuser --no" "$LOG" ;;
        *pg_database*) grep -q "createdb --owner" "$LOG" ;;
        *"keys new"*) shift 3; env "$@" ;;
    esac""",
    "venv-program": 'case "$*" in "portal keys new"*) echo keys >"$MERATA_KEYS" ;; esac',
}  # fmt: skip
NOT_OURS_TO_ASK = ("id ", "python3 -c")


def install(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(DEPLOY / "install"), *arguments], capture_output=True, text=True, check=False,
        env=dict(os.environ) | environment,
    )  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A folder in place of / and programs that pretend; LOG is what was called."""
    shims, root, log = tmp_path / "shims", tmp_path / "root", tmp_path / "log"
    log.touch()
    shims.mkdir()
    for name, does in PRETENDED.items():
        (shims / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"$LOG"\n{does}\n', encoding="utf-8")
        (shims / name).chmod(0o755)
    for folder in ("etc/systemd/system", "etc/caddy"):
        (root / folder).mkdir(parents=True)
    (root / "etc/caddy/Caddyfile").write_text("intranet.local {\n}\n", encoding="utf-8")
    return {
        "PATH": f"{shims}:{os.environ['PATH']}", "LOG": str(log), "SHIMS": str(shims),
        "REAL_PYTHON": str(shutil.which("python3")), "MERATA_INSTALL_ROOT": str(root),
    }  # fmt: skip


def set_up(machine: dict[str, str], *more: str) -> tuple[str, list[str]]:
    """What the script said, and what it called, changes of the system only."""
    with Path(machine["LOG"]).open("a", encoding="utf-8") as log:
        log.write("--\n")
    result = install(*CALL, *more, **machine)
    assert result.returncode == 0, result.stderr + result.stdout
    called = Path(machine["LOG"]).read_text(encoding="utf-8").rsplit("--\n", 1)[1].splitlines()
    return result.stdout, [line for line in called if not line.startswith(NOT_OURS_TO_ASK)]


def settings(machine: dict[str, str]) -> dict[str, str]:
    text = (Path(machine["MERATA_INSTALL_ROOT"]) / "etc/merata/environment").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_a_dry_run_prints_every_step_and_changes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "root"
    result = install("--dry-run", *CALL, MERATA_INSTALL_ROOT=str(root))
    assert result.returncode == 0, result.stderr
    assert [line.split(".")[0] for line in result.stdout.splitlines() if line.startswith("== ")] == [
        f"== {number}" for number in range(1, 11)
    ]
    assert "createdb --owner merata" in result.stdout
    assert "Nothing was changed" in result.stdout
    assert "MERATA_SECRET_KEY" not in result.stdout
    assert not root.exists()


def test_all_that_is_wrong_with_a_call_is_told_at_once() -> None:
    result = install("--dry-run", "--host", "https://Merata", "--contact", "csirt", "--certificate", "a.pem")
    assert result.returncode == 2
    for said in ("--host is 'https://Merata'", "--contact is 'csirt'", "go together", "a.pem is not a whole path"):
        assert said in result.stderr
    assert install("--dry-run", "--hots", "x").returncode == 2
    injected = install("--dry-run", "--host", "a.go.id", "--contact", "mailto:a@b|e id|")
    assert (injected.returncode, "--contact holds signs" in injected.stderr) == (2, True)


def test_it_sets_up_what_is_missing_and_the_second_time_changes_nothing(machine: dict[str, str]) -> None:
    root = Path(machine["MERATA_INSTALL_ROOT"])
    said, called = set_up(machine)
    text = "\n".join(called)
    for step in ("apt-get install", "adduser --system", "createuser --no-superuser", "createdb --owner merata",
                 "portal keys new", "systemctl enable merata-portal.service", "caddy validate"):  # fmt: skip
        assert step in text
    assert said.count("written: ") == 6
    found = settings(machine)
    assert len(found["MERATA_SECRET_KEY"]) >= 60
    assert (found["MERATA_HOSTS"], found["MERATA_PROXIES"]) == ("merata.blitarkab.go.id", "1")
    assert stat.S_IMODE((root / "etc/merata/environment").stat().st_mode) == 0o640
    assert (root / "opt/merata/src/merata_portal/config/settings.py").is_file()
    web = (root / "etc/caddy/Caddyfile").read_text(encoding="utf-8")
    assert web == "intranet.local {\n}\n\nimport merata.caddy\n"
    again, called = set_up(machine)
    assert "written: " not in again
    assert settings(machine) == found
    assert (root / "etc/caddy/Caddyfile").read_text(encoding="utf-8") == web
    text = "\n".join(called)
    for once in ("adduser", "createuser", "createdb", "keys new", "-m venv"):
        assert once not in text
    assert "systemctl restart merata-portal.service" in text


def test_what_the_operator_set_stays_and_what_the_call_names_changes(machine: dict[str, str]) -> None:
    set_up(machine)
    path = Path(machine["MERATA_INSTALL_ROOT"]) / "etc/merata/environment"
    text = path.read_text(encoding="utf-8").replace(
        "@/merata?host=/run/postgresql", "@db.local/merata?sslmode=verify-full"
    )
    path.write_text(text + "MERATA_OIDC_NAME=SSO Blitar\n", encoding="utf-8")
    before = settings(machine)
    said, _ = set_up(
        machine, "--host", "merata.blitarkota.go.id", "--certificate", __file__, "--certificate-key", __file__
    )
    after = settings(machine)
    assert after == before | {"MERATA_HOSTS": "merata.blitarkota.go.id"}
    assert after["MERATA_DATABASE_URL"] == "postgresql://merata@db.local/merata?sslmode=verify-full"
    assert said.count("written: ") == 2
    site = (Path(machine["MERATA_INSTALL_ROOT"]) / "etc/caddy/merata.caddy").read_text(encoding="utf-8")
    assert site.splitlines()[2] == "merata.blitarkota.go.id {"
    assert f"tls {__file__} {__file__}" in site
    assert "@" not in site


def test_a_step_that_fails_ends_it(machine: dict[str, str]) -> None:
    (Path(machine["SHIMS"]) / "caddy").write_text("#!/bin/sh\necho broken >&2; exit 1\n", encoding="utf-8")
    result = install(*CALL, **machine)
    assert result.returncode == 1
    assert "broken" in result.stderr
    assert "== 9" not in result.stdout


def test_services_run_as_their_own_user_and_may_write_only_their_state() -> None:
    for name, command in (("portal", "portal serve"), ("worker", "portal work"), ("daily", "portal complaints")):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(DEPLOY / f"merata-{name}.service")
        service = unit["Service"]
        assert (service["User"], service["Group"], service["UMask"]) == ("merata", "merata", "0077")
        assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", "/var/lib/merata")
        assert (service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("true", "")
        assert command in (DEPLOY / f"merata-{name}.service").read_text(encoding="utf-8")


def test_systemd_and_shellcheck_have_nothing_to_say(tmp_path: Path) -> None:
    """Each where it is installed; the units' program is named as it will lie in /opt."""
    tried = []
    if shutil.which("systemd-analyze"):
        for unit in DEPLOY.glob("merata-*.service"):
            text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"))
            (tmp_path / unit.name).write_text(re.sub("(?m)^Documentation.*$", "", text), encoding="utf-8")
        units = sorted(str(path) for path in tmp_path.glob("*.service"))
        result = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")
        tried.append("systemd-analyze")
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "-s", "sh", *(str(DEPLOY / name) for name in SCRIPTS)], check=True)
        tried.append("shellcheck")
    if not tried:
        pytest.skip("neither systemd-analyze nor shellcheck is installed")


def test_the_scripts_are_posix_and_can_be_run() -> None:
    for name in SCRIPTS:
        assert os.access(DEPLOY / name, os.X_OK)
        subprocess.run(["sh", "-n", str(DEPLOY / name)], check=True)
        assert (DEPLOY / name).read_text(encoding="utf-8").startswith("#!/bin/sh\n")


def test_the_newest_backups_are_kept_and_nothing_else_is_removed(tmp_path: Path) -> None:
    backups, merata = tmp_path / "backups", tmp_path / "merata"
    merata.write_text('#!/bin/sh\necho whole >"$4"\n', encoding="utf-8")
    merata.chmod(0o755)
    backups.mkdir()
    for day in (1, 2, 3):
        (backups / f"merata-2026110{day}T013000Z.tar.gz").touch()
    (backups / "before-the-upgrade.tar.gz").touch()
    call = ["sh", str(DEPLOY / "daily-backup"), "data", str(backups), "2"]
    done = subprocess.run(
        call, capture_output=True, text=True, check=True, env=dict(os.environ) | {"MERATA": str(merata)}
    )
    kept = sorted(path.name for path in backups.iterdir())
    assert kept[:2] == ["before-the-upgrade.tar.gz", "merata-20261103T013000Z.tar.gz"]
    assert len(kept) == 3
    assert done.stdout.count("removed: ") == 2
    merata.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    failed = subprocess.run(call, check=False, env=dict(os.environ) | {"MERATA": str(merata)})
    assert failed.returncode == 1
    assert sorted(path.name for path in backups.iterdir()) == kept
