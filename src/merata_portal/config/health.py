"""Whether the portal can do its work: each part looked at by itself, told as ok or not and nothing more."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from merata_portal.actor import SYSTEM
from merata_portal.jobs.queries import unfinished
from merata_portal.jobs.seen import last_seen
from merata_portal.personal.errors import KeysBroken, KeysMissing
from merata_portal.personal.keys import keyring

LEAST_FREE_BYTES = 1 << 30
LEAST_FREE_SHARE = 0.05
WORKER_SECONDS = 120
log = logging.getLogger(__name__)


def checks() -> dict[str, bool]:
    """Every part by name, and whether it is well; a part that cannot be looked at is not."""
    return {name: _look(name, check) for name, check in CHECKS.items()}


def database_answers() -> bool:
    """Whether the database answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations_applied() -> bool:
    """Whether the database is as this version's models expect it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def worker_seen() -> bool:
    """Whether a worker gave a sign of life lately, or holds a job whose lease runs."""
    seen = last_seen()
    if seen is not None and time.time() - seen < WORKER_SECONDS:
        return True
    lately = timezone.now() - timedelta(seconds=WORKER_SECONDS)
    return unfinished(SYSTEM("merata portal: /sehat/")).filter(leased_until__gt=lately).exists()


def space_left() -> bool:
    """Whether the disk of the data folder has room: a gigabyte, and a twentieth of it or twenty gigabytes."""
    disk = shutil.disk_usage(Path(settings.DATA_ROOT))
    return disk.free >= max(LEAST_FREE_BYTES, min(LEAST_FREE_SHARE * disk.total, 20 * LEAST_FREE_BYTES))


def keys_readable() -> bool:
    """Whether the keys of personal data can be read."""
    return bool(keyring().current)


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_applied,
    "worker": worker_seen,
    "disk": space_left,
    "keys": keys_readable,
}


def _look(name: str, check: Callable[[], bool]) -> bool:
    try:
        well = check()
    except (DatabaseError, OSError, KeysMissing, KeysBroken) as error:
        log.warning("health: %s cannot be looked at (%s)", name, type(error).__name__)
        return False
    if not well:
        log.warning("health: %s is not well", name)
    return well
