"""Keyed digests: equality of numbers and words of names can be asked of the database without holding either.

HMAC-SHA256 under a key of its own for each kind, derived from the index key, so that a NIK and an account number of the
same digits differ. Without the key a digest says nothing; with the database alone one sees which rows are equal, and
how often each word of a name occurs: a common name can be guessed from its frequency. That is the price of searching.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pyarrow as pa

from merata_portal.personal.keys import keyring
from merata_portal.personal.names import folded, words

DIGEST_BYTES = 16
TOKEN_BYTES = 8


def digest(kind: str, text: str) -> bytes:
    """16 bytes equal exactly where kind ("nik", "kk", "account" …) and text are; the caller normalises the text."""
    return _mac(kind)(text.encode())[:DIGEST_BYTES]


def digest_many(kind: str, texts: Iterable[str | None]) -> list[bytes | None]:
    """The digest of each text, None where there is none: a million in seconds."""
    mac = _mac(kind)
    return [None if text is None else mac(text.encode())[:DIGEST_BYTES] for text in texts]


def digest_column(kind: str, texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The same of an Arrow column of text: a column of 16 bytes fixed, null where it was."""
    return pa.array(digest_many(kind, texts.to_pylist()), type=pa.binary(DIGEST_BYTES))


def name_tokens(name: str) -> frozenset[bytes]:
    """8 bytes for each word of the name, as written and with its spelling folded; see the module for what they leak."""
    return next(iter(name_tokens_many([name])))


def name_tokens_many(names: Iterable[str]) -> list[frozenset[bytes]]:
    """The tokens of each name; words met before are not computed again, and a million names hold few of them."""
    written, sound = _mac("name word"), _mac("name sound")
    known: dict[str, tuple[bytes, bytes]] = {}
    found = []
    for name in names:
        tokens: set[bytes] = set()
        for word in words(name):
            if word not in known:
                pair = written(word.encode())[:TOKEN_BYTES], sound(folded(word).encode())[:TOKEN_BYTES]
                known[word] = pair
            tokens.update(known[word])
        found.append(frozenset(tokens))
    return found


def search_tokens(name: str) -> tuple[bytes, ...]:
    """What a search asks for: the token of each word's sound. A row fits that has all of them."""
    sound = _mac("name sound")
    return tuple(sound(folded(word).encode())[:TOKEN_BYTES] for word in words(name))


def _mac(kind: str) -> Callable[[bytes], bytes]:
    if not kind:
        raise ValueError("a digest has no kind; expected 'nik', 'kk', 'account' or another")
    key = hmac.digest(keyring().index, b"merata digest 1\x00" + kind.encode(), "sha256")
    one: Any = partial(hmac.digest, key, digest="sha256")
    return one  # type: ignore[no-any-return]
