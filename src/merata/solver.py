"""HiGHS without its banner, which would stand in the middle of a command's JSON."""

from __future__ import annotations

from highspy import Highs


class QuietHighs(Highs):
    """As `Highs`, silent from the first moment: its own constructor prints before an option could be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name that HiGHS calls
        """Turn the output off before the callbacks begin to write to it."""
        self.setOptionValue("output_flag", False)  # noqa: FBT003 - the option's value
        super().enableCallbacks()  # type: ignore[no-untyped-call]
