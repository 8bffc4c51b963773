"""The portal's commands as an operator gives them: other processes, a folder and a database of their own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

MERATA = str(Path(sys.executable).with_name("merata"))
VILLAGES = """village_code,name,type,kecamatan_code,kecamatan,regency_code,regency,latitude,longitude,population
35.05.01.2001,Jaten,desa,35.05.01,Wonodadi,35.05,Kabupaten Blitar,-8.0,112.0,1780
"""
Environment = dict[str, str]


def portal(environment: Environment, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MERATA, "portal", *command.split(), environment["MERATA_DATA"], *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"COLUMNS": "200"},
    )


def done(environment: Environment, command: str, *arguments: str) -> str:
    result = portal(environment, command, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_migrating_twice_changes_nothing_and_makes_the_folder(portal_environment: Environment, tmp_path: Path) -> None:
    environment = portal_environment | {"MERATA_DATA": str(tmp_path / "new" / "folder")}
    for _ in range(2):
        assert portal(environment, "migrate").returncode == 0
    assert (tmp_path / "new" / "folder").is_dir()


@pytest.mark.slow
def test_a_first_account_is_made_given_a_role_and_closed(portal_environment: Environment) -> None:
    environment = portal_environment
    done(environment, "migrate")
    (Path(environment["MERATA_DATA"]) / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    assert "3 baru / new" in done(environment, "areas")
    told = done(environment, "user add", "siti", "--name", "Siti Aminah")
    assert re.search(r"temporary password: [a-z2-9]{5}(-[a-z2-9]{5}){3}\n", told)
    assert done(environment, "user grant", "siti", "social_officer", "35.05.01", "--reason", "SK 12") == (
        "siti: social_officer@35.05.01\n"
    )
    listed = done(environment, "user list")
    assert re.search(r"siti +│ Siti Aminah +│ social_officer +│ 35\.05\.01 +│ belum masuk", listed)
    refused = portal(environment, "user grant", "siti", "planner", "35.05", "--reason", "SK 13")
    assert refused.returncode == 1
    assert "holds social_officer, which cannot be held together with planner" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "ended" in done(environment, "user revoke", "siti", "social_officer", "35.05.01", "--reason", "mutasi")
    assert "does not hold" in portal(
        environment, "user revoke", "siti", "social_officer", "35.05.01", "--reason", "mutasi"
    ).stderr  # fmt: skip
    assert "temporary password" in done(environment, "user reset", "siti", "--reason", "lupa")
    assert "closed" in done(environment, "user close", "siti", "--reason", "pensiun")
    assert "ditutup / closed" in done(environment, "user list")
    assert "opened" in done(environment, "user open", "siti", "--reason", "kembali")
    verdict = done(environment, "audit verify")
    assert "whole: 7 events" in verdict
    assert json.loads(verdict.splitlines()[-1])["sequence"] == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("user grant", "budi", "planner", "35.05", "--reason", "x"), "there is no account budi"),
        (("user add", "Budi", "--name", "Budi"), "a username is 3 to 64 lower-case"),
        (("areas",), "villages"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_1(
    portal_environment: Environment, arguments: tuple[str, ...], said: str
) -> None:
    done(portal_environment, "migrate")
    refused = portal(portal_environment, *arguments)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"MERATA_HOSTS": "merata.go.id"}, "MERATA_SECRET_KEY must be at least 50 characters"),
        ({"MERATA_DATABASE_URL": "mysql://u:geheim@h/d"}, "expected postgresql://"),
        ({"MERATA_HOSTS": "merata.go.id", "MERATA_SECRET_KEY": "x" * 60, "MERATA_DEBUG": "1"}, "unset MERATA_HOSTS"),
    ],
)
def test_a_wrong_environment_is_wrong_usage(portal_environment: Environment, changed: Environment, said: str) -> None:
    refused = portal(portal_environment | changed, "check")
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "geheim" not in refused.stderr


def production(environment: Environment) -> Environment:
    return environment | {
        "MERATA_HOSTS": "merata.blitarkab.go.id",
        "MERATA_SECRET_KEY": "kDq3v9-ZtR0wYbN7cXm2LhUe8sGa5fJp1oViTQyxW4BnSrMzHd6",
        "MERATA_PROXIES": "1",
        "MERATA_SECURITY_CONTACT": "mailto:csirt@blitarkab.go.id",
        "MERATA_SECURITY_EXPIRES": (datetime.now(tz=UTC).date() + timedelta(days=300)).isoformat(),
    }


def test_production_passes_every_check_of_deployment(portal_environment: Environment) -> None:
    assert "no issues" in done(production(portal_environment), "check")


def test_production_with_the_regencys_own_sign_in_passes_too(portal_environment: Environment) -> None:
    oidc = {"SERVER": "https://sso.blitarkab.go.id/realms/asn", "CLIENT": "merata", "SECRET": "s"}
    environment = production(portal_environment) | {f"MERATA_OIDC_{name}": value for name, value in oidc.items()}
    assert "no issues" in done(environment, "check")


def test_keys_in_the_data_folder_are_not_fit_for_production(portal_environment: Environment) -> None:
    keys = Path(portal_environment["MERATA_DATA"]) / "portal-keys.json"
    refused = portal(production(portal_environment) | {"MERATA_KEYS": str(keys)}, "check")
    assert refused.returncode == 1
    assert "merata.W001" in refused.stderr


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"MERATA_SECURITY_CONTACT": "", "MERATA_SECURITY_EXPIRES": ""}, "merata.W002"),
        ({"MERATA_SECURITY_EXPIRES": "2020-01-31"}, "merata.W003"),
        ({"MERATA_SECURITY_EXPIRES": "2999-01-31"}, "merata.W003"),
        ({"MERATA_PROXIES": "0"}, "merata.W004"),
    ],
)
def test_what_an_operator_forgot_is_told(portal_environment: Environment, changed: Environment, code: str) -> None:
    refused = portal(production(portal_environment) | changed, "check")
    assert refused.returncode == 1
    assert code in refused.stderr


def test_this_machine_only_is_not_fit_for_production_and_says_why(portal_environment: Environment) -> None:
    refused = portal(portal_environment, "check")
    assert refused.returncode == 1
    assert "SECURE_SSL_REDIRECT" in refused.stderr


@pytest.fixture
def served(portal_environment: Environment) -> Any:
    """A portal being served: its process, its address, and what ends it."""
    data = Path(portal_environment["MERATA_DATA"])
    (data / "report.html").write_text("<html lang=id>laporan</html>", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [MERATA, "portal", "serve", str(data), "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=portal_environment, start_new_session=True,
    )  # fmt: skip
    yield process, f"http://127.0.0.1:{port}"
    if process.poll() is None:
        # With its worker, which holds the output too: who reads it would wait for ever.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_the_portal_is_served_with_its_styles_until_it_is_told_to_end(served: Any) -> None:
    process, address = served
    assert fetched(f"{address}/laporan/", process) == "<html lang=id>laporan</html>"
    assert "Supaya manfaat pembangunan" in fetched(f"{address}/", process)
    assert "Untuk petugas" in fetched(f"{address}/akun/masuk/", process)
    assert "--accent" in fetched(f"{address}/static/accounts/accounts.css", process)
    for hidden in ("portal.sqlite3", "portal-keys.json", "static/../portal.sqlite3"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/{hidden}")  # noqa: S310 - a page of ours
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert f"{address}/" in output
    with pytest.raises(ProcessLookupError):  # the worker, of the same session, went with it
        os.killpg(process.pid, 0)


def test_killed_it_leaves_no_worker_behind(served: Any, portal_environment: Environment) -> None:
    process, address = served
    fetched(f"{address}/", process)
    seen = Path(portal_environment["MERATA_DATA"]) / "worker-seen"
    for _ in range(600):
        if seen.exists():
            break
        time.sleep(0.1)
    assert seen.exists(), "no worker was at work"
    process.kill()
    output, _ = process.communicate(timeout=60)  # ends with whoever holds the output last: the worker
    assert process.returncode == -signal.SIGKILL
    assert "Pekerja selesai: 0 pekerjaan" in output


def test_ctrl_c_ends_it_as_well(served: Any) -> None:
    process, address = served
    fetched(f"{address}/", process)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output


def fetched(address: str, process: subprocess.Popen[str]) -> str:
    """The page, once the server answers."""
    for _ in range(1200):  # a busy machine takes its time over the first migration
        assert process.poll() is None, process.communicate()[0]
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - a page of ours
                return str(answer.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


@pytest.mark.django_db
def test_no_model_lacks_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run")
