"""Signed messages: a detached JWS (RFC 7515, 7797) over header and message in their canonical form (RFC 8785).

Asked only of a client whose public key is registered; then nothing unsigned is taken. Others are known by key and TLS.
"""

from __future__ import annotations

from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from merata_portal.api.views.dci.faults import Err, Fault

ALGORITHM = "EdDSA"


def refuse_unsigned(body: dict[str, Any], public_key: str) -> None:
    """Raise `Fault` where the client signs, and this is not signed by it; `public_key` is empty where it does not."""
    if not public_key:
        return
    signature = body.get("signature")
    if not signature:
        raise Fault(401, Err.NO_SIGNATURE, "Pesan klien ini wajib ditandatangani. / This client's messages are signed.")
    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("a client's public key is not Ed25519; expected what `write` of an agreement has checked")
    try:
        PyJWS().decode_complete(signature, key, algorithms=[ALGORITHM], detached_payload=signed_bytes(body))
    except (PyJWTError, rfc8785.CanonicalizationError, ValueError):
        raise Fault(
            401,
            Err.SIGNATURE,
            "Tanda tangan tidak cocok dengan pesan dan kunci terdaftar. / "
            "The signature does not fit the message and the registered key.",
        ) from None


def signed_bytes(body: dict[str, Any]) -> bytes:
    """What is signed: {"header": …, "message": …} in the form that RFC 8785 gives it."""
    return rfc8785.dumps({"header": body["header"], "message": body["message"]})
