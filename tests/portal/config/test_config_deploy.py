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
SCRIPTS = ("install", "daily", "daily-backup", "merata")
PRETENDED = {
    # What each does in place of the system's own; all write what they were called with.
    "apt-get": "", "adduser": "", "systemctl": "", "caddy": "", "chown": "", "openssl": "echo one",
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
        *"keys new"* | *caddy*) shift 3; "$@" ;;
    esac""",
    "venv-program": 'case "$*" in "portal keys new"*) echo keys >"$MERATA_KEYS" ;; esac',
}  # fmt: skip
NOT_OURS_TO_ASK = ("id ", "python3 -c")


CERTIFICATE = ("--certificate", str(DEPLOY / "Caddyfile"), "--certificate-key", str(DEPLOY / "environment"))


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
    for folder in ("etc/systemd/system", "etc/caddy", "usr/local/bin"):
        (root / folder).mkdir(parents=True)
    (root / "etc/caddy/Caddyfile").write_text("intranet.local {\n}\n", encoding="utf-8")
    return {
        "PATH": f"{shims}:{os.environ['PATH']}", "LOG": str(log), "SHIMS": str(shims),
        "REAL_PYTHON": str(shutil.which("python3")), "MERATA_INSTALL_ROOT": str(root),
    }  # fmt: skip


def set_up(machine: dict[str, str], *more: str, call: tuple[str, ...] = CALL) -> tuple[str, list[str]]:
    """What the script said, and what it called, changes of the system only."""
    with Path(machine["LOG"]).open("a", encoding="utf-8") as log:
        log.write("--\n")
    result = install(*call, *more, **machine)
    assert result.returncode == 0, result.stderr + result.stdout
    called = Path(machine["LOG"]).read_text(encoding="utf-8").rsplit("--\n", 1)[1].splitlines()
    return result.stdout, [line for line in called if not line.startswith(NOT_OURS_TO_ASK)]


def site(machine: dict[str, str]) -> str:
    return (Path(machine["MERATA_INSTALL_ROOT"]) / "etc/caddy/merata.caddy").read_text(encoding="utf-8")


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


def test_a_dry_run_needs_nothing_that_a_bare_debian_has_not(tmp_path: Path) -> None:
    for name in ("sh", "dirname", "cat", "sed", "head", "base64", "tr", "date", "cut", "grep", "id"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    result = install("--dry-run", *CALL, PATH=str(tmp_path))
    assert (result.returncode, result.stderr) == (0, "")


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
    assert said.count("written: ") == 7
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
    said, _ = set_up(machine, "--host", "merata.blitarkota.go.id")
    after = settings(machine)
    assert after == before | {"MERATA_HOSTS": "merata.blitarkota.go.id"}
    assert after["MERATA_DATABASE_URL"] == "postgresql://merata@db.local/merata?sslmode=verify-full"
    assert said.count("written: ") == 2
    assert site(machine).splitlines()[2] == "http://merata.blitarkota.go.id {"
    assert "\nmerata.blitarkota.go.id {\n" in site(machine)
    assert "@HOST@" not in site(machine)


def test_a_certificate_is_copied_to_where_the_web_server_may_read_it_and_stays(machine: dict[str, str]) -> None:
    web = Path(machine["MERATA_INSTALL_ROOT"]) / "etc/caddy"
    _, called = set_up(machine, *CERTIFICATE)
    own = f"\ttls {web}/merata-certificate.pem {web}/merata-certificate.key\n"
    assert own in site(machine)
    for copy, source, mode in (("pem", "Caddyfile", 0o644), ("key", "environment", 0o640)):
        path = web / f"merata-certificate.{copy}"
        assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == ((DEPLOY / source).read_bytes(), mode)
    assert any(line.startswith("chown root:caddy") for line in called)
    assert any(line.startswith("runuser -u caddy") and "caddy validate" in line for line in called)
    set_up(machine, call=())
    assert own in site(machine)
    set_up(machine, "--own-certificate-no-more", call=())
    assert "\ttls " not in site(machine)
    before = (web / "merata-certificate.pem").read_bytes(), site(machine)
    (Path(machine["SHIMS"]) / "openssl").write_text('#!/bin/sh\necho "$1"\n', encoding="utf-8")
    wrong = install(*CERTIFICATE[:3], __file__, **machine)
    assert (wrong.returncode, "is not the key of the certificate" in wrong.stderr) == (1, True)
    assert ((web / "merata-certificate.pem").read_bytes(), site(machine)) == before
    assert "exclude each other" in install("--own-certificate-no-more", *CERTIFICATE, **machine).stderr


def test_again_needs_to_be_told_nothing_and_the_first_time_all(machine: dict[str, str]) -> None:
    for missing in ("--host", "--contact"):
        assert f"{missing} is needed the first time" in install(**machine).stderr
    set_up(machine)
    path = Path(machine["MERATA_INSTALL_ROOT"]) / "etc/merata/environment"
    text = path.read_text(encoding="utf-8").replace("=merata.blitarkab.go.id", "=merata.blitarkab.go.id, m.go.id")
    path.write_text(re.sub("EXPIRES=.*", "EXPIRES=2026-12-31", text), encoding="utf-8")
    before = settings(machine)
    said, _ = set_up(machine, call=())
    assert settings(machine) == before
    assert "https://merata.blitarkab.go.id/" in said
    assert "http://merata.blitarkab.go.id, http://m.go.id {" in site(machine)
    assert "\nmerata.blitarkab.go.id, m.go.id {" in site(machine)
    set_up(machine, call=CALL[2:])
    assert settings(machine)["MERATA_HOSTS"] == before["MERATA_HOSTS"]
    assert settings(machine)["MERATA_SECURITY_EXPIRES"] != "2026-12-31"


def test_the_old_version_is_stopped_before_its_files_go_and_others_may_read_the_new(machine: dict[str, str]) -> None:
    set_up(machine)
    before = os.umask(0o077)
    try:
        _, called = set_up(machine)
    finally:
        os.umask(before)
    steps = [called.index(f"systemctl stop merata-{name}.service") for name in ("worker", "portal")]
    assert max(steps) < next(at for at, line in enumerate(called) if line.startswith("install -d -m 0755 -o root"
                             ) and line.endswith("/opt/merata"))  # fmt: skip
    program = Path(machine["MERATA_INSTALL_ROOT"]) / "opt/merata"
    for path in (program / "src/merata_portal/config/settings.py", program / "requirements.txt", program / ".venv/bin"):
        assert path.stat().st_mode & stat.S_IROTH


def test_a_step_that_fails_ends_it(machine: dict[str, str]) -> None:
    (Path(machine["SHIMS"]) / "caddy").write_text("#!/bin/sh\necho broken >&2; exit 1\n", encoding="utf-8")
    result = install(*CALL, **machine)
    assert result.returncode == 1
    assert "broken" in result.stderr
    assert "it ended in step 8. The web server" in result.stderr
    assert "== 9" not in result.stdout


def test_services_run_as_their_own_user_and_may_write_only_their_state() -> None:
    for name, command in (("portal", "portal serve"), ("worker", "portal work"), ("daily", "deploy/daily ")):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(DEPLOY / f"merata-{name}.service")
        service = unit["Service"]
        assert (service["User"], service["Group"], service["UMask"]) == ("merata", "merata", "0077")
        assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", "/var/lib/merata")
        assert (service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("true", "")
        assert service["ProtectKernelLogs"] == service["RestrictNamespaces"] == "true"
        assert command in (DEPLOY / f"merata-{name}.service").read_text(encoding="utf-8")


def test_the_worker_begins_when_the_database_is_of_its_version() -> None:
    portal, worker = (
        (DEPLOY / f"merata-{name}.service").read_text(encoding="utf-8").splitlines() for name in ("portal", "worker")
    )
    migrate = "ExecStartPre=/opt/merata/.venv/bin/merata portal migrate ${MERATA_DATA}"
    assert portal.index(migrate) < next(at for at, line in enumerate(portal) if line.startswith("ExecStart="))
    assert any(line.startswith("After=") and "merata-portal.service" in line for line in worker)


def test_systemd_and_shellcheck_have_nothing_to_say(tmp_path: Path) -> None:
    """Each where it is installed; the units' program is named as it will lie in /opt."""
    tried = []
    if shutil.which("systemd-analyze"):
        for unit in DEPLOY.glob("merata-*.service"):
            text = re.sub(r"(?m)^ExecStart(Pre)?=\S+", r"ExecStart\1=/bin/true", unit.read_text(encoding="utf-8"))
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


