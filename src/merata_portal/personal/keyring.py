"""What a key file holds: sealing keys by id, one of them current, and the index key; pure, no file is touched."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from merata_portal.personal.errors import KeysBroken

KEY_BYTES = 32
ID_BYTES = 4
FORMAT = "merata keys 1"


@dataclass(frozen=True, slots=True)
class Keyring:
    """Sealing keys of 32 bytes by their id of 4 bytes (hex), the id of the current one, and the index key.

    The index key makes digests comparable, so it is not rotated: a new one would mean every digest anew.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    def __post_init__(self) -> None:
        faults = [f"key {name} has {len(key)} bytes" for name, key in self.keys.items() if len(key) != KEY_BYTES]
        faults += [f"key id {name!r} is not {ID_BYTES} bytes in hex" for name in self.keys if not _is_id(name)]
        if len(self.index) != KEY_BYTES:
            faults.append(f"the index key has {len(self.index)} bytes")
        if self.current not in self.keys:
            faults.append(f"the current key {self.current!r} is not among them")
        if self.index in self.keys.values() or len(set(self.keys.values())) < len(self.keys):
            faults.append("two keys are the same")
        if faults:
            raise KeysBroken(f"the keyring is broken: {'; '.join(faults)}; expected keys of {KEY_BYTES} bytes")

    def with_current(self, name: str, key: bytes) -> Keyring:
        """The same ring with one more key, which seals from now on; the others still open."""
        if name in self.keys:
            raise KeysBroken(f"key {name} is in the keyring already; expected a new id")
        return replace(self, current=name, keys={**self.keys, name: key})

    def without(self, name: str) -> Keyring:
        """The same ring less an old key; what is still sealed under it can never be opened again."""
        if name == self.current or name not in self.keys:
            known = ", ".join(sorted(set(self.keys) - {self.current})) or "none"
            raise KeysBroken(f"key {name} cannot be retired; expected one that is no longer current: {known}")
        return replace(self, keys={other: key for other, key in self.keys.items() if other != name})


def to_json(ring: Keyring) -> str:
    """The ring as a key file holds it."""
    keys = {name: base64.b64encode(key).decode() for name, key in ring.keys.items()}
    index = base64.b64encode(ring.index).decode()
    return json.dumps({"format": FORMAT, "current": ring.current, "keys": keys, "index": index}, indent=1) + "\n"


def from_json(text: str) -> Keyring:
    """The ring that a key file holds; raises `KeysBroken`, whose message shows nothing of the file."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found["format"] != FORMAT:
            raise KeysBroken(
                f"the key file's format is not {FORMAT!r}; expected a file that `merata portal keys` wrote"
            )
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in found["keys"].items()}
        index = base64.b64decode(found["index"], validate=True)
        current = str(found["current"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        # The cause would quote the file, and the file is secret.
        raise KeysBroken("the key file cannot be read; expected a file that `merata portal keys` wrote") from None
    return Keyring(current=current, keys=keys, index=index)


def _is_id(name: str) -> bool:
    return len(name) == 2 * ID_BYTES and all(sign in "0123456789abcdef" for sign in name)
