from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from merata_portal.complaints.actions.climbing import ESCALATE
from merata_portal.complaints.commands import complaints
from merata_portal.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MERATA_DATA", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "merata_portal.config.settings")  # the command sets both; put back afterwards


def test_the_machines_timer_asks_once_while_the_work_waits(tmp_path: Path) -> None:
    for _ in range(2):
        result = CliRunner().invoke(complaints, ["escalate", str(tmp_path)])
        assert result.exit_code == 0
        assert result.stdout == f"Diminta / asked: {Job.objects.get(kind=ESCALATE).id}\n"