def test_every_night_each_is_tried_and_a_failure_is_told(tmp_path: Path) -> None:
    merata, log = tmp_path / "merata", tmp_path / "log"
    call = ["sh", str(DEPLOY / "daily"), "data", str(tmp_path / "backups"), "2"]
    environment = dict(os.environ) | {"MERATA": str(merata), "LOG": str(log)}
    for failing, code in (("escalate", 1), ("purge", 1), ("backup", 1), ("nothing", 0)):
        log.write_text("", encoding="utf-8")
        merata.write_text(
            f'#!/bin/sh\necho "$2 $3" >>"$LOG"\ncase "$*" in *"portal "*{failing}*) exit 3 ;; esac\n'
            '[ "$2" != backup ] || echo whole >"$4"\n', encoding="utf-8"
        )  # fmt: skip
        merata.chmod(0o755)
        assert subprocess.run(call, check=False, env=environment).returncode == code
        assert log.read_text(encoding="utf-8") == "complaints escalate\nclient purge\nbackup data\n"
    assert subprocess.run(call[:3], check=False, capture_output=True).returncode == 2


def test_the_command_runs_as_the_portals_user_with_its_settings_read_as_systemd_reads_them(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text(
        '# one\n\nMERATA_OIDC_NAME=SSO Blitar & Kota\nNUMBA_CACHE_DIR="q $HOME"\nMERATA_DATABASE_URL=p://m@/m?a=b&c=d',
        encoding="utf-8",
    )
    setpriv = tmp_path / "setpriv"
    setpriv.write_text(
        '#!/bin/sh\necho "$*"; env | grep -E "^(MERATA_|HOME=|NUMBA)" | sort; umask\n'
        'case "$*" in *"test -r"*secret*) exit 1 ;; esac\n', encoding="utf-8"
    )  # fmt: skip
    (tmp_path / "id").write_text('#!/bin/sh\necho "$ID"\n', encoding="utf-8")
    for name in ("setpriv", "id"):
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ID": "0", "MERATA_SETTINGS": str(tmp_path / "settings")}
    call = ["sh", str(DEPLOY / "merata"), "portal", "user", "add", "siti", "--name", "Siti  Aminah"]
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == [
        "--reuid=merata --regid=merata --init-groups --no-new-privs -- /opt/merata/.venv/bin/merata portal user add "
        "siti --name Siti  Aminah",
        "HOME=/var/lib/merata", "MERATA_DATABASE_URL=p://m@/m?a=b&c=d",
        "MERATA_OIDC_NAME=SSO Blitar & Kota", f"MERATA_SETTINGS={tmp_path}/settings",
        "NUMBA_CACHE_DIR=q $HOME", "0077",
    ]  # fmt: skip
    (tmp_path / "secret").mkdir()
    unread = subprocess.run(
        [*call[:2], "portal", "areas", "--from", str(tmp_path / "secret")],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert (unread.returncode, f"may not read {tmp_path}/secret" in unread.stderr) == (2, True)
    stranger = subprocess.run(call, capture_output=True, text=True, check=False, env=environment | {"ID": "1000"})
    assert (stranger.returncode, "needs root" in stranger.stderr) == (2, True)
