"""What the report on what changed inequality says: every figure with its interval, its n, and the command behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from merata_portal.evaluation.documents.typesetting import pdf
from merata_portal.evaluation.queries.attribution_rows import Row, Told, left_out, part_name, told
from merata_portal.evaluation.queries.attributions import Attributed
from merata_portal.evaluation.writing import between, decimal, percent, whole
from merata_portal.oversight.documents.typesetting import canonical


def lkpj(found: Attributed, *, office: str, language: str) -> bytes:
    """The report of a finished attribution as PDF, in `language` ("id" or "en")."""
    return pdf(report(found, office=office, language=language))


def report(found: Attributed, *, office: str, language: str) -> dict[str, Any]:
    """The report's data with its hash: SHA-256 of all the rest."""
    with override(language):
        data = _told(found, office, language)
    return data | {"hash": hashlib.sha256(canonical(data).encode()).hexdigest()}


def _told(found: Attributed, office: str, language: str) -> dict[str, Any]:
    answer, made = found.answer, found.attribution
    if answer is None:
        raise ValueError("the report needs a finished attribution")
    measures = told(answer)
    years = {"first": made.first_year, "second": made.second_year}
    return {
        "language": language,
        "day": made.made_at.date().isoformat(),
        "title": _("Apa yang mengubah ketimpangan %(first)s–%(second)s") % years,
        "office": office,
        "subtitle": _("Laporan atribusi untuk LKPJ %(second)s · %(office)s") % (years | {"office": office}),
        "synthetic": _("DATA SINTETIS: semua orang di sini dibuat oleh komputer.") if answer["synthetic"] else "",
        "about": _(
            "Perubahan ketimpangan dan kemiskinan antara dua survei, dibagi menjadi pertumbuhan, setiap program, dan "
            "sisa yang tidak terjelaskan. Bagian-bagiannya berjumlah tepat sama dengan perubahannya. Setiap angka "
            "dengan selang kepercayaan 95%% dan banyaknya yang diamati; selang yang memuat nol berarti data ini belum "
            "dapat membedakannya dari tidak berubah."
        ).replace("%%", "%"),
        "figures": [_figure(one) for one in measures if one.measure in ("gini", "p0", "social_welfare")],
        "wholes": _wholes(measures, answer),
        "parts": [_parts(one, answer) for one in measures if one.measure in ("gini", "p0", "social_welfare")],
        "evidence": _evidence(answer),
        "assumptions": _assumptions(answer),
        "left_out": [f"{name}: {reason}" for name, reason in left_out(answer)],
        "recompute": _recompute(found),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "changes": _("Apa yang berubah"),
        "parts": _("Apa yang mengubahnya"),
        "evidence": _("Bukti yang dipakai"),
        "assumptions": _("Asumsi dan batas"),
        "left_out": _("Dilaksanakan, tetapi masuk sisa"),
        "check": _("Menghitung ulang laporan ini"),
        "hash": _("Sidik isi SHA-256"),
        "page": _("halaman"),
        "assumed": _("asumsi"),
    }


def _figure(one: Told) -> dict[str, str]:
    return {"label": one.label, "value": one.change, "note": one.interval}


def _wholes(measures: list[Told], answer: Mapping[str, Any]) -> dict[str, Any]:
    first, second = answer["years"]
    return {
        "header": [_("Ukuran"), str(first), str(second), _("Perubahan, selang 95%%").replace("%%", "%")],
        "rows": [
            [
                one.label, f"{one.first}\n({one.first_interval})", f"{one.second}\n({one.second_interval})",
                f"{one.change}\n({one.interval})",
            ]
            for one in measures
        ],
        "note": _(
            "n: %(first)s rumah tangga survei dalam %(clusters_first)s gugus (%(year_first)s), %(second)s dalam "
            "%(clusters_second)s gugus (%(year_second)s). Kemiskinan terhadap garis tahunnya masing-masing."
        )
        % {
            "first": whole(answer["n"][0]), "second": whole(answer["n"][1]),
            "clusters_first": whole(answer["clusters"][0]), "clusters_second": whole(answer["clusters"][1]),
            "year_first": first, "year_second": second,
        },
    }  # fmt: skip


