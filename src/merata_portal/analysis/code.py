"""Which code computes: the package's version, a hash of its own files, and the libraries that digits depend on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import merata
from merata_portal import analysis

LIBRARIES = ("duckdb", "highspy", "llvmlite", "numba", "numpy", "pyarrow", "scipy")
_SOURCES = (".py", ".yaml")
_SHOWS = frozenset({"cli", "demo", "report"})
"""Rooms of `merata` that no calculation imports: they show numbers, or make up worlds."""


@cache
def code_version() -> str:
    """The code of this process in one word, e.g. `0.9.0+3f2a…`; another word means that digits may differ."""
    described = code()
    digest = hashlib.sha256("\n".join(f"{name} {value}" for name, value in sorted(described.items())).encode())
    return f"{described['merata']}+{digest.hexdigest()[:16]}"


@cache
def code() -> dict[str, str]:
    """What `code_version` is made of, by name: the package, its sources' hash, and each library's version."""
    found = {"merata": _version("merata"), "sources": _hash_of_sources()}
    return found | {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _hash_of_sources() -> str:
    """Over every file of `merata` that can move a digit, and of the calculations; read once in a process."""
    digest = hashlib.sha256()
    roots = [Path(merata.__file__).parent, Path(analysis.__file__).parent / "calculations"]
    for root in roots:
        for path in sorted(path for path in root.rglob("*") if path.suffix in _SOURCES):
            inside = path.relative_to(root)
            if inside.parts[0] in _SHOWS:
                continue
            content = path.read_bytes()
            digest.update(f"{root.name}/{inside.as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
