from __future__ import annotations

import json

import pytest

from merata_portal.personal.errors import KeysBroken
from merata_portal.personal.keyring import Keyring, from_json, to_json

ONE, TWO, INDEX = b"1" * 32, b"2" * 32, b"i" * 32
RING = Keyring("00000001", {"00000001": ONE}, INDEX)


def test_a_ring_comes_back_from_its_file_as_it_was() -> None:
    ring = RING.with_current("00000002", TWO)
    assert from_json(to_json(ring)) == ring


def test_a_new_key_seals_and_the_old_one_stays() -> None:
    ring = RING.with_current("00000002", TWO)
    assert (ring.current, dict(ring.keys)) == ("00000002", {"00000001": ONE, "00000002": TWO})
    assert ring.index == INDEX


def test_only_an_old_key_can_be_taken_out() -> None:
    ring = RING.with_current("00000002", TWO)
    assert ring.without("00000001") == Keyring("00000002", {"00000002": TWO}, INDEX)
    for name in ("00000002", "00000009"):
        with pytest.raises(KeysBroken, match="expected one that is no longer current: 00000001"):
            ring.without(name)


def test_all_faults_of_a_ring_are_named_at_once() -> None:
    with pytest.raises(KeysBroken) as caught:
        Keyring("00000003", {"00000001": b"short", "no": ONE}, b"")
    text = str(caught.value)
    assert "key 00000001 has 5 bytes" in text
    assert "key id 'no' is not 4 bytes in hex" in text
    assert "the index key has 0 bytes" in text
    assert "the current key '00000003' is not among them" in text


def test_one_key_for_two_purposes_is_refused() -> None:
    for keys, index in (({"00000001": ONE}, ONE), ({"00000001": ONE, "00000002": ONE}, INDEX)):
        with pytest.raises(KeysBroken, match="two keys are the same"):
            Keyring("00000001", keys, index)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        to_json(RING).replace("merata keys 1", "merata keys 2"),
        to_json(RING).replace('"index": "', '"index": "!!'),
        json.dumps({"format": "merata keys 1", "current": "00000001", "keys": ["x"], "index": ""}),
        to_json(RING)[:-20],
    ],
)
def test_a_broken_file_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(KeysBroken) as caught:
        from_json(text)
    assert "MTEx" not in str(caught.value)  # the beginning of key ONE in base 64
    assert "expected a file that `merata portal keys` wrote" in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_ring_shows_no_key() -> None:
    assert repr(RING) == "Keyring(current='00000001')"
