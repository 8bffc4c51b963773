"""A served portal whose courses take the day from a file: a public lottery lasts weeks, its journey minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from served_portal import Portal, portal

PATCH = """import os
if os.environ.get("COURSE_DAY_FILE"):
    from datetime import date
    from pathlib import Path
    from merata_portal.infrastructure import clock as works
    from merata_portal.training import clock as courses
    def _day():
        return date.fromisoformat(Path(os.environ["COURSE_DAY_FILE"]).read_text(encoding="utf-8").strip())
    courses.today = works.today = _day
"""
PEOPLE = """
import sys
from pathlib import Path
from merata_portal.personal.folder import open_portal
open_portal(Path(sys.argv[1]))
sys.path.insert(0, sys.argv[2])
from made_registry import household
from merata_portal.registry.models import Person
for number, name in enumerate(sys.argv[4:]):
    home = household(sys.argv[3], name)
    Person.objects.filter(memberships__household=home).update(sex="female", birth_date="1990-05-01")
"""
TESTS = Path(__file__).parents[1] / "portal"


class Days:
    """The day on which the portal's courses and works believe to be."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def turn(self, day: date) -> None:
        self._file.write_text(day.isoformat(), encoding="utf-8")


@contextmanager
def portal_with_days(folder: Path, monkeypatch: pytest.MonkeyPatch, first: date) -> Iterator[tuple[Portal, Days]]:
    """A portal in `folder` on the day `first`, and the hand that turns its calendar."""
    start, file = folder.parent / "start", folder.parent / "day"
    start.mkdir()
    (start / "sitecustomize.py").write_text(PATCH, encoding="utf-8")
    days = Days(file)
    days.turn(first)
    monkeypatch.setenv("COURSE_DAY_FILE", str(file))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(start), os.environ.get("PYTHONPATH", "")])))
    with portal(folder) as made:
        yield made, days


def registered(served: Portal, village: str, *names: str) -> None:
    """Women of the registry with these names, each alone in her household."""
    subprocess.run(
        [sys.executable, "-c", PEOPLE, str(served.folder), str(TESTS), village, *names],
        env=served.environment,
        check=True,
    )
