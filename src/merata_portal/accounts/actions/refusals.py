"""What is said when an account cannot be changed as asked."""

from __future__ import annotations

from merata.errors import MerataError


class AccountError(MerataError):
    """An account, area or assignment is not as the action needs it; the message says what to do, in both languages."""
