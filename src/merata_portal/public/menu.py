"""The public menu: five pages that most people look for, and the rest behind one word, under two headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu. `english`: the route of its English page where that has an address of its own; `beside`:
    how the addresses of further pages begin that belong to it."""

    route: str
    label: str | Promise
    english: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as it is shown; `current` is what `aria-current` says: "page", "true" for a page under it, or ""."""

    address: str
    label: str | Promise
    current: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of one page: `first` in a row; `groups` (heading, entries) behind it; `inside` the current one of
    those."""

    first: list[Shown]
    groups: Sequence[tuple[str | Promise, list[Shown]]]
    inside: Shown | None


FIRST = (
    Entry("public:inequality", _("Ketimpangan")),
    Entry("public:money", _("Uang")),
    Entry("public:plans", _("Rencana")),
    Entry("public:projects", _("Pembangunan")),
    Entry("public:villages", _("Desa")),
)
GROUPS = (
    (_("Informasi"), (
        Entry("public:programmes", _("Program bantuan")),
        Entry("public:courses", _("Pelatihan")),
        Entry("public:forums", _("Musyawarah"), beside=("/temuan/",)),
        Entry("public:calendar", _("Kalender")),
        Entry("opendata:catalogue", _("Data terbuka"), english="opendata:catalogue-en"),
        Entry("public:about", _("Tentang Merata")),
    )),
    (_("Ikut serta"), (
        Entry("public:proposals", _("Usulan")),
        Entry("public:ballots", _("Suara warga")),
        Entry("public:complaints", _("Pengaduan")),
        Entry("public:objections", _("Keberatan")),
    )),
)  # fmt: skip


def menu(path: str) -> Menu:
    """The menu as it is shown on the page with that path; with an empty one no page is the current one."""
    groups = [(heading, _shown(entries, path)) for heading, entries in GROUPS]
    inside = next((one for _heading, entries in groups for one in entries if one.current), None)
    return Menu(_shown(FIRST, path), groups, inside)


def _shown(entries: tuple[Entry, ...], path: str) -> list[Shown]:
    found = []
    for one in entries:
        address = reverse(one.english if one.english and get_language() == "en" else one.route)
        under = any(path.startswith(start) for start in (address, *one.beside))
        found.append(Shown(address, one.label, "page" if path == address else "true" if under else ""))
    return found
