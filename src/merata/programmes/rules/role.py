"""What the benefit or the ceiling uses a parameter for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What the benefit or the ceiling uses a parameter for; each role allows only some values."""

    AMOUNT = "whole rupiah, 0 or more"
    TIMES = "a whole number of times a year, 0 or more"
    QUANTITY = "a quantity, 0 or more"
    MEMBERS = "a whole number of members, 1 or more"
    SHARE = "a share from 0 to 1"

    def allows(self, value: object) -> bool:
        """Whether a parameter in this role may have that value."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self is Role.SHARE:
            return 0 <= value <= 1
        least = 1 if self is Role.MEMBERS else 0
        return value >= least and (self is Role.QUANTITY or isinstance(value, int))
