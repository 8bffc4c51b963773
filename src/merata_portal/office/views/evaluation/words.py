"""What estimates, designs and records say, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from merata_portal.evaluation.writing import between, p_value, percent, rupiah, whole
from merata_portal.office.views.evaluation.pictures import Drawn, Scale, scale

ESTIMANDS: Mapping[str, str | Promise] = {
    "offer": gettext_lazy("Ditawari kursi"),
    "completion": gettext_lazy("Lulus pelatihan"),
    "entry": gettext_lazy("Desa masuk program"),
    "served": gettext_lazy("Desa dilayani pekerjaan"),
}
METHODS: Mapping[str, str | Promise] = {
    "lottery": gettext_lazy("undian: pemenang dibanding yang kalah"),
    "lottery_iv": gettext_lazy("undian: dampak pada yang lulus karena menang"),
    "staggered": gettext_lazy("desa yang sudah masuk dibanding yang belum"),
    "synthetic": gettext_lazy("desa terlayani dibanding gabungan desa serupa"),
}
OUTCOMES: Mapping[str, str | Promise] = {
    "share_of_income": gettext_lazy("penghasilan"),
    "share_of_consumption": gettext_lazy("konsumsi"),
    "pass_through": gettext_lazy("konsumsi per rupiah bantuan"),
}
UNITS: Mapping[str, str | Promise] = {
    "applicants": gettext_lazy("pendaftar"), "villages": gettext_lazy("desa"),
}  # fmt: skip
_PER: Mapping[str, str | Promise] = {
    "offer": gettext_lazy("sebulan bagi yang ditawari kursi"),
    "completion": gettext_lazy("sebulan bagi yang lulus"),
    "village": gettext_lazy("sebulan bagi setiap orang di desa itu"),
}
_TREATED: Mapping[str, str | Promise] = {
    "offer": gettext_lazy("pemenang undian"),
    "completion": gettext_lazy("pemenang undian"),
    "entry": gettext_lazy("masuk program"),
    "served": gettext_lazy("dilayani"),
}
LEVERS: Mapping[str, str | Promise] = {
    "assistance": gettext_lazy("Bantuan"), "training": gettext_lazy("Pelatihan"),
    "empowerment": gettext_lazy("Program desa"), "infrastructure": gettext_lazy("Pekerjaan fisik"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One finding for the page: what, how, a sentence, the numbers as written, and its picture."""

    what: str
    method: str
    sentence: str
    effect: str
    interval: str
    p: str
    n: str
    attrition: str
    bounds: str
    notes: tuple[str, ...]
    drawn: Drawn | None


@dataclass(frozen=True, slots=True)
class Learned:
    """What a record becomes: prior (None: a new one), what was found here, both joined; each with its picture."""

    evidence_id: str
    prior: str
    local: str
    joined: str
    weight: str
    drawn: tuple[Drawn | None, Drawn, Drawn]


def findings(answer: Mapping[str, Any]) -> list[Told]:
    """Every finding of an estimate, on one scale."""
    rows = answer["findings"]
    adjusted: Mapping[str, float] = next(
        (one["adjusted"] for one in answer["families"] if one["name"] == "main_effects"), {}
    )
    ends = [one[end] for one in rows for end in ("low", "high") if one[end] is not None]
    drawing = scale(ends or [0.0])
    return [_told(one, adjusted, drawing) for one in rows]


def refusals(answer: Mapping[str, Any]) -> list[str]:
    """Why something was not evaluated."""
    key = "text_id" if get_language() == "id" else "text_en"
    return [one[key] for one in answer["refused"]]


def learned(answer: Mapping[str, Any]) -> list[Learned]:
    """What the findings would teach the records."""
    return [
        learned_row(one["learned"]["evidence_id"], one["learned"]["prior"], one["learned"]["local"],
                    one["learned"]["joined"], one["learned"]["prior_weight"])
        for one in answer["findings"]
        if one["learned"] is not None
    ]  # fmt: skip


def learned_row(
    evidence_id: str,
    prior: Mapping[str, float] | None,
    local: Mapping[str, float],
    joined: Mapping[str, float],
    weight: float,
) -> Learned:
    """One record before, found here, and after."""
    ends = [end for one in (prior, local, joined) if one for end in _ends(one)]
    drawing = scale(ends)
    return Learned(
        evidence_id=evidence_id,
        prior=_("belum ada bukti") if prior is None else estimate(prior),
        local=estimate(local),
        joined=estimate(joined),
        weight=percent(weight, 0),
        drawn=(
            None if prior is None else drawing.draw(prior["effect"], *_ends(prior), "before"),
            drawing.draw(local["effect"], *_ends(local), "local"),
            drawing.draw(joined["effect"], *_ends(joined), "after"),
        ),
    )


def estimate(one: Mapping[str, float]) -> str:
    """An effect with its 95% interval."""
    low, high = (percent(end, signed=True) for end in _ends(one))
    return f"{percent(one['effect'], signed=True)} ({between(low, high)})"


def note(text: str) -> str:
    """A note of `merata` in the page's language, where it holds one of each."""
    parts = text.split(" / ")
    if len(parts) != 2:
        return text
    return parts[0] if get_language() == "id" else parts[1]


