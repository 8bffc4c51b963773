"""What all tests of the portal share: the database, areas, people who act, and browsers that are signed in.

`MERATA_TEST_DATABASE=postgresql pytest tests/portal`, or `pytest tests/portal --database postgresql`, runs them on a
throwaway PostgreSQL server; without it, on a SQLite file.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TransactionTestCase
from django.utils import translation
from own_portals import own_portal
from throwaway_database import NotInstalled, guards_down, start_postgresql

KINDS = ("sqlite", "postgresql")
FOLDER = Path(tempfile.mkdtemp(prefix="merata-tests-"))
started: dict[str, str] = {}
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """The language of a page asked for in one test is not that of the next: Django keeps it for the thread."""
    yield
    translation.deactivate()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=KINDS, help="the portal's tests on this database (default: sqlite)")


def pytest_configure(config: pytest.Config) -> None:
    """Before the first test: the database in place of the settings', keys of its own, and a quick password hash."""
    from django.conf import settings  # noqa: PLC0415 - pytest-django has set them up by now

    from merata_portal.config.databases import database  # noqa: PLC0415
    from merata_portal.personal.keys import new_keys  # noqa: PLC0415

    kind = config.getoption("--database", default=None) or os.environ.get("MERATA_TEST_DATABASE") or "sqlite"
    if kind not in KINDS:
        raise pytest.UsageError(f"MERATA_TEST_DATABASE is {kind!r}; expected one of {', '.join(KINDS)}")
    if kind == "postgresql":
        try:
            started["url"] = start_postgresql()
        except NotInstalled as error:
            started["missing"] = str(error)
    wanted = database(started.get("url", ""), FOLDER)
    settings.DATABASES["default"].clear()
    settings.DATABASES["default"].update(wanted)
    if "url" not in started:
        # A file, as in use: SQLite in memory has other locks and no write-ahead log.
        settings.DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
    _reconnect()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    os.environ["MERATA_KEYS"] = str(FOLDER / "keys" / "keys.json")
    new_keys(Path(os.environ["MERATA_KEYS"]))


def _reconnect() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    connections.configure_settings(settings.DATABASES)
    if hasattr(connections._connections, "default"):
        del connections["default"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "missing" in started:
        here = Path(__file__).parent
        for item in items:
            if item.path.is_relative_to(here):
                item.add_marker(pytest.mark.skip(reason=started["missing"]))


_emptied = TransactionTestCase._fixture_teardown


def _emptied_with_guards_down(self: TransactionTestCase) -> None:
    with guards_down():
        _emptied(self)


TransactionTestCase._fixture_teardown = _emptied_with_guards_down  # type: ignore[method-assign]


@pytest.fixture
def portal_environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a migrated portal of its own for `merata portal …` in another process."""
    with own_portal(tmp_path / "portal", FOLDER, started.get("url", "")) as environment:
        yield environment


_numbers = itertools.count(1)
VILLAGES = {
    "35.05": {"35.05.01": ("35.05.01.2001", "35.05.01.2002"), "35.05.10": ("35.05.10.2001", "35.05.10.1004")},
    "35.72": {"35.72.01": ("35.72.01.1001", "35.72.01.1002")},
}


@pytest.fixture
def areas(db: None) -> dict[str, Any]:
    """Two regencies, three kecamatan and six villages (three desa, three kelurahan), by code."""
    from merata_portal.accounts.models import Area  # noqa: PLC0415

    made: dict[str, Any] = {}
    for regency, inside in VILLAGES.items():
        made[regency] = Area.objects.create(code=regency, name=f"Kabupaten {regency}", kind="regency")
        for kecamatan, villages in inside.items():
            made[kecamatan] = Area.objects.create(
                code=kecamatan, name=f"Kecamatan {kecamatan}", kind="kecamatan", parent_id=regency
            )
            for code in villages:
                kind = "kelurahan" if code.split(".")[-1].startswith("1") else "desa"
                made[code] = Area.objects.create(
                    code=code, name=f"Desa {code}", kind="village", village_type=kind, parent_id=kecamatan
                )
    return made


Person = Callable[..., Any]


@pytest.fixture
def person(areas: dict[str, Any]) -> Person:
    """Makes accounts: `person(("social_officer", "35.05"), ...)` holds these roles, granted by the machine."""
    from merata_portal.accounts.models import Assignment, User  # noqa: PLC0415

    def make(*held: tuple[str, str], username: str = "", password: str = "") -> User:
        number = next(_numbers)
        user = User(username=username or f"orang{number}", full_name=f"Orang {number}", must_change_password=False)
        user.set_password(password or None)
        user.save()
        for role, area in held:
            Assignment.objects.create(user=user, role=role, area_id=area, from_day="2024-01-01")
        return user

    return make


@pytest.fixture
def acting(person: Person) -> Callable[..., Any]:
    """Makes actors: `acting(("planner", "35.05"))` is the actor of such a person."""
    from merata_portal.accounts.queries import actor_of  # noqa: PLC0415

    return lambda *held: actor_of(person(*held))


@pytest.fixture
def browser_of() -> Callable[[Any], Client]:
    """Makes browsers that are signed in with both factors: `browser_of(user).get("/")`."""

    def open_browser(user: Any) -> Client:
        from merata_portal.accounts.second_factor import SESSION_KEY  # noqa: PLC0415

        client = Client()
        client.force_login(user)
        session = client.session
        session[SESSION_KEY] = user.pk
        session.save()
        return client

    return open_browser
