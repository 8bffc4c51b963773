"""The words of a name, as they are written and as Indonesian spellings of one sound fall together; pure."""

from __future__ import annotations

import re
import unicodedata

# Spellings of one sound in Indonesian names: the orthographies of 1901 (oe, tj, dj, sj), 1947 and 1972, and Arabic
# names written by ear. Longer groups first, so that "dj" is read before "d" and "j".
_SPELLINGS = (
    ("tj", "c"), ("dj", "j"), ("sj", "s"), ("sy", "s"), ("sh", "s"), ("ch", "h"), ("kh", "h"), ("dh", "d"),
    ("th", "t"), ("dz", "z"), ("oe", "u"), ("ie", "i"), ("ee", "i"), ("oo", "u"), ("ph", "p"), ("gh", "g"),
    ("ks", "x"), ("v", "f"), ("q", "k"), ("z", "s"), ("y", "i"),
)  # fmt: skip
_MUHAMMAD = frozenset(
    {
        *("m", "muh", "moh", "mhd", "mohd", "muhd", "moch", "much", "muhamad", "muhammad", "mohamad", "mohammad"),
        *("mochamad", "mochammad", "muchamad", "muchammad", "mokhamad", "mukhamad", "mohamed", "muhamed", "mohammed"),
    }
)
_TITLES = frozenset(
    {
        *("h", "hj", "hi", "hajah", "haji", "ir", "dr", "drs", "dra", "prof", "kh", "kyai", "ny", "nyonya", "tn"),
        *("tuan", "sdr", "bin", "binti", "alm", "almh"),
    }
)
_UNSPOKEN = dict.fromkeys(map(ord, "'’`‘ʼ."))
_WORD = re.compile(r"[a-z]+")
_TWICE = re.compile(r"(.)\1+")


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case without accents, points or apostrophes, titles left out.

    "H. Moch. Sya'roni, S.Pd" gives moch, syaroni, spd... as written; a name of titles alone keeps them.
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    plain = plain.translate(_UNSPOKEN)
    found = tuple(_WORD.findall(plain))
    return tuple(word for word in found if word not in _TITLES) or found


def folded(word: str) -> str:
    """One word with the spellings of one sound folded together: soekarno and sukarno, djoko and joko, syarif and sarif.

    The many spellings and abbreviations of Muhammad give one.
    """
    if word in _MUHAMMAD:
        return "muhamad"
    for spelling, sound in _SPELLINGS:
        word = word.replace(spelling, sound)
    return _TWICE.sub(r"\1", word)
