"""Why something is in the package, or why not: searched among what could be chosen, answered in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata.planning.wording.limit_names import limit_names
from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.analysis.queries import inputs as frozen
from merata_portal.office.views.planning.finding import asked_of, plans_here, scenario_of
from merata_portal.office.views.planning.wording import gain_of, halves, language, numbers, said
from merata_portal.office.views.programmes.finding import text_in
from merata_portal.planning.queries import answered

MOST_FOUND = 30
NEARLY = 12


@require_safe
@requires(Capability.VIEW_PLANS)
def why(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Search, and the answer about one thing where it was asked for."""
    by = actor(request)
    found = scenario_of(by, uuid)
    plan = asked_of(by, found.result)
    name, wanted = text_in(request, "tentang"), text_in(request, "cari")
    asked = asked_of(by, UUID(found.whys[name])) if name in found.whys else None
    if request.headers.get("HX-Request"):
        response = render(request, "office/planning/parts/why_answer.html", _context(request, found, asked, plan, name))
        if asked is not None and not asked.waiting:
            response["HX-Refresh"] = "true"
        return response
    names = _names(by, found, plan.answer)
    hits = _hits(names, wanted)
    context = _context(request, found, asked, plan, name) | {
        "wanted": wanted,
        "hits": hits[:MOST_FOUND],
        "more_hits": len(hits) > MOST_FOUND,
        "left_out": [] if wanted or name else nearly_chosen(plan.answer),
        "shown_name": names.get(name, name),
        "earlier": [(one, names.get(one, one)) for one in sorted(found.whys)],
        "plans_here": plans_here(by, found.area),
    }
    return render(request, "office/planning/why.html", context)


def _context(request: HttpRequest, found: Any, asked: Any, plan: Any, name: str) -> dict[str, Any]:
    answer = asked.answer if asked is not None else None
    told = told_of(answer, plan.answer or {}) if answer is not None else []
    return {"scenario": found, "asked": asked, "answer": answer, "told": told, "name": name,
            "here": request.get_full_path()}  # fmt: skip


def told_of(why_answer: Mapping[str, Any], plan: Mapping[str, Any]) -> list[str]:
    """In sentences: where it stands, what it adds, what it may cost, what stands in its way, if forced."""
    if why_answer.get("sentences"):
        return [said(row) for row in why_answer["sentences"]]
    gain, money = gain_of(why_answer if why_answer.get("unit") else plan), numbers()
    found = [_standing(why_answer), _part(why_answer, gain), _entry(why_answer), _forced(why_answer, gain)]
    if why_answer["obstacles"] and not why_answer["in_plan"]:
        named = "; ".join(f"{_limit(one)} ({gain.short(one['price'])})" for one in why_answer["obstacles"])
        found.insert(3, _("Yang menghalangi, dengan nilai bagian yang dipakainya: %(named)s.") % {"named": named})
    found += [
        _("Bukti: %(name)s, %(mean)s ± %(error)s%(assumed)s, %(source)s.")
        % {
            "name": one["evidence_id"],
            "mean": money.plain(round(one["mean"], 4)),
            "error": money.plain(round(one["standard_error"], 4)),
            "assumed": f" ({_('diandaikan')})" if one["assumption"] else "",
            "source": halves(one["source"]),
        }
        for one in why_answer["evidence"]
    ]
    return [one for one in found if one]


def _limit(row: Mapping[str, Any]) -> str:
    """A limit by its name in the page's language."""
    return said(row, "name") or limit_names(str(row["limit"]))[0 if language() == "id" else 1]


def _standing(found: Mapping[str, Any]) -> str:
    money = numbers()
    budget = money.money_short(found["budget_idr"])
    if found["excluded"]:
        return _("Dikecualikan oleh batas yang dipilih pada skenario ini.")
    if found["in_plan"]:
        return _("Masuk paket terbaik dari %(budget)s, dengan %(given)s.") % {
            "budget": budget,
            "given": money.money(found["plan_idr"]),
        }
    return _("Tidak masuk paket terbaik dari %(budget)s.") % {"budget": budget}


