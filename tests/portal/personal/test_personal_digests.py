from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata_portal.personal.digests import (
    digest,
    digest_column,
    digest_many,
    name_tokens,
    name_tokens_many,
    search_tokens,
)
from merata_portal.personal.keyring import Keyring, to_json
from merata_portal.personal.keys import keyring, new_keys, rotate

same_keys = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_digest_is_a_hmac_under_a_key_for_its_kind() -> None:
    key = hmac.new(keyring().index, b"merata digest 1\x00nik", hashlib.sha256).digest()
    expected = hmac.new(key, b"3505990101900001", hashlib.sha256).digest()[:16]
    assert digest("nik", "3505990101900001") == expected


def test_a_fixed_key_gives_a_fixed_digest(key_file: Path) -> None:
    key_file.write_text(to_json(Keyring("00000001", {"00000001": b"1" * 32}, b"i" * 32)))
    # Changing how digests are made would part every stored one from its person: these stay.
    assert digest("nik", "3505990101900001").hex() == "61f2a211056b19fd69491df8954838b2"
    assert sorted(token.hex() for token in name_tokens("Soekarno")) == ["523496a0e1320de5", "97ad1f8bd6d41ed5"]


def test_kinds_and_keys_part_the_same_number(key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = "3505990101900001"
    found = {digest("nik", number), digest("kk", number), digest("account", number)}
    other = tmp_path / "other.json"
    new_keys(other)
    monkeypatch.setenv("MERATA_KEYS", str(other))
    found.add(digest("nik", number))
    assert len(found) == 4


def test_a_rotation_leaves_digests_as_they_are(key_file: Path) -> None:
    before = digest("nik", "1"), name_tokens("Siti")
    rotate(key_file)
    assert (digest("nik", "1"), name_tokens("Siti")) == before


@same_keys
@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]))))
def test_many_are_digested_as_one_is(texts: list[str | None]) -> None:
    expected = [None if text is None else digest("kk", text) for text in texts]
    assert digest_many("kk", texts) == expected
    column = digest_column("kk", pa.chunked_array([pa.array(texts, pa.string())]))
    assert column.type == pa.binary(16)
    assert column.to_pylist() == expected


def test_a_digest_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 'nik', 'kk', 'account' or another"):
        digest("", "1")


def test_each_word_gives_a_token_as_written_and_as_it_sounds() -> None:
    tokens = name_tokens("Siti Nur Khasanah")
    assert {len(token) for token in tokens} == {8}
    assert len(tokens) == 6
    assert len(tokens & name_tokens("Siti")) == 2
    assert not tokens & name_tokens("Budi")


def test_spellings_of_one_name_share_their_sound_only() -> None:
    assert len(name_tokens("Soekarno") & name_tokens("Sukarno")) == 1
    assert search_tokens("Djoko Soekarno") == search_tokens("joko SUKARNO")


@same_keys
@given(st.lists(st.sampled_from(["Siti Aminah", "Moch. Syarif", "Djoko", "", "Hj. Siti"])))
def test_many_names_give_what_each_gives_and_a_search_finds_it(names: list[str]) -> None:
    found = name_tokens_many(names)
    assert found == [name_tokens(name) for name in names]
    for name, tokens in zip(names, found, strict=True):
        assert set(search_tokens(name)) <= tokens
