"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# A deadline is a timed assertion, and the first call of a compiled function takes longer than the others.
settings.register_profile("merata", deadline=None)
settings.load_profile("merata")

# Workers of pytest-xdist have it set; a console made under it would keep that width whatever a test asks for.
os.environ.pop("COLUMNS", None)
