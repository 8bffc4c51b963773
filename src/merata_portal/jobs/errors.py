"""How a job ends before its end."""

from __future__ import annotations


class JobFailed(Exception):  # noqa: N818 - it says what happened, as Django's own do
    """Raised by a handler that cannot go on, with the words that the user will read: no personal data in them."""

    def __init__(self, text_id: str, text_en: str) -> None:
        super().__init__(text_en)
        self.text_id = text_id
        self.text_en = text_en


class Cancelled(Exception):  # noqa: N818
    """Raised by a handler that stops because its user asked for it, after it left everything whole."""


class LeaseLost(Exception):  # noqa: N818
    """This worker was thought dead and another has the job: what it did since the last commit must not count."""


class Stopped(Exception):  # noqa: N818
    """The worker is asked to end; the job waits for another worker where its last committed chunk ended."""
