from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from merata_portal.jobs.seen import FILE, last_seen, note_seen
from merata_portal.jobs.worker import Worker


def test_a_sign_of_life_is_the_time_of_a_file(tmp_path: Path, settings: Any) -> None:
    settings.DATA_ROOT = tmp_path
    assert last_seen() is None
    note_seen()
    assert abs(time.time() - (last_seen() or 0)) < 5
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.django_db(transaction=True)
def test_a_worker_with_nothing_to_do_gives_one_and_survives_a_full_disk(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[int] = []

    def living() -> None:
        turns.append(1)
        raise OSError(28, "No space left on device")

    assert Worker(living=living).run(until_empty=True) == 0
    assert turns == [1]
    assert "sign of life could not be given" in caplog.text
