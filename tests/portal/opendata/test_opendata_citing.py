"""How a dataset is cited, what lies beside its files, and what its English pages say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from merata_portal.actor import Actor

FOLDER = "/data-terbuka/35.05/program/1/"
ADDRESS = f"http://testserver{FOLDER}"


@pytest.fixture
def edition(planner: Actor, social: Actor) -> Any:
    """An edition published on 30 November 2026, late in the evening in Blitar and still the 30th in UTC."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from made_publications import ONE, TWO, cycle, published, receive  # noqa: PLC0415 - models need the settings first

    receive(cycle(), {(ONE, "female"): 6, (ONE, "male"): 2, (TWO, "male"): 5})
    made = published(planner, social)
    type(made).objects.filter(pk=made.pk).update(published_at=datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    return made


INDONESIAN = (
    "Kabupaten 35.05 (2026). Penerima program bantuan, data tahun 2026 [kumpulan data]. Edisi 1, terbit 30 November "
    f"2026. {ADDRESS} Lisensi CC-BY-4.0."
)
ENGLISH = (
    "Kabupaten 35.05 (2026). Recipients of assistance programmes, data of 2026 [data set]. Edition 1, published 30 "
    f"November 2026. {ADDRESS} Licence CC-BY-4.0."
)


def test_every_description_cites_alike(client: Client, edition: Any) -> None:
    page = client.get(FOLDER).content.decode()
    assert INDONESIAN in page
    assert f'<link rel="cite-as" href="{ADDRESS}">' in page
    assert ENGLISH in client.get(f"/en{FOLDER}").content.decode()
    package = client.get(f"{FOLDER}datapackage.json").json()
    assert package["bibliographicCitation"] == f"{INDONESIAN} / {ENGLISH}"
    catalogue = client.get("/data-terbuka/catalog.jsonld").json()
    (dataset,) = (one for one in catalogue["dcat:dataset"] if one["dct:identifier"] == "35-05-program")
    assert dataset["dct:bibliographicCitation"] == [
        {"@value": INDONESIAN, "@language": "id"}, {"@value": ENGLISH, "@language": "en"},
    ]  # fmt: skip
    read = client.get(f"{FOLDER}README.md").content.decode()
    assert INDONESIAN in read
    assert ENGLISH in read


def test_the_day_is_blitars_and_synthetic_data_are_called_so(client: Client, edition: Any) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    midnight = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    type(edition).objects.filter(pk=edition.pk).update(published_at=midnight, synthetic=True)
    page = client.get(FOLDER).content.decode()
    assert "Kabupaten 35.05 (2027). Penerima program bantuan, data tahun 2026 [kumpulan data sintetis]." in page
    assert "terbit 1 Januari 2027." in page
    english = client.get(f"/en{FOLDER}").content.decode()
    assert "[synthetic data set]. Edition 1, published 1 January 2027." in english
    read = client.get(f"{FOLDER}README.md").content.decode()
    assert "Data sintetis: orang di dalamnya dibuat oleh komputer" in read
    assert "Synthetic data: the people in it were made by a computer" in read


def test_a_withdrawn_edition_is_not_offered_to_be_cited(client: Client, edition: Any, social: Actor) -> None:
    from merata_portal.analysis.actions import publishing  # noqa: PLC0415

    publishing.withdraw(by=social, publication=edition.uuid, reason="Bulan salah")
    page = client.get(FOLDER)
    assert (page.status_code, "Cara mengutip" in page.content.decode()) == (410, False)
    assert "cite-as" not in page.content.decode()
    assert client.get(f"{FOLDER}README.md").status_code == 410


def test_the_readme_names_every_file_and_how_to_open_it(client: Client, edition: Any) -> None:
    for name, dataset in edition.manifest.items():
        answer = client.get(f"/data-terbuka/35.05/{name}/1/README.md")
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        read = answer.content.decode()
        for table in dataset["tables"]:
            assert read.count(f"`{table}.csv`, `{table}.parquet`: ") == 2
        for file in dataset["files"]:
            assert read.count(f"`{file}`: ") == 2
        for words in ("Tanda desimal adalah titik", "The decimal mark is a point", "UTF-8 tanpa BOM", "CC-BY-4.0"):
            assert words in read
        assert "{" not in read
    read = client.get(f"{FOLDER}README.md").content.decode()
    told = edition.manifest["program"]["tables"]["penerima_menurut_jenis_kelamin"]
    assert f"{told['rows']} baris, {told['withheld']} dari {told['cells']} sel ditahan" in read


def test_the_csv_is_as_the_readme_says(client: Client, edition: Any) -> None:
    content = client.get(f"{FOLDER}penerima_menurut_jenis_kelamin.csv").content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.splitlines()[0].count(b",") == 6


def test_english_metadata_is_english(client: Client, edition: Any) -> None:
    page = client.get(f"/en{FOLDER}metadata/").content.decode()
    assert "households that received; empty where withheld" in page
    assert "compilation of administrative records" in page
    assert "Title of the activity" in page
    assert "rumah tangga yang menerima" not in page
    assert 'lang="id"' not in page.partition("<main")[2]
    assert f'href="/en{FOLDER}satu-data.json"' in page
    told = client.get(f"/en{FOLDER}satu-data.json").json()
    assert told["kegiatan"]["judul_dataset"] == "Recipients of assistance programmes"
    assert (told["kegiatan"]["data_sintetis"], told["kegiatan"]["dapat_diakses_umum"]) == ("no", "yes")
    counted = next(one for one in told["variabel"] if one["nama_variabel"] == "households")
    assert (counted["tipe_data"], counted["satuan"]) == ("whole number", "households")
    indonesian = client.get(f"{FOLDER}satu-data.json").json()
    assert set(indonesian["kegiatan"]) == set(told["kegiatan"])
    assert indonesian["kegiatan"]["cara_pengumpulan_data"] == "kompilasi produk administrasi"
    own = client.get(f"{FOLDER}metadata/").content.decode()
    assert "rumah tangga yang menerima; kosong bila ditahan" in own


def test_every_file_has_a_description_and_a_licence_in_both_languages(client: Client, edition: Any) -> None:
    catalogue = client.get("/data-terbuka/catalog.jsonld").json()
    for dataset in catalogue["dcat:dataset"]:
        for one in dataset["dcat:distribution"]:
            assert one["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
            assert [words["@language"] for words in one["dct:description"]] == ["id", "en"]
            assert all(len(words["@value"]) > 5 for words in one["dct:description"])
    for name in edition.manifest:
        package = client.get(f"/data-terbuka/35.05/{name}/1/datapackage.json").json()
        assert package["licenses"][0]["name"] == "CC-BY-4.0"
        assert " / " in package["description"]
        for resource in package["resources"]:
            assert re.fullmatch(r"\d+ baris.* / \d+ rows.*", resource["description"])
            assert all(" / " in field["description"] for field in resource["schema"]["fields"])
