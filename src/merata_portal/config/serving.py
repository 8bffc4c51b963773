"""Serving the portal: the web server in this process, a worker for background jobs in another."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings

WEB_THREADS = 8
WORKER_SECONDS = 30
START = "from merata.cli.main import main; main()"
log = logging.getLogger(__name__)


def serve_until_stopped(data: Path, *, host: str, port: int, with_worker: bool) -> None:
    """Serve on `host`:`port` until Ctrl-C or a request to terminate; the worker ends with it."""
    # Imported here because the application is made when it is imported, and needs Django set up.
    from waitress.server import create_server  # noqa: PLC0415

    from merata_portal.config.wsgi import application  # noqa: PLC0415

    # What a proxy of ours says of the caller is read by Django (settings.security); anyone else's word is dropped.
    server = create_server(
        application, host=host, port=port, threads=WEB_THREADS, ident=None,
        clear_untrusted_proxy_headers=not settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, _terminate)
    with _worker(data) if with_worker else _nobody():
        server.run()


def _terminate(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what signal hands over
    raise SystemExit(0)


@contextmanager
def _worker(data: Path) -> Iterator[None]:
    # Through its input the worker learns that this process is gone, also where it was killed and could end nobody.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", START, "portal", "work", str(data), "--while-input-open"], stdin=subprocess.PIPE
    )
    try:
        yield
    finally:
        process.terminate()  # it ends after the chunk it is at
        try:
            process.wait(WORKER_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("the worker did not end within %s s and was killed; its job is taken up again", WORKER_SECONDS)
            process.kill()
            process.wait()


@contextmanager
def _nobody() -> Iterator[None]:
    yield
