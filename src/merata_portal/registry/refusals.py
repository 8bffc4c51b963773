"""What the registry does not do, and why: in Indonesian and English, for the person who asked."""

from __future__ import annotations

from merata_portal.personal.reasons import Declined


class RegistryRefused(Declined):
    """The registry does not do this now; the message says why and what to do."""
