"""How often one address may ask: counted in this process's memory, so that reading never writes.

In the portal's cache, where attempts at signing in are counted, each question would be several statements in the
database, and reading would wait for whoever writes. So each process of the web server counts by itself. Addresses are
forgotten after a minute and stand in no log.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from threading import Lock

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from merata_portal.api.problems import TOO_OFTEN, Problem

REQUESTS_A_MINUTE = 600
"""Ten a second, all minute long, of one address: every list to its last page asks less, and a village or an office
behind one address does too; a program that forgot to wait is stopped before others notice it."""
MINUTE_SECONDS = 60
UNKNOWN = ""
IPV6_LINE = 64
"""Bits that all addresses of one line have in common."""
MOST_ADDRESSES = 100_000
"""So many are counted at once; from more, no limit by address helps, and counting must not fill the memory."""


class Pace:
    """Requests of each address within the running window; all windows begin together, which keeps no history."""

    def __init__(self, most: int, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._asked: Counter[str] = Counter()
        self._begun = clock()

    def wait_seconds(self, address: str) -> int:
        """Count a request of the address: 0 where it may be answered, else in how many seconds the next may be."""
        with self._lock:
            now = self._clock()
            if now - self._begun >= self._seconds or len(self._asked) >= MOST_ADDRESSES:
                self._asked.clear()
                self._begun = now
            self._asked[address] += 1
            return 0 if self._asked[address] <= self.most else math.ceil(self._begun + self._seconds - now)

    def forget(self) -> None:
        """Begin anew, as if nobody had asked."""
        with self._lock:
            self._asked.clear()


PACE = Pace(REQUESTS_A_MINUTE, MINUTE_SECONDS)


def refuse_too_often(request: HttpRequest) -> None:
    """Raises `Problem` where this address has asked its share of the minute. IPv6 counts by /64, as one line has it;
    behind proxies of ours (MERATA_PROXIES) the address is the one that they saw.
    """
    seconds = PACE.wait_seconds(_address(request))
    if seconds:
        raise Problem(
            TOO_OFTEN,
            f"Paling banyak {PACE.most} permintaan per menit dari satu alamat; coba lagi dalam {seconds} detik. Untuk "
            "mengambil semuanya, unduh berkas edisi: /api/v1/editions.",
            f"At most {PACE.most} requests a minute from one address; try again in {seconds} seconds. To take "
            "everything, download the files of an edition: /api/v1/editions.",
            # Otherwise a page of another origin would not be shown when to come again.
            headers={"Retry-After": str(seconds), "Access-Control-Expose-Headers": "Retry-After"},
        )


def _address(request: HttpRequest) -> str:
    try:
        address = ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured, ValueError):
        # Over a socket without an address, or past a proxy that should have told it: all of them count as one.
        return UNKNOWN
    return str(address) if address.version == 4 else str(ip_network((address, IPV6_LINE), strict=False))
