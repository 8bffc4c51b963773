"""What a result says in sentences: the answer, what the gap means, what more money would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from merata_portal.office.views.planning.wording import aim, gain_of, halves, numbers, said

Answer = Mapping[str, Any]
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after, with its 95% intervals."""

    name: str
    before: str
    before_ends: str
    after: str
    after_ends: str


@dataclass(frozen=True, slots=True)
class Price:
    """What one more unit of a limit would add: how the limit is called, and the sentence."""

    name: str
    text: str


def persons(answer: Answer) -> int:
    """Everyone who lives there."""
    return sum(row["persons"] for row in answer["by_village"])


def headline(answer: Answer) -> list[str]:
    """The answer in sentences: what it does, whom it lifts, how sure it is, and what the measure means."""
    gain, money = gain_of(answer), numbers()
    low, high = answer["intervals"]["gain"]
    does, meaning = aim(answer["objective"])
    first = _(
        "Dengan %(spent)s, paket terbaik %(does)s di %(regency)s sebesar %(gain)s "
        "(selang 95%%: %(low)s sampai %(high)s)."
    ) % {
        "spent": money.money_short(answer["spent_idr"]),
        "does": does,
        "regency": answer["regency_name"],
        "gain": gain(answer["gain"]),
        "low": gain.short(low),
        "high": gain.short(high),
    }
    return [first, _whom(answer), _proved(answer), meaning]


def _whom(answer: Answer) -> str:
    money = numbers()
    gini = _("Gini bergerak dari %(before)s ke %(after)s") % {
        "before": money.decimal(answer["gini_before"], 4),
        "after": money.decimal(answer["gini_after"], 4),
    }
    if answer.get("p0_before") is None:
        return f"{gini}."
    lifted = round((answer["p0_before"] - answer["p0_after"]) * persons(answer))
    poor = _("penduduk miskin dari %(before)s ke %(after)s, kira-kira %(lifted)s orang keluar dari kemiskinan") % {
        "before": money.percent(answer["p0_before"], 2),
        "after": money.percent(answer["p0_after"], 2),
        "lifted": money.integer(lifted),
    }
    return _("%(gini)s, dan %(poor)s.") % {"gini": gini, "poor": poor}


def _proved(answer: Answer) -> str:
    gain, money = gain_of(answer), numbers()
    if answer["gap"] is None:
        return _("Tidak ada paket dalam batas ini yang terbukti menaikkan apa pun.")
    return _(
        "Ini terbukti: di antara semua paket yang memenuhi batas yang sama, tidak satu pun lebih baik lebih dari "
        "%(gap)s (%(room)s)."
    ) % {"gap": money.percent(answer["gap"], 2), "room": gain(answer["bound"] - answer["gain"])}


def gap_meaning(answer: Answer) -> list[str]:
    """What is left open, in rupiah and in words."""
    gain, money = gain_of(answer), numbers()
    room = max(answer["bound"] - answer["gain"], 0.0)
    found = [
        _(
            "Batas atas dihitung dari seluruh data rumah tangga: sebaik apa pun orang memilih, kenaikannya tidak dapat "
            "melampaui %(bound)s. Paket ini mencapai %(gain)s."
        )
        % {"bound": gain(answer["bound"]), "gain": gain(answer["gain"])}
    ]
    if gain.is_rupiah:
        yearly = room * MONTHS * persons(answer)
        found.append(
            _(
                "Yang mungkin masih tertinggal di atas meja: paling banyak setara %(yearly)s setahun bagi seluruh "
                "penduduk."
            )
            % {"yearly": money.money_short(yearly)}
        )
    if answer["single_bound"] > answer["bound"]:
        found.append(
            _(
                "Bila bantuan boleh dipotong sampai satu keluarga, bukan hanya kelompok keluarga yang sama perlunya, "
                "batas atasnya %(bound)s."
            )
            % {"bound": gain(answer["single_bound"])}
        )
    return found


def changes(answer: Answer) -> list[Change]:
    """Inequality and poverty before and after, with intervals."""
    money = numbers()

    def four(value: float) -> str:
        return money.decimal(value, 4)

    def share(value: float) -> str:
        return money.percent(value, 2)

    names = (
        ("gini", "Gini", four), ("atkinson", _("Atkinson, ε = 1"), four), ("p0", _("Penduduk miskin (P0)"), share),
        ("p1", _("Kedalaman kemiskinan (P1)"), share), ("p2", _("Keparahan kemiskinan (P2)"), share),
    )  # fmt: skip
    found = []
    for key, name, write in names:
        if answer.get(f"{key}_before") is None:
            continue
        ends = {
            when: " – ".join(write(end) for end in answer["intervals"][f"{key}_{when}"]) for when in ("before", "after")
        }
        found.append(
            Change(name, write(answer[f"{key}_before"]), ends["before"], write(answer[f"{key}_after"]), ends["after"])
        )
    return found


def prices(answer: Answer) -> list[Price]:
    """What one more unit of every limit that binds would do."""
    return [Price(said(row, "name") or row["limit"], said(row)) for row in answer["shadow_prices"] if said(row)]


def joint(answer: Answer) -> dict[str, Any] | None:
    """What the package does together beside the sum of its parts."""
    found = answer.get("joint")
    if not found:
        return None
    gain = gain_of(answer)
    bundles = [
        {"names": one["names"], "gain": gain.short(one["gain"]), "alone": gain.short(one["alone_gain"]),
         "difference": gain.short(one["difference"])}
        for one in found["bundles"]
    ]  # fmt: skip
    return {"text": said(found), "gain": gain(found["gain"]), "alone": gain(found["alone_gain"]), "bundles": bundles}


def sentences(answer: Answer, *about: str) -> list[str]:
    """What the arithmetic says besides, on some matters."""
    return [said(row) for row in answer.get("sentences") or () if row["about"] in about]


def caveats(answer: Answer) -> list[str]:
    """What is said of the measure and of the count, without what the notes and the table of evidence say too."""
    own = " ".join(answer["notes"])
    told = sentences(answer, "objective", "caveats")
    return [one for one in told if one not in own and not any(one.startswith(note) for note in answer["notes"])]


def notes(answer: Answer) -> list[str]:
    """What to know of the data and the choices, in the page's language."""
    own = [halves(note) for note in answer["notes"]]
    return own + [halves(note) for row in answer["regret"] for note in row["notes"]]


def effects(answer: Answer) -> Sequence[Mapping[str, Any]]:
    """What the package rests on: each record of evidence, assumed ones first."""
    money = numbers()
    rows = [
        {
            "name": row["evidence_id"],
            "mean": money.plain(round(row["mean"], 4)),
            "error": money.plain(round(row["standard_error"], 4)),
            "unit": row["unit"],
            "source": halves(row["source"]),
            "assumption": row["assumption"],
        }
        for row in answer["effects"]
    ]
    return sorted(rows, key=lambda row: (not row["assumption"], str(row["name"])))
