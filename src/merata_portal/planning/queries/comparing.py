"""How one package became another, and which evidence moved it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata.planning.answers.moved import moved


def moved_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What moved from the answer of one plan to a newer one's, as `merata.planning.answers.moved` tells it."""
    return dict(moved(before, after).as_json())
