"""The map of recipients: shares from published figures alone, withheld villages hatched, nothing without boundaries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from merata.report.shapes import Shapes, read_shapes
from merata_portal.analysis.models import Publication
from merata_portal.public.views.programmes import recipients_map as pictures
from merata_portal.public.views.programmes.recipients import Counted, InRegency

ONE, TWO, THREE = "35.05.01.2001", "35.05.01.2002", "35.05.01.2003"


def told() -> InRegency:
    villages = (Counted(ONE, "Jaten", 40, 160), Counted(TWO, "Salam", None, 90), Counted(THREE, "Pikatan", 0, 50))
    kecamatan = Counted("35.05.01", "Wonodadi", 45, 300)
    return InRegency(Publication(), "penerima_tercatat", 2025, Counted("35.05", "Kabupaten Blitar", 45, 300),
                     ((kecamatan, villages),))  # fmt: skip


def squares(folder: Path) -> Shapes:
    features = [
        {
            "type": "Feature", "properties": {"village_code": code},
            "geometry": {"type": "Polygon", "coordinates": [
                [[112 + at, -8], [113 + at, -8], [113 + at, -7], [112 + at, -7], [112 + at, -8]]
            ]},
        }
        for at, code in enumerate((ONE, TWO, THREE))
    ]  # fmt: skip
    path = folder / "villages.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_shapes(path)


def test_shares_are_of_a_hundred_registered_households_and_none_where_one_is_withheld() -> None:
    assert Counted(ONE, "Jaten", 40, 160).of_100 == 25
    assert Counted(ONE, "Jaten", None, 160).of_100 is None
    assert Counted(ONE, "Jaten", 40, None).of_100 is None
    assert Counted(ONE, "Jaten", 0, 50).of_100 == 0
    assert Counted(ONE, "Jaten", 15, 10).of_100 == 100, "rounded figures may exceed each other"


def test_withheld_figures_are_counted() -> None:
    assert told().withheld == 1


def test_villages_tell_their_share_and_withheld_ones_are_hatched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pictures, "outlines", lambda _area: squares(tmp_path))
    drawn = pictures.recipients_map(told())
    assert "Peta penerima di Kabupaten Blitar menurut desa: 2 desa dengan angka, 1 ditahan." in drawn
    assert "url(#peta-3505-h)" in drawn
    assert "tidak ada penerima" in drawn
    assert "Jaten: 25%" in drawn, "a share, which nobody takes for a count of families"
    assert " style=" not in drawn


def test_without_boundaries_there_is_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "outlines", lambda _area: None)
    assert pictures.recipients_map(told()) == ""
