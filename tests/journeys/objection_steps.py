"""What stands before the journey of an objection: a running launch that left Slamet out, and Karto in.

python objection_steps.py FOLDER TESTS   prints the uuid of Slamet's household; TESTS is the folder of the tests
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import sys
from pathlib import Path

from merata_portal.personal.folder import open_portal

VILLAGE = "35.05.01.2001"


def main(folder: Path, tests: Path) -> None:
    open_portal(folder)
    sys.path[:0] = [str(tests / "portal"), str(tests / "portal" / "programmes")]
    from made_programmes import enrolment, launch
    from made_registry import household

    of = launch("running", {VILLAGE: 3_600_000})
    slamet, karto = household(VILLAGE, "Slamet Santoso", "Siti Aminah"), household(VILLAGE, "Karto Wijaya")
    enrolment(of, karto, "enrolled")
    enrolment(
        of, slamet, "exited", reason_id="Desil 7 melebihi batas 4.", reason_en="Decile 7 is above the limit of 4."
    )
    print(slamet.uuid)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
