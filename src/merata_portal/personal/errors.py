"""What can be wrong with keys and with what was sealed; no message holds anything that was sealed."""

from __future__ import annotations

from merata.errors import MerataError


class KeysMissing(MerataError):  # noqa: N818 - it says what is so
    """There is no key file where one was expected, or one is already where a new one should be made."""


class KeysBroken(MerataError):  # noqa: N818 - it says what is so
    """The key file cannot be trusted: not ours, incomplete, or readable by others."""


class SealBroken(MerataError):  # noqa: N818 - it says what is so
    """Sealed bytes cannot be opened: changed, moved to another row, or sealed under a key that is not at hand."""


class Erased(MerataError):  # noqa: N818 - it says what is so
    """The subject's key was destroyed; what was sealed for them cannot be read by anybody, nor sealed anew."""
