"""The pure half imports where Django is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORT_EVERYTHING = """
import tests.repo.without_django
import importlib, pkgutil, merata
names = [module.name for module in pkgutil.walk_packages(merata.__path__, "merata.")]
pure = [name for name in names if name != "merata.cli.commands"]
for name in pure:
    importlib.import_module(name)
print(len(pure))
"""


def test_every_pure_module_imports_without_django() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 30
