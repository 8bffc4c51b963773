"""What the actions of forums and findings are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merata_portal.participation.names import ENTRIES

NAMES: Mapping[str, str | Promise] = {
    **{f"forum.{kind}": name for kind, name in ENTRIES.items() if kind != "unreadable"},
    "forum.plan": _("Musyawarah direncanakan"),
    "forum.change_plan": _("Rencana musyawarah diubah"),
    "forum.add_invitees": _("Undangan ditambahkan"),
    "forum.remove_invitee": _("Undangan dikeluarkan"),
    "forum.synchronise": _("Catatan dari perangkat diterima"),
    "forum.conflict_amended": _("Kejadian diterima sebagai ralat"),
    "forum.conflict_discarded": _("Kejadian disisihkan"),
    "forum.seal": _("Dokumen musyawarah disegel"),
    "finding.answer": _("Temuan dijawab"),
}
