"""Opening a message: whose it is, whether it is whole, fresh and for us; nothing of its content is looked at before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone

from merata_portal.api.views.dci.faults import Err, Fault, Rjct
from merata_portal.api.views.dci.schema import faults_of, time_of
from merata_portal.api.views.dci.signatures import refuse_unsigned
from merata_portal.exchange.queries.clients import client_of

if TYPE_CHECKING:
    from merata_portal.exchange.models import Client

VERSION = "1.0.0"
FRESH = timedelta(minutes=15)
MOST_BYTES = 256 * 1024
MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message that was opened: its client, header and content."""

    client: Client
    header: Mapping[str, Any]
    message: Mapping[str, Any]


def caller(request: HttpRequest) -> Client:
    """The client by its key in `Authorization: Bearer …`; raises `Fault` 401, the same for every reason."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    found = client_of(key.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise Fault(
            401,
            Err.UNAUTHORIZED,
            "Kunci klien tidak ada, salah, dicabut atau berakhir. / "
            "The client's key is missing, wrong, revoked or has ended.",
        )
    return found


def opened(request: HttpRequest, client: Client, action: str, shape: Mapping[str, Any], counted: str) -> Envelope:
    """The message, checked; `counted` names the list whose length the header tells ("": one). Raises `Fault`."""
    body = _json(request)
    if isinstance(body.get("header"), dict) and body["header"].get("is_msg_encrypted") is True:
        raise Fault(400, Err.ENCRYPTION, "Pesan terenkripsi tidak didukung; TLS melindunginya. / "
                    "Encrypted messages are not supported; TLS protects them.")  # fmt: skip
    faults = faults_of(body, shape)
    if faults:
        raise Fault(
            400, Err.BAD, f"Pesan tidak sesuai DCI {VERSION} / not as DCI {VERSION} has it: {'; '.join(faults)}"
        )
    refuse_unsigned(body, client.public_key)
    header = body["header"]
    _refuse_parties(client, header)
    try:
        _refuse_header(header, action, len(body["message"][counted]) if counted else 1)
    except Fault as fault:
        fault.header = header
        raise
    return Envelope(client, header, body["message"])


def _json(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Fault(415, Err.BAD, "Hanya application/json. / Only application/json is taken.")
    content = _content(request)
    try:
        body = json.loads(content, parse_constant=_refuse_constant)
        json.dumps(body, ensure_ascii=False).encode()  # half a sign (a lone surrogate) is no text
    except (ValueError, RecursionError):
        raise Fault(400, Err.BAD, "Isi bukan JSON. / The content is not JSON.") from None
    if not isinstance(body, dict):
        raise Fault(400, Err.BAD, "JSON harus sebuah objek. / The JSON must be an object.")
    return body


def _content(request: HttpRequest) -> bytes:
    try:
        content = request.body
    except RequestDataTooBig:
        content = None
    if content is None or len(content) > MOST_BYTES:
        raise Fault(413, Err.BAD, f"Paling banyak {MOST_BYTES} bita. / At most {MOST_BYTES} bytes.")
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _refuse_parties(client: Client, header: Mapping[str, Any]) -> None:
    if header["sender_id"] != client.sender_id:
        raise Fault(403, Err.SENDER, "sender_id bukan yang terdaftar untuk kunci ini. / "
                    "sender_id is not the one registered for this key.")  # fmt: skip
    if header.get("receiver_id", client.receiver_id) != client.receiver_id:
        raise Fault(403, Err.RECEIVER, "receiver_id bukan yang terdaftar. / receiver_id is not the one registered.")


def _refuse_header(header: Mapping[str, Any], action: str, count: int) -> None:
    if header.get("version", VERSION) != VERSION:
        raise Fault(400, Err.VERSION, f"Hanya versi {VERSION}. / Only version {VERSION}.", rjct=Rjct.VERSION)
    if header["action"] != action:
        raise Fault(400, Err.BAD, f"action harus {action}. / action must be {action}.", rjct=Rjct.ACTION)
    at = time_of(header["message_ts"])
    if at is None or abs(timezone.now() - at) > FRESH:
        raise Fault(400, Err.BAD, f"message_ts harus dalam {FRESH.seconds // 60} menit dari sekarang. / "
                    f"message_ts must lie within {FRESH.seconds // 60} minutes of now.", rjct=Rjct.TIME)  # fmt: skip
    if header["total_count"] != count:
        raise Fault(400, Err.BAD, f"total_count harus {count}. / total_count must be {count}.", rjct=Rjct.COUNT)
    if count > MOST_ITEMS:
        raise Fault(400, Err.BAD, f"Paling banyak {MOST_ITEMS} pertanyaan. / At most {MOST_ITEMS} questions.",
                    rjct=Rjct.TOO_MANY)  # fmt: skip
