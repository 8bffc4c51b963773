"""Indonesian names made comparable: titles, patronymics, old spellings and the many ways to write Muhammad.

Names are compared, never corrected: what is shown to people is always the name as it was written.
"""

from __future__ import annotations

import re
import unicodedata

TITLES = frozenset(
    [
        "H",
        "HJ",
        "HAJI",
        "HAJJAH",
        "HAJAH",
        "KH",
        "KYAI",
        "KIAI",
        "USTADZ",
        "USTAD",
        "USTADZAH",
        "DR",
        "DRS",
        "DRA",
        "IR",
        "PROF",
        "DRG",
        "SE",
        "SH",
        "SPD",
        "MPD",
        "MM",
        "MSI",
        "SKOM",
        "SSOS",
        "SAG",
        "SIP",
        "SKEP",
        "AMD",
        "AMK",
        "ALM",
        "ALMH",
        "ALMARHUM",
        "ALMARHUMAH",
        "BPK",
        "BAPAK",
        "IBU",
        "NY",
        "NYONYA",
        "TN",
        "TUAN",
        "SDR",
        "SDRI",
        "RADEN",
        "RR",
    ]
)
"""Titles, degrees and forms of address, which one office writes and another does not."""

PATRONYMIC = frozenset({"BIN", "BINTI", "BINTE", "BT"})
"""What stands before the father's name; it and what follows is left out."""

VARIANTS = {
    variant: name
    for name, variants in {
        "MUHAMAD": "M MD MUH MOH MOCH MOCHAMAD MOHAMAD MUHAMAD MUCHAMAD MOKHAMAD MUKHAMAD MUHAMMAD MOHAMMAD MOCHAMMAD "
        "MUCHAMMAD MOHAMED MUHAMMED MUHAMED",
        "AHMAD": "AHMAD ACHMAD AKHMAD ACH AKH AHMED",
        "ABDUL": "ABD ABDL ABDOEL ABDUL",
        "SITI": "ST STI SITI SITTI SITY",
        "NUR": "NOER NOR NUR NOOR",
        "SRI": "SRI SRIE",
    }.items()
    for variant in variants.split()
}
"""Ways to write the commonest first names; those of one letter or two count only before another name."""

_SPELLINGS = (
    ("OE", "U"),
    ("DJ", "J"),
    ("TJ", "C"),
    ("SJ", "SY"),
    ("NJ", "NY"),
    ("KH", "H"),
    ("CHM", "HM"),
    ("IE", "I"),
)
"""The spelling before 1972 and what it is now, and sounds that are written in two ways."""
_DOUBLED = re.compile(r"([A-Z])\1+")
_DOTTED = re.compile(r"\b[A-Z]{1,2}(?:\.[A-Z]{1,4})+\b")
_SOUNDS = (
    ("SY", "S"),
    ("TH", "T"),
    ("DH", "D"),
    ("DZ", "Z"),
    ("CH", "H"),
    ("V", "F"),
    ("P", "F"),
    ("Z", "J"),
    ("Q", "K"),
    ("Y", "I"),
)


def folded_name(name: str) -> str:
    """A name without titles and patronymic, in today's spelling, in capitals without marks.

    Empty where nothing is left. H. Moch. Soekarno, S.Pd. and MUHAMMAD SUKARNO come out alike.
    """
    plain = (
        unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper().replace("'", "").replace("`", "")
    )
    # What follows a comma is a degree, and so is what is written with points and no spaces: S.Pd, S.E.
    plain = _DOTTED.sub(_without_degree, plain.split(",")[0])
    words = re.sub(r"[^A-Z]+", " ", plain).split()
    kept: list[str] = []
    for at, word in enumerate(words):
        if word in PATRONYMIC and kept:
            break
        if word in TITLES and len(words) > 1:
            continue
        kept.append(_modern(word, last=at == len(words) - 1))
    return " ".join(kept)


def _without_degree(found: re.Match[str]) -> str:
    letters = found[0].replace(".", "")
    return " " if letters in TITLES else found[0].replace(".", " ")


def _modern(word: str, *, last: bool) -> str:
    if word in VARIANTS and (len(word) > 2 or not last):
        return VARIANTS[word]
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)


def sound_code(folded: str) -> str:
    """Four letters for how the first word of a folded name sounds: its first letter and its next consonants.

    Records are compared at all only where they share something; this is one of those things, and forgives vowels.
    """
    first = folded.split(" ", 1)[0]
    for written, heard in _SOUNDS:
        first = first.replace(written, heard)
    return first[:1] + re.sub(r"[AIUEO]", "", _DOUBLED.sub(r"\1", first[1:]))[:3]


def sorted_words(folded: str) -> str:
    """The words of a folded name in alphabetical order, so that BUDI SANTOSO equals SANTOSO BUDI."""
    return " ".join(sorted(folded.split()))
