"""How often one address may ask: counted by address within a minute, without the database, told with when to return."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.api import pace
from merata_portal.api.pace import Pace

ONE, TWO = "203.0.113.7", "203.0.113.8"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Three requests a minute, by a clock of ours."""
    clock = Clock()
    monkeypatch.setattr(pace, "PACE", Pace(3, 60, clock))
    return clock


def test_within_a_minute_so_many_and_then_when_to_come_again() -> None:
    clock = Clock()
    paced = Pace(2, 60, clock)
    assert [paced.wait_seconds(ONE) for _ in range(2)] == [0, 0]
    clock.now += 10.5
    assert paced.wait_seconds(ONE) == 50
    assert paced.wait_seconds(TWO) == 0, "another's asking is its own"
    clock.now += 49.4
    assert paced.wait_seconds(ONE) == 1
    clock.now += 0.1
    assert paced.wait_seconds(ONE) == 0


@given(st.lists(st.tuples(st.sampled_from([ONE, TWO]), st.floats(0, 40)), max_size=40))
def test_a_window_answers_at_most_so_many_of_each_address(asked: list[tuple[str, float]]) -> None:
    """The slow and obvious way: the answers of each window and address are counted from all that was asked."""
    clock = Clock()
    paced = Pace(3, 60, clock)
    begun, answered = clock.now, {ONE: 0, TWO: 0}
    for address, later in asked:
        clock.now += later
        if clock.now - begun >= 60:
            begun, answered = clock.now, {ONE: 0, TWO: 0}
        seconds = paced.wait_seconds(address)
        assert (seconds == 0) == (answered[address] < 3)
        assert 0 <= seconds <= 60
        answered[address] += seconds == 0


def test_threads_count_together() -> None:
    paced = Pace(500, 60, Clock())
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: paced.wait_seconds(ONE), range(2_000)))
    assert sum(one == 0 for one in waits) == 500


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_ADDRESSES", 10)
    paced = Pace(1, 60, Clock())
    assert all(paced.wait_seconds(f"198.51.100.{number}") == 0 for number in range(25))
    assert len(paced._asked) <= 10


@pytest.mark.django_db
def test_too_many_are_told_so_and_when_to_return(client: Client, areas: Any, three: Clock) -> None:
    assert [client.get("/api/v1/areas").status_code for _ in range(3)] == [200, 200, 200]
    three.now += 18
    answer = client.get("/api/v1/areas")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (
        429, "application/problem+json", "42",
    )  # fmt: skip
    assert answer["Access-Control-Expose-Headers"] == "Retry-After"
    told = answer.json()
    assert told["detail_en"].startswith("At most 3 requests a minute from one address; try again in 42 seconds.")
    assert told["detail"].startswith("Paling banyak 3 permintaan per menit dari satu alamat; coba lagi dalam 42 detik.")
    assert client.get("/api/v1/nothing").status_code == client.head("/api/v1/areas").status_code == 429
    assert client.get("/api/v1/areas", REMOTE_ADDR=TWO).status_code == 200
    three.now += 42
    assert client.get("/api/v1/areas").status_code == 200


@pytest.mark.django_db
def test_nothing_but_the_operations_is_limited(client: Client, areas: Any, three: Clock) -> None:
    for address in ("/", "/api/", "/api/v1/openapi.json", "/data-terbuka/"):
        assert [client.get(address).status_code for _ in range(5)] == [200] * 5, address


@pytest.mark.django_db
def test_counting_asks_no_database(
    client: Client, areas: Any, django_assert_num_queries: Callable[[int], Any], three: Clock
) -> None:
    with django_assert_num_queries(0):
        for _ in range(5):
            client.get("/api/v1/programmes")


@pytest.mark.django_db
def test_the_address_is_the_one_that_our_proxies_saw(client: Client, areas: Any, settings: Any, three: Clock) -> None:
    """What a caller writes into the header itself counts for nothing; a line's IPv6 addresses are one."""

    def asked(forwarded: str) -> int:
        return client.get("/api/v1/areas", headers={"X-Forwarded-For": forwarded}).status_code

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert [asked(f"198.51.100.{number}") for number in range(4)] == [200, 200, 200, 429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert [asked(f"198.51.100.{number}, {ONE}") for number in range(4)] == [200, 200, 200, 429]
    assert asked(TWO) == 200
    assert [asked(f"2001:db8:0:1::{number}") for number in range(4)] == [200, 200, 200, 429]
    assert asked("2001:db8:0:2::1") == 200


@pytest.mark.django_db
def test_who_has_no_address_is_answered_and_counted_too(
    client: Client, areas: Any, settings: Any, three: Clock
) -> None:
    assert [client.get("/api/v1/areas", REMOTE_ADDR="").status_code for _ in range(4)] == [200, 200, 200, 429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    answer = client.get("/api/v1/areas", headers={"X-Forwarded-For": ONE})
    assert answer.status_code == 429, "fewer proxies spoke than there are: whose address it is cannot be known"


def test_a_program_at_an_honest_pace_reads_on() -> None:
    assert pace.REQUESTS_A_MINUTE >= 5 * 60
    assert pace.PACE.most == pace.REQUESTS_A_MINUTE
