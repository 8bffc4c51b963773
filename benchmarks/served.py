"""The portal as its own command serves it, for as long as a measurement lasts."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

MERATA = Path(sys.executable).with_name("merata")
START_SECONDS, END_SECONDS = 180, 60


@dataclass(frozen=True)
class Served:
    """Where it answers, and the process that does."""

    address: str
    process: subprocess.Popen[bytes]


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of the portal's commands; a database and keys elsewhere are named as an operator names them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")} | {
        "MERATA_DATA": str(folder)
    }


@contextmanager
def serving(folder: Path, log: Path, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve the portal in `folder` without a worker; what it logs goes to `log`. Raises `RuntimeError` where it ends
    before it answers."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [MERATA, "portal", "serve", str(folder), "--port", str(port), "--no-worker"],
            env=environment_of(folder) | dict(more or {}), stdout=out, stderr=out,
        )  # fmt: skip
        try:
            _wait_for(address, process, log)
            yield Served(address, process)
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and see that it does."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_SECONDS)
    finally:
        process.kill()
        process.wait()


def peak_mb(process: subprocess.Popen[bytes]) -> int:
    """The most memory that the running process ever had, as Linux counts it; 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024)
    return 0


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the portal ended before it answered:\n{log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(f"{address}/sehat/hidup/", timeout=5).close()
        except HTTPError as error:
            raise RuntimeError(f"the portal answers {error.code}:\n{log.read_text()[-2000:]}") from error
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the portal did not answer within {START_SECONDS} s")


def _free_port() -> int:
    """One that no outgoing connection takes before the server does: those have the ports from 32768 on."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
