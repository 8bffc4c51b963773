"""How a long computation tells whoever waits how far it is: through a function that it is given."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[float, str], None]
"""Called with the share done, from 0 to 1, and what is being done now."""


def silent(share: float, now: str) -> None:
    """The step of a caller who does not want to be told."""
