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
    """An entry as it is shown: whether the open page belongs to it, and its heading (none: above all headings)."""

    address: str
    label: str | Promise
    current: bool
    group: str | Promise = ""


RESIDENTS = _("Warga")
AID = _("Bantuan")
VOICE = _("Suara warga")
DEVELOPMENT = _("Pembangunan")
PLANNING = _("Rencana")
ACCOUNT = _("Uang dan pengawasan")
SYSTEM = _("Sistem")

# In the order of the page: entries of one heading stand together (a test holds them to it).
ENTRIES = (
    Entry("office:home", _("Beranda"), Capability.ENTER_OFFICE),
    Entry("office:households", _("Rumah tangga"), Capability.VIEW_REGISTRY, RESIDENTS),
    Entry("office:imports", _("Impor data"), Capability.IMPORT_REGISTRY, RESIDENTS),
    Entry("office:pairs", _("Data kembar"), Capability.REVIEW_LINKS, RESIDENTS),
    Entry("office:snapshots", _("Potret data"), Capability.SNAPSHOT, RESIDENTS),
    Entry("office:launches", _("Program bantuan"), Capability.VIEW_PROGRAMMES, AID),
    Entry("office:objections", _("Keberatan"), Capability.FILE_OBJECTION, AID),
    Entry("office:forums", _("Musyawarah"), Capability.VIEW_FORUMS, VOICE),
    Entry("office:findings", _("Temuan"), Capability.VIEW_FORUMS, VOICE),
    Entry("office:proposals", _("Usulan"), Capability.VIEW_FORUMS, VOICE),
    Entry("office:complaints", _("Pengaduan"), Capability.VIEW_COMPLAINTS, VOICE),
    Entry("office:courses", _("Pelatihan"), Capability.VIEW_TRAINING, DEVELOPMENT),
    Entry("office:projects", _("Pekerjaan fisik"), Capability.VIEW_PROJECTS, DEVELOPMENT),
    Entry("office:scenarios", _("Ruang rencana"), Capability.VIEW_PLANS, PLANNING),
    Entry("office:studies", _("Evaluasi"), Capability.VIEW_PLANS, PLANNING),
    Entry("office:results", _("Bahan dan hasil"), Capability.VIEW_PLANS, PLANNING),
    Entry("office:editions", _("Data terbuka"), Capability.RELEASE_DATA, PLANNING),
    Entry("office:oversight", _("Pengawasan"), Capability.VIEW_OVERSIGHT, ACCOUNT),
    Entry("office:lines", _("Anggaran"), Capability.VIEW_LEDGER, ACCOUNT),
    Entry("office:events", _("Jejak audit"), Capability.VIEW_AUDIT, ACCOUNT),
    Entry("office:jobs", _("Proses latar"), Capability.VIEW_JOBS, SYSTEM),
    Entry("office:people", _("Pengguna"), Capability.MANAGE_ACCOUNTS, SYSTEM),
    Entry("office:clients", _("Sistem kantor lain"), Capability.MANAGE_ACCOUNTS, SYSTEM),
)


def menu(actor: Actor, path: str) -> list[Shown]:
    """The entries that the actor may open; current is the one whose address the open `path` begins with.

    All begin with the home page's, which is current only by itself.
    """
    found = [(reverse(entry.route), entry) for entry in ENTRIES if actor.may(entry.capability)]
    home = reverse("office:home")
    current = next((address for address, _entry in found if path.startswith(address) and address != home), path)
    return [Shown(address, entry.label, address == current, entry.group) for address, entry in found]