def _part(found: Mapping[str, Any], gain: Any) -> str:
    money = numbers()
    what = _("Ini")
    if found["kind"] == "programme":
        what = _("Bagian yang dipilih") if found["in_plan"] else _("Bagian yang terdekat")
    where = _(" di %(village)s") % {"village": found["piece_village"]} if found["piece_village"] else ""
    return _(
        "%(what)s%(where)s (%(households)s rumah tangga, %(cost)s) menambah %(gain)s; uang dan batas lain yang "
        "dipakainya bernilai %(price)s bila dipakai untuk hal lain."
    ) % {
        "what": what,
        "where": where,
        "households": money.integer(found["piece_households"]),
        "cost": money.money(found["piece_idr"]),
        "gain": gain(found["gain"]),
        "price": gain.short(found["price"]),
    }


def _entry(found: Mapping[str, Any]) -> str:
    entry = found["entry_cost_idr"]
    if entry is None:
        return _("Tidak ada batas uang yang menahannya.")
    cost = numbers().money(round(entry))
    if found["in_plan"] and found["worth"] < 0:
        return _("Menurut harga batas ia agak mahal (lebih dari %(cost)s); ia masuk karena mengisi sisa uang.") % {
            "cost": cost
        }
    if found["in_plan"]:
        return _("Tetap masuk selama biayanya di bawah %(cost)s.") % {"cost": cost}
    if entry <= 0:
        return _("Tidak akan masuk walau tanpa biaya.")
    if found["worth"] > 0:
        return _("Menurut harga batas ia cukup murah (sampai %(cost)s), tetapi tidak muat utuh bersama yang lain.") % {
            "cost": cost
        }
    return _("Akan masuk bila biayanya di bawah %(cost)s.") % {"cost": cost}


def _forced(found: Mapping[str, Any], gain: Any) -> str:
    forced = found["forced"]
    out = forced["way"] == "out"
    if forced["difference"] is None:
        way = _("dikeluarkan") if out else _("dimasukkan")
        return _("Tidak dapat %(way)s: %(why)s.") % {"way": way, "why": halves(forced["impossible"] or "")}
    change = gain(abs(forced["difference"]))
    if forced["difference"] <= 0:
        text = (
            _("Bila dikeluarkan dan sisanya diisi lagi, manfaat paket turun %(change)s.")
            if out
            else _("Bila dimasukkan dan sisanya diisi lagi, manfaat paket turun %(change)s.")
        )
    else:
        text = (
            _("Bila dikeluarkan dan sisanya diisi lagi, manfaat paket naik %(change)s, dalam batas celah bukti.")
            if out
            else _("Bila dimasukkan dan sisanya diisi lagi, manfaat paket naik %(change)s, dalam batas celah bukti.")
        )
    return text % {"change": change}


def _names(by: Any, found: Any, answer: Mapping[str, Any] | None) -> dict[str, str]:
    """By id what can be asked about: candidates by their names and villages, proposals by their titles."""
    if answer is None:
        return {}
    names: dict[str, str] = {}
    for row in (*(answer.get("robustness") or ()), *answer["items"]):
        names[row["source_id"]] = row["name"]
        place = f" · {row['village']}" if row["village"] else ""
        names[row["item_id"]] = f"{row['name']}{place}"
    for one in answered.of_answer(frozen.one(by, found.inputs), answer):
        names.setdefault(one.proposal_id, f"{_('Usulan')}: {one.title} · {one.village}")
    return names


def _hits(names: Mapping[str, str], wanted: str) -> list[tuple[str, str]]:
    """What fits the words that are looked for, in the order of their names."""
    words = wanted.lower().split()
    if not words:
        return []
    fitting = [(one, told) for one, told in names.items() if all(word in f"{one} {told}".lower() for word in words)]
    return sorted(fitting, key=lambda one: (len(one[1]), one[1]))


def nearly_chosen(answer: Mapping[str, Any] | None) -> list[tuple[str, str, str]]:
    """What is not in the package and is in the best one of most draws: id, name, share; to begin asking with."""
    rows = [row for row in (answer or {}).get("robustness") or () if not row["plan_idr"] and row["share"] > 0]
    rows.sort(key=lambda row: (-row["share"], row["item_id"]))
    return [
        (row["item_id"], f"{row['name']}{' · ' + row['village'] if row['village'] else ''}",
         numbers().percent(row["share"], 0))
        for row in rows[:NEARLY]
    ]  # fmt: skip
