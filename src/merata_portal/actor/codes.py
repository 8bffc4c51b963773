"""Which area lies in which, by Kemendagri's codes: '35.05' holds '35.05.01', which holds '35.05.01.2001'."""

from __future__ import annotations

from collections.abc import Iterable

EVERYWHERE = "*"


def covers(outer: str, inner: str) -> bool:
    """Whether area `inner` is area `outer` or lies in it; nothing covers the empty code but EVERYWHERE.

    Compared by whole parts: '35.0' holds nothing of '35.05', and '35.05.01' nothing of '35.05.010'.
    """
    if outer == EVERYWHERE:
        return True
    return bool(outer) and bool(inner) and (inner == outer or inner.startswith(f"{outer}."))


def innermost_first(codes: Iterable[str]) -> list[str]:
    """Codes with the smallest areas first (villages, kecamatan, regencies, EVERYWHERE), then by code."""
    return sorted(codes, key=lambda code: (1 if code == EVERYWHERE else -code.count("."), code))


def outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """The fewest of the codes that cover all of them, sorted."""
    given = sorted(set(codes))
    return tuple(code for code in given if not any(other != code and covers(other, code) for other in given))
