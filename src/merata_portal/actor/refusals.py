"""What is said when something is refused: in Indonesian and English, with what was missing and whom to ask."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied, PermissionError):  # noqa: N818 - it says what was done
    """The actor may not do this here. Django answers it with 403."""


class SamePerson(Refused):
    """Two duties that must be done by two people would be done by one."""
