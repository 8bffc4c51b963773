"""What a scenario was asked, in words: every choice that is not the usual one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from merata_portal.office.views.planning.wording import numbers, objective_name, pillar_name
from merata_portal.planning.settings import GROUPS, Settings


def group_name(group: str) -> str:
    """What least and most sums are set for."""
    return {
        "pillars": _("Pilar"),
        "programmes": _("Program"),
        "kecamatan": _("Kecamatan"),
        "villages": _("Desa/kelurahan"),
        "funds": _("Sumber dana"),
    }[group]


def bound_words(least: int | None, most: int | None) -> str:
    """A least and a most sum."""
    money = numbers()
    told = []
    if least is not None:
        told.append(_("paling sedikit %(sum)s") % {"sum": money.money_short(least)})
    if most is not None:
        told.append(_("paling banyak %(sum)s") % {"sum": money.money_short(most)})
    return ", ".join(told)


def chosen(settings: Settings, names: dict[str, str]) -> list[tuple[str, str]]:
    """Every choice with its name; those that are as usual and say nothing are left out."""
    money = numbers()
    found = [
        (_("Tujuan"), objective_name(settings.objective)),
        (_("Anggaran"), money.money(settings.budget_idr)),
        (_("Pagu rekening APBD"), _("ikut dipatuhi") if settings.use_ceilings else _("tidak dipakai")),
        (_("Bukti"), _("dengan yang diandaikan") if settings.assumptions else _("tanpa yang diandaikan")),
    ]
    if settings.tail is not None:
        found.append(
            (_("Berjaga-jaga"), _("untuk %(share)s ulangan terburuk") % {"share": money.percent(settings.tail, 0)})
        )
    for group in GROUPS:
        for one in getattr(settings, group):
            name = pillar_name(one.name) if group == "pillars" else names.get(one.name, one.name)
            found.append((f"{group_name(group)}: {name}", bound_words(one.min_idr, one.max_idr)))
    lists: tuple[tuple[str, Any], ...] = (
        (_("Harus ada"), settings.require),
        (_("Tidak boleh ada"), settings.exclude),
    )
    found += [(label, ", ".join(names.get(one, one) for one in given)) for label, given in lists if given]
    found += [
        (_("Prasyarat"), _("%(item)s hanya bersama %(needs)s") % {"item": names.get(one.item, one.item),
                                                                  "needs": names.get(one.needs, one.needs)})
        for one in settings.prerequisites
    ]  # fmt: skip
    found += [
        (_("Paling banyak satu dari"), ", ".join(names.get(one, one) for one in each)) for each in settings.exclusions
    ]
    found += [
        (_("Kapasitas %(name)s") % {"name": one.name},
         _("paling banyak %(count)s dari %(items)s") % {"count": one.at_most, "items": ", ".join(one.items)})
        for one in settings.capacity
    ]  # fmt: skip
    if settings.seats_min is not None or settings.seats_max is not None:
        found.append((_("Kursi pelatihan"), f"{settings.seats_min or 0} – {settings.seats_max or '∞'}"))
    if settings.answered_per_village is not None:
        found.append((_("Usulan terjawab tiap desa"), _("paling sedikit %(n)s") % {"n": settings.answered_per_village}))
    if settings.minutes_to_rupiah:
        found.append((_("Karya fisik"), _("dinilai dari menit perjalanan yang dihemat")))
    found.append(
        (_("Ketelitian"), _("%(draws)s ulangan, benih %(seed)s, celah %(gap)s") % {
            "draws": settings.draws, "seed": settings.seed, "gap": money.percent(settings.gap, 2)})
    )  # fmt: skip
    return found
