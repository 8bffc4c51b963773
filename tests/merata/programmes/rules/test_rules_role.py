"""What the benefit and the ceiling may be computed with."""

from __future__ import annotations

import pytest

from merata.programmes.rules.role import Role
from merata.programmes.rules.rulebook import Value


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (Role.AMOUNT, [0, 5], [-1, 1.0, True, "5", ("5",)]),
        (Role.TIMES, [0, 12], [-1, 0.5]),
        (Role.QUANTITY, [0, 12, 0.5], [-0.5, False]),
        (Role.MEMBERS, [1, 4], [0, 1.5]),
        (Role.SHARE, [0, 1, 0.15], [-0.1, 1.01]),
    ],
)
def test_what_a_role_allows(role: Role, allowed: list[Value], refused: list[Value]) -> None:
    assert all(role.allows(value) for value in allowed)
    assert not any(role.allows(value) for value in refused)
