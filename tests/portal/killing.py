"""Doing something in a process that may be killed on the way: for tests of what is left behind."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any


def in_a_process(
    counted: Callable[[int], list[int]], work: Callable[[], Any], *, killed_at: int = 0
) -> tuple[Any, int]:
    """What `work` gives in a process of its own, and how many steps it took; None where it was killed at that step.

    `counted` arranges in that process that each step is counted and that it dies at the one given.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(read_end)
            steps = counted(killed_at)
            result = work()
            with os.fdopen(write_end, "w") as file:
                json.dump([result, steps[0]], file)
            code = 0
        except BaseException:  # noqa: BLE001 - told, and the process ends
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end) as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None, killed_at
    if status != 0:
        sys.exit(f"a step failed with status {status}")
    result, steps_taken = json.loads(text)
    return result, steps_taken
