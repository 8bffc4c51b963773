"""The heart-beat of a long computation: whoever waits is told at every evaluation, and can stop it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from merata.progress import Step, silent


@dataclass(slots=True)
class Pulse:
    """Tells `step` how far the computation is, and tells it again at every beat in between.

    The share never falls. An exception that `step` raises ends the computation; nothing is left half done, as a plan
    is only told at its end.
    """

    step: Step = silent
    share: float = 0.0
    now: str = ""

    def __call__(self, share: float, now: str) -> None:
        """Go on to a share of the whole, and to what is done now."""
        self.share, self.now = max(share, self.share), now
        self.step(self.share, now)

    def beat(self) -> None:
        """Say again where it stands."""
        self.step(self.share, self.now)

    def within(self, first: float, last: float, now: str) -> Callable[[float], None]:
        """What tells the share done of a part that goes from `first` to `last` of the whole."""
        return lambda share: self(first + (last - first) * share, now)


def still() -> None:
    """The beat of a computation that nobody listens to."""


@dataclass(slots=True)
class Interrupted:
    """Carries an exception out of a solver's callback, where it could not pass: the solver is told to end instead."""

    beat: Callable[[], None]
    expired: Callable[[], bool]
    error: BaseException | None = None

    def __call__(self) -> bool:
        """Whether the solver is to end now."""
        try:
            self.beat()
            return self.expired()
        except BaseException as error:  # noqa: BLE001 - raised again once the solver has ended
            self.error = error
            return True

    def raise_error(self) -> None:
        """Raise what the beat raised, if it did."""
        if self.error is not None:
            raise self.error
