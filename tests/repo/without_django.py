"""A pytest plugin (`-p tests.repo.without_django`) under which Django and the portal cannot be imported."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

ABSENT = {"django", "merata_portal"}


class Absent(MetaPathFinder):
    """Refuses the absent packages as if they were not installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r} (made absent for this run)", name=name)


for loaded in [name for name in sys.modules if name.partition(".")[0] in ABSENT]:
    del sys.modules[loaded]
sys.meta_path.insert(0, Absent())
