from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_entry.py")


@pytest.mark.slow
def test_a_killed_entry_leaves_nothing_and_the_next_one_is_whole(portal_environment: dict[str, str]) -> None:
    seen = told_by(SCRIPT, portal_environment | {"DJANGO_SETTINGS_MODULE": "merata_portal.config.settings"})
    assert seen["before"] == {"Entry": 1, "Transfer": 3, "Earmark": 0, "Event": 1, "reserved_idr": 0, "whole": True}
    # Before each of the statements, among them six of transfers, the event and the entry itself; and before the commit.
    assert len(seen["killed"]) >= 15
    assert all(after == seen["before"] for after in seen["killed"])
    assert seen["done"] == {"Entry": 2, "Transfer": 63, "Earmark": 60, "Event": 2, "reserved_idr": 60, "whole": True}
    assert seen["again"] == 2
