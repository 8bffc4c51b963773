"""Minutes to services as an edition tells them: by hand, as `merata access times` has them, and where no way is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor

ONE, TWO, THREE = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001"


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", "35.05"))


def built(year: int = 2026) -> tuple[list[Any], Any]:
    from merata_portal.analysis.publishing.access import ACCESS  # noqa: PLC0415 - models need the settings first
    from merata_portal.analysis.publishing.places import places_of  # noqa: PLC0415

    found = ACCESS.build(places_of("35.05"), year)
    (draft,) = found.drafts
    return list(draft.rows or []), found


def minutes(rows: list[Any], service: str, mode: str) -> dict[tuple[str, str], float | None]:
    return {
        (row["area_code"], row["season"]): row["minutes"]
        for row in rows
        if (row["service"], row["mode"]) == (service, mode)
    }


def test_minutes_are_those_that_a_person_counts(data_root: Path) -> None:
    from made_villages import inputs  # noqa: PLC0415

    inputs()
    rows, _ = built()
    # Fifteen kilometres of good gravel: 25 km/h when dry, three quarters of that when wet.
    assert minutes(rows, "market", "motorcycle") == {
        (ONE, "dry"): 0.0, (ONE, "wet"): 0.0, (TWO, "dry"): 36.0, (TWO, "wet"): 48.0,
        (THREE, "dry"): None, (THREE, "wet"): None,
    }  # fmt: skip
    # On foot 5 km/h, on wet gravel 0.95 of that.
    assert minutes(rows, "puskesmas", "walk")[ONE, "dry"] == 180.0
    assert minutes(rows, "puskesmas", "walk")[ONE, "wet"] == 189.5
    assert minutes(rows, "puskesmas", "motorcycle")[TWO, "dry"] == 0.0
    assert len(rows) == 3 * 2 * 2 * 2  # villages, services, seasons, modes; the kelurahan's point is not known


def test_where_there_is_no_way_it_is_said_and_never_infinite(data_root: Path) -> None:
    from made_villages import inputs  # noqa: PLC0415

    inputs()
    rows, _ = built()
    told = {(row["area_code"], row["reach"]) for row in rows}
    assert told == {(ONE, "reached"), (TWO, "reached"), (THREE, "unreachable")}
    assert all((row["minutes"] is None) == (row["reach"] == "unreachable") for row in rows)
    assert {type(row["minutes"]) for row in rows} == {float, type(None)}


def test_they_are_what_the_command_computes(data_root: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415
    from click.testing import CliRunner  # noqa: PLC0415
    from made_villages import facility, inputs, road  # noqa: PLC0415

    from merata.cli.access import access  # noqa: PLC0415
    from merata_portal.analysis.queries.datasets import folder  # noqa: PLC0415

    roads = [road(1, ONE, TWO), road(2, TWO, THREE, surface="asphalt", condition="heavy_damage", length_km=11.5)]
    kept = folder(inputs(roads=roads, facilities=[facility("hospital", THREE), facility("primary_school", TWO)]))
    rows, _ = built()
    for mode in ("motorcycle", "walk"):
        for season in ("dry", "wet"):
            out = tmp_path / f"{mode}-{season}.parquet"
            asked = ["times", "--roads", str(kept), "--facilities", str(kept), "--mode", mode, "--season", season]
            done = CliRunner().invoke(access, [*asked, "--out", str(out)])
            assert done.exit_code == 0, done.output
            for one in pq.read_table(out).to_pylist():
                assert minutes(rows, one["kind"], mode)[one["junction"], season] == pytest.approx(
                    one["minutes"], abs=0.05
                )


def test_services_come_in_the_order_of_the_catalogue(data_root: Path) -> None:
    from made_villages import facility, inputs  # noqa: PLC0415

    from merata.tables.catalogue import TABLES  # noqa: PLC0415
    from merata_portal.analysis.publishing.access import SERVICES  # noqa: PLC0415

    assert set(SERVICES) == set(TABLES["facilities"].column("kind").choices)
    inputs(facilities=[facility(kind, ONE) for kind in ("senior_school", "hospital", "market")])
    rows, _ = built()
    assert list(dict.fromkeys(row["service"] for row in rows)) == ["market", "hospital", "senior_school"]
    assert list(dict.fromkeys(row["service_title"] for row in rows)) == ["pasar", "rumah sakit", "SMA/SMK/MA"]


def test_what_it_was_made_from_is_named_by_its_hash(data_root: Path) -> None:
    from made_villages import inputs  # noqa: PLC0415

    frozen = inputs()
    _, found = built()
    assert found.sources["access_inputs"] == f"inputs:{frozen.uuid} sha256:{frozen.content_hash}"
    for name in ("roads", "facilities", "villages"):
        assert found.sources[f"access_{name}"] == f"sha256:{frozen.tables[name]['hash']}"
    assert "certainty: assumption" in found.sources["access_speeds"]


def test_the_newest_inputs_that_have_roads_count(data_root: Path) -> None:
    from made_villages import inputs, road  # noqa: PLC0415

    from merata_portal.analysis.models import Inputs  # noqa: PLC0415
    from merata_portal.analysis.publishing.access import newest_with_roads  # noqa: PLC0415

    assert built()[0] == []
    assert built()[1].sources == {}
    first = inputs()
    assert newest_with_roads("35.05", 2026) == first
    second = inputs(roads=[road(1, ONE, TWO, length_km=30.0)])
    assert minutes(built()[0], "market", "motorcycle")[TWO, "dry"] == 72.0
    tables = {name: one for name, one in second.tables.items() if name != "roads"}
    Inputs.objects.create(
        uuid="00000000-0000-4000-8000-000000000001", area="35.05", year=2025, snapshot=second.snapshot, tables=tables,
        content_hash="0" * 64, at=datetime(2026, 3, 1, tzinfo=UTC), by_user_id=0,
    )  # fmt: skip
    assert newest_with_roads("35.05", 2026) == second
    assert newest_with_roads("35.05", 2024) is None
    assert newest_with_roads("35.72", 2026) is None


def test_a_changed_table_of_roads_is_not_computed_from(data_root: Path) -> None:
    from made_villages import inputs  # noqa: PLC0415

    from merata_portal.analysis import store  # noqa: PLC0415
    from merata_portal.analysis.refusals import BrokenStore  # noqa: PLC0415

    path = store.path_of(inputs().tables["roads"]["hash"])
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(BrokenStore):
        built()


def test_the_edition_tells_them_with_words_in_both_languages(data_root: Path, planner: Actor) -> None:
    from made_publications import prepared  # noqa: PLC0415
    from made_villages import inputs  # noqa: PLC0415

    from merata_portal.analysis import store  # noqa: PLC0415

    inputs()
    found = prepared(planner)
    told = found.manifest["akses"]
    assert told["title"] == {"id": "Waktu tempuh ke layanan", "en": "Travel time to services"}
    (indicator,) = told["indicators"]
    assert indicator["unit"] == {"id": "menit", "en": "minutes"}
    assert {one["name"] for one in told["tables"]["waktu_tempuh"]["columns"]} >= {"service", "season", "minutes"}
    assert told["tables"]["waktu_tempuh"]["cells"] == 0  # no count of people
    text = store.read(told["tables"]["waktu_tempuh"]["files"]["csv"]["hash"]).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert "inf" not in text.replace("infrastructure", "")
    (one,) = [
        row for row in rows
        if (row["area_code"], row["service"], row["season"], row["mode"]) == (TWO, "market", "wet", "motorcycle")
    ]  # fmt: skip
    assert (one["reach"], one["minutes"], one["service_title"]) == ("reached", "48", "pasar")
