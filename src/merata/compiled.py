"""How the loops that are our own kernels are compiled: by Numba, once, and kept for the next start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """`function` compiled at its first call, without the interpreter's lock, so that threads run side by side.

    What is compiled is kept beside the module, or in the user's cache where that cannot be written; where neither
    can, it is compiled anew at every start. Numba's cache follows changes of the function's own file only: so a
    compiled function calls compiled functions of its own module, and of no other.
    """
    return _compiled(function, {"nogil": True})


def compiled_contracting(function: Function) -> Function:
    """As `compiled`, with products and sums contracted into one rounding, which may differ in the last digit."""
    return _compiled(function, {"nogil": True, "fastmath": {"contract"}})


def inlined(function: Function) -> Function:
    """`function` compiled together with the `compiled` ones of its module that call it."""
    return cast(Function, njit(error_model="numpy")(function))


def _compiled(function: Function, options: dict[str, Any]) -> Function:
    try:
        return cast(Function, njit(cache=True, error_model="numpy", **options)(function))
    except RuntimeError:  # Numba found no place to keep it
        return cast(Function, njit(error_model="numpy", **options)(function))
