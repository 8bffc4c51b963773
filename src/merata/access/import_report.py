"""What an import kept, left out, mended and could not understand, with kilometres: for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    "kept": (
        "{count} segmen jalan dipakai, {km} km",
        "{count} road segments kept, {km} km",
    ),
    "nodes": ("{count} simpul", "{count} nodes"),
    "class": (
        "tidak dipakai: {count} garis yang kelasnya tidak ada di tabel kecepatan, {km} km",
        "left out: {count} ways of a class that the table of speeds lacks, {km} km",
    ),
    "access": (
        "tidak dipakai: {count} garis yang tertutup bagi semua moda, {km} km",
        "left out: {count} ways closed to every mode, {km} km",
    ),
    "ferry": (
        "tidak dipakai: {count} lintasan penyeberangan (feri), {km} km",
        "left out: {count} ferries, {km} km",
    ),
    "outside": (
        "tidak dipakai: {count} segmen di luar batas wilayah, {km} km",
        "left out: {count} segments outside the boundary, {km} km",
    ),
    "missing_nodes": (
        "tidak dipakai: {count} segmen yang simpulnya tidak ada di berkas; panjangnya tidak diketahui",
        "left out: {count} segments with a node that the file lacks; their length is unknown",
    ),
    "loops": (
        "tidak dipakai: {count} segmen dari satu simpul ke simpul itu juga, {km} km",
        "left out: {count} segments from a node to itself, {km} km",
    ),
    "zero_length": (
        "{count} segmen sepanjang nol meter antara dua simpul di tempat yang sama; dipakai, nol menit",
        "{count} segments of no length between two nodes at one place; kept, at zero minutes",
    ),
    "snapped": (
        "{count} ujung jalan yang nyaris bertemu disambung, jarak seluruhnya {km} km",
        "{count} road ends that nearly met were joined, over {km} km in all",
    ),
    "dangling_bridges": (
        "{count} ujung jembatan tidak tersambung ke jalan mana pun",
        "{count} ends of bridges meet no other road",
    ),
    "components": (
        "{count} bagian jaringan terpisah dari bagian terbesar, {km} km; tetap dipakai",
        "{count} parts of the network are apart from the largest, {km} km; they are kept",
    ),
    "traps": (
        "{count} simpul (jumlah semua moda) tidak dapat dicapai dari, atau tidak dapat mencapai, bagian utama, "
        "padahal jalannya tersambung: periksa arah satu jalur",
        "{count} nodes (of all modes together) cannot be reached from the main part, or not reach it, "
        "though roads join them: look at one-way tags",
    ),
    "fords": ("{count} segmen melintasi sungai tanpa jembatan, {km} km", "{count} segments ford a river, {km} km"),
    "closed_wet": (
        "{count} segmen tertutup di musim hujan menurut petanya, {km} km",
        "{count} segments are closed in the wet season by their tags, {km} km",
    ),
    "barriers": (
        "{count} penghalang pada simpul (portal, pagar) tidak diperhitungkan",
        "{count} barriers at nodes (gates, bollards) were not considered",
    ),
    "surface_assumed": (
        "perkerasan {count} segmen tidak diketahui dan diandaikan dari kelas jalan, {km} km",
        "the surface of {count} segments is unknown and assumed from the class, {km} km",
    ),
    "not_understood": (
        "{count} nilai tag tidak dikenal dan dilewati, pada {km} km",
        "{count} values of tags were not understood and passed over, on {km} km",
    ),
    "conditions_joined": (
        "{count} baris daftar kondisi jalan tersambung ke peta, {km} km",
        "{count} rows of the list of road conditions joined to the map, {km} km",
    ),
    "conditions_unmatched": (
        "{count} baris daftar kondisi jalan tidak ditemukan di peta, {km} km menurut daftar",
        "{count} rows of the list of road conditions were not found on the map, {km} km by the list",
    ),
    "conditions_apart": (
        "{count} baris daftar kondisi jalan kena beberapa bagian yang tidak bertemu: mungkin beberapa jalan senama",
        "{count} rows of the list of road conditions fell on parts that do not meet: perhaps roads of one name",
    ),
    "conditions_direction": (
        "{count} ruas dengan kilometer tanpa titik awal: dihitung dari ujung tempat garisnya mulai digambar",
        "{count} roads with kilometres but no starting point: counted from the end where they begin to be drawn",
    ),
    "elevation_outside": (
        "{count} simpul di luar raster ketinggian; jalannya dianggap datar",
        "{count} nodes outside the elevation raster; their roads count as level",
    ),
}
"""What each kind of item says, Indonesian and English, in the order of printing."""

_KEYS_ID = {
    "highway": "kelas",
    "ways": "garis",
    "way": "garis",
    "nodes": "simpul",
    "node": "simpul",
    "metres": "meter",
    "latitude": "lintang",
    "longitude": "bujur",
    "mode": "moda",
    "row": "baris",
    "road": "jalan",
    "parts": "bagian",
}
"""The keys of examples in Indonesian, where they differ."""

EXAMPLES = 20
"""How many examples an item keeps; `count` and `km` count all."""


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of thing that happened: how many, how many kilometres, and examples (at most `EXAMPLES`)."""

    kind: str
    count: int
    km: float = 0.0
    examples: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class ImportReport:
    """The report of one import; items of which there are none are not kept."""

    file: str
    speeds: Mapping[str, str]
    items: dict[str, Item] = field(default_factory=dict)

    def add(self, kind: str, count: int, km: float = 0.0, examples: Sequence[Mapping[str, Any]] = ()) -> None:
        """Record an item of a kind that `TEXTS` knows; nothing where `count` is 0."""
        if kind not in TEXTS:
            raise KeyError(kind)
        if count:
            self.items[kind] = Item(kind, int(count), float(km), tuple(examples[:EXAMPLES]))

    def as_json(self) -> dict[str, Any]:
        """The report for machines: items by kind, kilometres rounded to the metre."""
        items = {
            kind: {"count": item.count, "km": round(item.km, 3), "examples": [dict(one) for one in item.examples]}
            for kind, item in self._ordered()
        }
        return {"file": self.file, "speeds": dict(self.speeds), "items": items}

    def lines(self, language: str) -> list[str]:
        """The report for people in `id` or `en`: one line an item, then its examples, indented."""
        lines = []
        for kind, item in self._ordered():
            text = TEXTS[kind][0 if language == "id" else 1]
            lines.append(text.format(count=_number(item.count, 0, language), km=_number(item.km, 3, language)))
            keys = _KEYS_ID if language == "id" else {}
            lines += [
                "    " + ", ".join(f"{keys.get(key, key)} {value}" for key, value in one.items())
                for one in item.examples[:5]
            ]
            if len(item.examples) > 5:
                lines.append("    …")
        return lines

    def _ordered(self) -> list[tuple[str, Item]]:
        return [(kind, self.items[kind]) for kind in TEXTS if kind in self.items]


def _number(value: float, decimals: int, language: str) -> str:
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text
