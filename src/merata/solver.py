"""HiGHS without its banner, which would stand in the middle of a command's JSON, and whether it solved a model."""

from __future__ import annotations

from highspy import Highs, HighsModelStatus


class QuietHighs(Highs):
    """As `Highs`, silent from the first moment: its own constructor prints before an option could be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name that HiGHS calls
        """Turn the output off before the callbacks begin to write to it."""
        self.setOptionValue("output_flag", False)  # noqa: FBT003 - the option's value
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def solved(solver: Highs, *, stopped: bool = False) -> bool:
    """Whether the model has a solution that was found; False where the solver proved that it has none.

    With `stopped` a search that ended at a limit of its own counts as solved, as its bound holds. Raises `RuntimeError`
    for every other end: a failure proves nothing, and must not be taken for the absence of a solution.
    """
    status = solver.getModelStatus()
    if status in (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible):
        return False
    limits = (HighsModelStatus.kSolutionLimit, HighsModelStatus.kIterationLimit, HighsModelStatus.kTimeLimit)
    if status == HighsModelStatus.kOptimal or (stopped and status in limits):
        return True
    raise RuntimeError(f"HiGHS ended with {solver.modelStatusToString(status)!r}; expected an optimum or infeasibility")
