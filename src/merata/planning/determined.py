"""The same digits from the same inputs: sums of a linear algebra library must not depend on how many threads it has.

A threaded dot product adds up one part for each thread, and so rounds differently with another number of them. What a
plan computes side by side is its draws, each by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def determined(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """`function` with one thread for linear algebra while it runs, whatever the environment says."""

    @wraps(function)
    def run(*arguments: Given.args, **named: Given.kwargs) -> Answer:
        with threadpool_limits(limits=1, user_api="blas"):
            return function(*arguments, **named)

    return run
