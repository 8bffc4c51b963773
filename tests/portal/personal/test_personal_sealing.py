from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata_portal.personal.errors import SealBroken
from merata_portal.personal.keys import keyring, retire, rotate
from merata_portal.personal.sealing import (
    HEAD_BYTES,
    current_head,
    is_current,
    reseal_many,
    seal,
    seal_many,
    unseal,
    unseal_many,
)

PLACE = "registry_person.nik:5f1c"
texts = st.text(st.characters(exclude_categories=["Cs"]))
same_keys = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@same_keys
@given(texts, st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_was_sealed_opens_in_its_place(text: str, place: str) -> None:
    sealed = seal(text, context=place)
    assert unseal(sealed, context=place) == text
    assert len(sealed) == 1 + 4 + 12 + len(text.encode()) + 16


def test_the_sealed_bytes_say_their_version_and_key() -> None:
    sealed = seal("3505990101900001", context=PLACE)
    assert sealed[:1] == b"\x01"
    assert sealed[1:5].hex() == keyring().current
    assert b"3505" not in sealed


def test_the_same_text_never_looks_the_same() -> None:
    sealed = seal_many(["Siti"] * 1000, [PLACE] * 1000)
    assert len({one[5:17] for one in sealed}) == 1000  # nonces
    assert len({one[17:] for one in sealed}) == 1000


def test_bytes_moved_to_another_row_do_not_open() -> None:
    sealed = seal("Siti", context=PLACE)
    with pytest.raises(SealBroken, match="were changed, or belong to another row or column"):
        unseal(sealed, context="registry_person.nik:0000")


@same_keys
@given(st.data())
def test_any_changed_bit_is_found(data: st.DataObject) -> None:
    sealed = bytearray(seal("3505990101900001", context=PLACE))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken) as caught:
        unseal(bytes(sealed), context=PLACE)
    assert "3505990101900001" not in str(caught.value)


@pytest.mark.parametrize("cut", [0, 1, HEAD_BYTES, 32])
def test_cut_bytes_are_named_as_such(cut: int) -> None:
    with pytest.raises(SealBroken, match=f"these {cut} bytes were never sealed, or were cut"):
        unseal(seal("Siti", context=PLACE)[:cut], context=PLACE)


def test_many_are_sealed_as_one_is() -> None:
    places = [f"registry_person.name:{row}" for row in range(50)]
    names = [f"Warga {row}" for row in range(50)]
    sealed = seal_many(names, places)
    assert [unseal(one, context=place) for one, place in zip(sealed, places, strict=True)] == names
    assert unseal_many(sealed, places) == names
    assert seal_many([], []) == []


def test_a_text_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="sealed for no place"):
        seal("Siti", context="")
    with pytest.raises(ValueError, match="zip"):
        seal_many(["Siti", "Budi"], [PLACE])


def test_old_seals_open_after_a_rotation_and_are_due(key_file: Path) -> None:
    old = seal("Siti", context=PLACE)
    rotate(key_file)
    new = seal("Budi", context=PLACE)
    assert unseal_many([old, new], [PLACE, PLACE]) == ["Siti", "Budi"]
    assert (is_current(old), is_current(new)) == (False, True)
    assert new.startswith(current_head())
    resealed = reseal_many([old, new], [PLACE, PLACE])
    assert resealed[1] == new
    assert is_current(resealed[0])
    assert unseal(resealed[0], context=PLACE) == "Siti"


def test_a_retired_key_opens_nothing_and_is_named(key_file: Path) -> None:
    first = keyring().current
    old = seal("Siti", context=PLACE)
    rotate(key_file)
    retire(key_file, first)
    with pytest.raises(SealBroken, match=f"sealed under key {first}, which the key file does not hold"):
        unseal(old, context=PLACE)


def test_resealing_stops_at_what_does_not_open(key_file: Path) -> None:
    old = seal("Siti", context=PLACE)
    rotate(key_file)
    with pytest.raises(SealBroken, match="elsewhere"):
        reseal_many([old], ["elsewhere"])
