"""The main menu: what the actor may open, each entry with the capability that its page asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu: its route, what it is called, who may open it, and under which heading it stands."""

    route: str
    label: str | Promise
    capability: Capability
    group: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as it is shown: whether the open page belongs to it."""

    address: str
    label: str | Promise
    current: bool


ENTRIES = (
    Entry("office:home", _("Beranda"), Capability.ENTER_OFFICE),
    Entry("office:households", _("Rumah tangga"), Capability.VIEW_REGISTRY),
    Entry("office:imports", _("Impor data"), Capability.IMPORT_REGISTRY),
    Entry("office:pairs", _("Data kembar"), Capability.REVIEW_LINKS),
    Entry("office:snapshots", _("Potret data"), Capability.SNAPSHOT),
    Entry("office:lines", _("Anggaran"), Capability.VIEW_LEDGER),
    Entry("office:jobs", _("Pekerjaan"), Capability.VIEW_JOBS),
    Entry("office:events", _("Jejak audit"), Capability.VIEW_AUDIT),
    Entry("office:people", _("Pengguna"), Capability.MANAGE_ACCOUNTS),
)


def menu(actor: Actor, path: str) -> list[Shown]:
    """The entries that the actor may open; current is the one whose address the open `path` begins with.

    All begin with the home page's, which is current only by itself.
    """
    found = [(reverse(entry.route), entry.label) for entry in ENTRIES if actor.may(entry.capability)]
    home = reverse("office:home")
    current = next((address for address, _label in found if path.startswith(address) and address != home), path)
    return [Shown(address, label, address == current) for address, label in found]
