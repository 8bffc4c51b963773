"""What the programmes do not do, and why: in Indonesian and English, for the person who asked."""

from __future__ import annotations

from merata_portal.personal.reasons import Declined


class ProgrammeRefused(Declined):
    """This is not done now; the message says why and what to do."""
