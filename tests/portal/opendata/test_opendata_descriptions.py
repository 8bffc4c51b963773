"""What describes the data to others, held against those others' own rules."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from merata_portal.actor import Actor


@pytest.fixture
def edition(planner: Actor, social: Actor) -> Any:
    from made_publications import ONE, TWO, cycle, published, receive  # noqa: PLC0415 - models need the settings first

    receive(cycle(), {(ONE, "female"): 6, (ONE, "male"): 2, (TWO, "male"): 5})
    return published(planner, social)


def test_every_data_package_is_valid_as_it_is_served(client: Client, edition: Any, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the validator's own
        from frictionless import validate  # noqa: PLC0415

        for name in edition.manifest:
            folder = f"/data-terbuka/35.05/{name}/1/"
            here = tmp_path / name
            here.mkdir()
            package = client.get(f"{folder}datapackage.json").json()
            for one in package["resources"]:
                (here / one["path"]).write_bytes(client.get(folder + one["path"]).content)
            (here / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
            report = validate(str(here / "datapackage.json"))
            assert report.valid, report.flatten(["title", "message"])
            # A file that is not what the package says is found by its hash.
            first = here / package["resources"][0]["path"]
            first.write_bytes(first.read_bytes() + b"\n")
            assert not validate(str(here / "datapackage.json")).valid


def test_the_catalogue_has_what_dcat_ap_demands_of_each_thing(client: Client, edition: Any) -> None:
    found = client.get("/data-terbuka/catalog.jsonld")
    assert found["Content-Type"] == "application/ld+json"
    catalogue = found.json()
    for name in ("dct:title", "dct:description", "dct:publisher"):
        assert catalogue[name], name
    assert catalogue["dct:publisher"]["foaf:name"] == "Merata"
    assert {one["dct:identifier"] for one in catalogue["dcat:dataset"]} == {
        f"35-05-{name}" for name in edition.manifest
    }
    for dataset in catalogue["dcat:dataset"]:
        assert {one["@language"] for one in dataset["dct:title"]} == {"id", "en"}
        assert dataset["dct:description"]
        assert dataset["dct:publisher"]["foaf:name"] == "Kabupaten 35.05"
        for one in dataset["dcat:distribution"]:
            address = one["dcat:accessURL"]["@id"]
            content = client.get(address.removeprefix("http://testserver"))
            assert content.status_code == 200
            assert one["dcat:byteSize"]["@value"] == str(len(content.content))
            assert content["ETag"] == f'"{one["spdx:checksum"]["spdx:checksumValue"]["@value"]}"'


def test_satu_data_has_activity_variables_and_indicators(client: Client, edition: Any) -> None:
    told = client.get("/data-terbuka/35.05/program/1/satu-data.json").json()
    assert told["kegiatan"]["judul_kegiatan"] == "Penyaluran bantuan sosial"
    assert told["kegiatan"]["tahun"] == 2026
    assert [one["nama_indikator"] for one in told["indikator"]] == [
        "Rumah tangga penerima", "Rumah tangga tercatat menerima"
    ]  # fmt: skip
    by_name = {(one["tabel"], one["nama_variabel"]): one for one in told["variabel"]}
    counted = by_name["penerima_menurut_disabilitas", "households"]
    assert (counted["satuan"], counted["tipe_data"]) == ("rumah tangga", "bilangan bulat")
    page = client.get("/en/data-terbuka/35.05/program/1/metadata/").content.decode()
    assert "nama_indikator" in page