def power(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the design could find, in sentences and figures."""
    key = "text_id" if get_language() == "id" else "text_en"
    if "refused" in answer:
        return {"refused": answer["refused"][key]}
    least, assumed, varied = answer["detectable"], answer["assumed"], answer["variation"]
    told: dict[str, Any] = {
        "least": percent(answer["effect"]),
        "least_idr": rupiah(answer["effect_idr"]),
        "per": str(_PER[answer["per"]]),
        "base": rupiah(answer["mean_idr"]),
        "power": percent(least["power"], 0),
        "level": percent(least["level"], 0),
        "curve": [(percent(effect), percent(share, 0), round(100 * share)) for effect, share in least["curve"]],
        "enough": answer["enough"],
        "source": _source(varied),
    }
    if assumed is None:
        return told | {"sentence": _("Belum ada bukti tentang ini: yang ditemukan menjadi yang pertama.")}
    words = {
        "assumed": percent(assumed["mean"]), "least": told["least"], "power": percent(assumed["power"], 0),
    }  # fmt: skip
    sentence = (
        _("Ukuran ini cukup: rencana memperkirakan dampak %(assumed)s, dan %(least)s sudah dapat terlihat.")
        if answer["enough"]
        else _(
            "Ukuran ini terlalu kecil untuk melihat dampak yang diperkirakan rencana (%(assumed)s): yang terkecil yang "
            "dapat terlihat %(least)s. Peluang melihat %(assumed)s hanya %(power)s."
        )
    )
    return told | {
        "sentence": sentence % words,
        "assumed": percent(assumed["mean"]),
        "assumed_idr": rupiah(assumed["effect_idr"]),
        "assumption": assumed["assumption"],
        "assumed_power": percent(assumed["power"], 0),
    }


def _source(varied: Mapping[str, Any]) -> str:
    if "classes" in varied:
        return _(
            "Dari %(n)s pendaftar %(classes)s kelas sebelumnya: simpangan baku log penghasilan %(sd)s, %(explained)s "
            "diterangkan penghasilan awal, %(lost)s tidak ditemukan lagi, pemenang %(completion)s lebih sering lulus."
        ) % {
            "n": whole(varied["n"]), "classes": whole(varied["classes"]), "sd": f"{varied['sd']:.2f}".replace(".", ","),
            "explained": percent(varied["explained"], 0), "lost": percent(varied["attrition"], 0),
            "completion": percent(varied["completion"], 0),
        }  # fmt: skip
    return _(
        "Dari %(n)s desa tanpa program yang dipantau %(first)s–%(last)s: rata-rata desa menyimpang %(sd)s setahun. "
        "Asumsi: simpangan satu tahun tidak terbawa ke tahun berikutnya."
    ) % {"n": whole(varied["n"]), "first": varied["years"][0], "last": varied["years"][-1], "sd": percent(varied["sd"])}


def _told(one: Mapping[str, Any], adjusted: Mapping[str, float], drawing: Scale) -> Told:
    low, high = one["low"], one["high"]
    bounded = one["kind"] == "bounded" and low is not None and high is not None
    interval = between(percent(low, signed=True), percent(high, signed=True)) if bounded else _("tidak terbatas")
    lee = one["details"].get("lee_bounds")
    return Told(
        what=str(ESTIMANDS[one["estimand"]]),
        method=str(METHODS[one["method"]]),
        sentence=_sentence(one, interval, bounded=bounded),
        effect=percent(one["effect"], signed=True),
        interval=interval,
        p=p_value(adjusted.get(one["subject"], one["p_value"])),
        n=_("%(n)s %(units)s, %(treated)s di antaranya %(how)s")
        % {
            "n": whole(one["n"]),
            "units": UNITS[one["units"]],
            "treated": whole(one["treated"]),
            "how": _TREATED[one["estimand"]],
        },
        attrition=_attrition(one["attrition"]),
        bounds="" if lee is None else between(percent(lee["lower"], signed=True), percent(lee["upper"], signed=True)),
        notes=tuple(note(text) for text in one["notes"]),
        drawn=drawing.draw(one["effect"], low, high) if bounded else None,
    )


def _sentence(one: Mapping[str, Any], interval: str, *, bounded: bool) -> str:
    words = {
        "what": str(ESTIMANDS[one["estimand"]]), "outcome": str(OUTCOMES[one["unit"]]),
        "by": percent(abs(one["effect"])), "interval": interval,
    }  # fmt: skip
    if not bounded:
        return _("%(what)s: data ini tidak membatasi dampaknya pada %(outcome)s.") % words
    if one["low"] <= 0 <= one["high"]:
        return (
            _("%(what)s: dampaknya pada %(outcome)s belum dapat dibedakan dari nol (selang 95%%: %(interval)s).")
            % words
        )
    if one["effect"] > 0:
        return _("%(what)s menaikkan %(outcome)s %(by)s (selang 95%%: %(interval)s).") % words
    return _("%(what)s menurunkan %(outcome)s %(by)s (selang 95%%: %(interval)s).") % words


def _attrition(shares: list[float] | None) -> str:
    if shares is None:
        return ""
    return _("%(winners)s pemenang, %(losers)s yang kalah") % {
        "winners": percent(shares[0]), "losers": percent(shares[1]),
    }  # fmt: skip


def _ends(one: Mapping[str, float]) -> tuple[float, float]:
    half = 1.959963984540054 * one["standard_error"]
    return one["effect"] - half, one["effect"] + half


NAMES: Mapping[str, str | Promise] = {
    "training_vocational": gettext_lazy("Pelatihan kejuruan"),
    "training_farming": gettext_lazy("Pelatihan tani"),
    "road_access": gettext_lazy("Akses jalan"),
    "bridge_access": gettext_lazy("Akses jembatan"),
    "facility_access": gettext_lazy("Akses fasilitas"),
    "cash_pass_through": gettext_lazy("Bantuan tunai menjadi konsumsi"),
}


def evidence_name(evidence_id: str, intervention: str = "") -> str:
    """What a record is called, its code behind where it has a name of its own."""
    known = NAMES.get(evidence_id)
    said = known or intervention
    return f"{said} ({evidence_id})" if said and said != evidence_id else evidence_id
