from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_training.py")
LISTED = ["1-commitment.json", "2-list.json", "3-number.json"]


@pytest.mark.slow
def test_killed_before_a_commit_leaves_nothing_half_of_a_list_a_draw_or_certificates(
    portal_environment: dict[str, str],
) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        env=portal_environment
        | {"DJANGO_SETTINGS_MODULE": "merata_portal.config.settings", "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    nothing = {"seats": 0, "certificates": 0, "follow_ups": 0}
    assert found["freeze"] == {
        "died": True, "half": {"state": "open", "documents": LISTED[:1], **nothing}
    }  # fmt: skip
    whole = [*LISTED, "4-reveal.json", "5-result.json"]
    assert found["draw"] == {
        "died": True, "half": {"state": "numbered", "documents": LISTED, **nothing}, "status": "succeeded",
        "after": {"state": "drawn", "documents": whole, "seats": 2, "certificates": 0, "follow_ups": 0},
    }  # fmt: skip
    assert found["finish"] == {
        "died": True,
        "half": {"state": "drawn", "documents": whole, "seats": 2, "certificates": 0, "follow_ups": 0},
        "after": {"state": "finished", "documents": whole, "seats": 2, "certificates": 2, "follow_ups": 12},
    }
    assert (found["draws"], found["chain"]) == (1, True)
