"""Computes `made_plan.json` anew: the plan of the three villages, which every test of pages and plans rests on.

    python tests/portal/analysis/made_plan.py

`test_analysis_made_plan.py` fails where the file is not what `merata` gives now.
"""

# ruff: noqa: PLC0415 - Django is set up first
from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def computed(root: Path) -> dict[str, Any]:
    """The answer of `PARAMETERS` on the three villages, written under `root`, as plain JSON."""
    from made_analysis import PARAMETERS, dataset

    from merata.progress import silent
    from merata_portal.analysis.calculations.plans import plan

    found = plan(dataset(root), PARAMETERS, silent)
    return dict(json.loads(json.dumps(found.value)))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MERATA_DATA": folder, "DJANGO_SETTINGS_MODULE": "merata_portal.config.settings"}
        import django

        django.setup()
        from made_analysis import PLAN_FILE

        text = json.dumps(computed(Path(folder) / "tiga-desa"), ensure_ascii=False, indent=1, sort_keys=True)
        PLAN_FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