def _parts(one: Told, answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": one.label,
        "sentence": one.sentence,
        "least": one.least,
        "most": one.most,
        "header": [
            _("Bagian"), "", _("Perubahan"), _("Selang 95%%").replace("%%", "%"), _("Rumah tangga tercapai, n"),
        ],
        "rows": [_part(row) for row in one.rows],
        "note": _(
            "Titik: perubahan; garis: selang 95%%, dipotong di tepi gambar; garis tegak: nol. n: rumah tangga registri "
            "yang dicapai pada %(first)s dan %(second)s. Galat dari %(replicates)s ulangan rancangan survei."
        )
        % {"first": answer["years"][0], "second": answer["years"][1], "replicates": whole(answer["replicates"])},
    }  # fmt: skip


def _part(row: Row) -> dict[str, Any]:
    reached = "–" if row.households is None else f"{whole(row.households[0])} → {whole(row.households[1])}"
    return {
        "name": row.name, "lever": row.lever, "assumption": row.assumption, "value": row.value, "low": row.low,
        "high": row.high, "certain": row.certain, "change": row.change, "interval": row.interval, "n": reached,
    }  # fmt: skip


def _evidence(answer: Mapping[str, Any]) -> dict[str, Any]:
    def effect(one: Mapping[str, Any]) -> str:
        if one["unit"] == "pass_through":
            return f"{decimal(one['mean'], 2)} ± {decimal(one['standard_error'], 2)}"
        return f"{percent(one['mean'])} ± {percent(one['standard_error'])}"

    return {
        "header": [_("Program"), _("Dampak ± galat baku"), _("Sumber")],
        "rows": [
            [part_name(one["name"], one["name"]) if one["name"] == one["evidence_id"] else _title(answer, one["name"]),
             effect(one), one["source"], one["assumption"]]
            for one in answer["evidence"]
        ],
    }  # fmt: skip


def _title(answer: Mapping[str, Any], name: str) -> str:
    return str(next((one["title"] for one in answer["parts"] if one["name"] == name), name))


def _assumptions(answer: Mapping[str, Any]) -> list[str]:
    ratio = answer["growth_ratio"]
    growth = (
        _("Asumsi: pertumbuhan %(ratio)s, sebagaimana diminta.") % {"ratio": decimal(ratio["value"], 3)}
        if answer["growth_named"]
        else _("Pertumbuhan: rata-rata tanpa program × %(ratio)s (%(interval)s), dalam rupiah berlaku.")
        % {
            "ratio": decimal(ratio["value"], 3),
            "interval": between(decimal(ratio["low"], 3), decimal(ratio["high"], 3)),
        }
    )
    return [
        growth,
        _(
            "Bagian sebuah program: nilai Shapley-nya tahun kedua dikurangi tahun pertama, jadi bantuan yang tidak "
            "ikut tumbuh mengecil sumbangannya."
        ),
        _(
            "Asumsi: survei tidak mencatat bantuan, maka setiap rumah tangga survei meminjam dari rumah tangga "
            "registri yang serupa; di antara yang serupa, penerimaan tidak bergantung pada konsumsi tanpa program. "
            "Bila daftar penerima tahu lebih banyak daripada survei, sumbangan bantuan di sini terlalu kecil."
        ),
        _("Asumsi: kedua sampel ditarik terpisah, dan dampak tidak melimpah ke desa atau rumah tangga lain."),
    ]


def _recompute(found: Attributed) -> dict[str, Any]:
    result = found.result
    return {
        "text": _(
            "Perintah di bawah menghitung ulang dari bahan yang dibekukan dan mengatakan apakah setiap angkanya sama. "
            "DATA: folder data portal."
        ),
        "command": f"merata portal analysis recompute DATA {result.uuid}",
        "facts": [
            [_("Bahan beku"), result.inputs.content_hash],
            [_("Kode"), result.code_version],
            [_("Sidik jawaban"), result.answer_hash],
            [_("Benih"), str(result.parameters["seed"])],
            [_("Dihitung"), date_format(result.finished_at, "j F Y") if result.finished_at else "–"],
        ],
    }
