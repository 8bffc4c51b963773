"""The interface against its own document, as schemathesis asks it: what is documented is answered as documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.generation import GenerationMode

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 12
"""Of each operation and each way of making them."""
OPERATIONS = 26
PLAIN = {"Accept-Encoding": "identity"}
"""Schemathesis asks for compressed answers over WSGI and does not open them."""


@pytest.fixture
def document(connection_kept: None, edition: Any, acting: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document over WSGI, of a portal with a row of everything: edition, batch, work, class, meeting, proposal."""
    import made_courses  # noqa: PLC0415 - models need the settings first
    import made_monitored  # noqa: PLC0415
    import made_works  # noqa: PLC0415
    import paying_made  # noqa: PLC0415
    from made_meetings import closed  # noqa: PLC0415
    from made_proposals import proposal  # noqa: PLC0415

    from merata_portal.api import pace  # noqa: PLC0415
    from merata_portal.config.wsgi import application  # noqa: PLC0415
    from merata_portal.participation.actions.closing import seal_documents  # noqa: PLC0415

    monkeypatch.setattr(pace, "PACE", pace.Pace(1_000_000, pace.MINUTE_SECONDS))  # it asks faster than any reader
    roles = ("social_officer", "sector_officer", "social_officer")
    three = paying_made.Three(*(acting((role, "35.05")) for role in roles))
    paying_made.paid_batch(paying_made.entitled(paying_made.running()[0], three.maker), three)
    proposal("Jembatan putus", story="Anak sekolah memutar")
    forum = closed()
    seal_documents(by=forum.by, meeting=forum.meeting)
    made_works.on(monkeypatch, made_works.NOW)
    made_works.planned(made_works.officers(acting))
    made_courses.opened(made_courses.officers(acting), monkeypatch)
    made_monitored.item(made_monitored.plan(), "project", made=[uuid4()])
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def sent(document: Any) -> Callable[[Any], dict[str, str]]:
    """The headers that an operation is asked with: a key where it needs one."""
    from made_clients import client_with_key, headers  # noqa: PLC0415

    key = client_with_key(requests_a_minute=1_000_000, records_a_day=1_000_000)[1]
    whole = headers(key)
    authorized = {"Authorization": whole["Authorization"], **PLAIN}
    return lambda operation: authorized if "/disbursements" in operation.path else PLAIN


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_all_checks_pass(document: Any, sent: Callable[[Any], dict[str, str]], mode: GenerationMode) -> None:
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) == OPERATIONS
    for operation in operations:
        assert asked(operation, mode, sent(operation)) >= min(EXAMPLES, 2), operation.label


def asked(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> int:
    """How many examples of the operation were answered as documented."""
    count = 0

    @seed(11)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal count
        case.call_and_validate(headers=headers)
        count += 1

    ask()
    return count


def test_what_is_there_is_answered_as_documented(document: Any) -> None:
    """Every list has a row, and every row's own address its whole answer."""
    from made_clients import client_with_key, headers  # noqa: PLC0415

    key = client_with_key(sender_id="lain.example")[1]
    told: dict[str, Any] = {}
    for found in document.get_all_operations():
        operation = found.ok()
        keyed = {**PLAIN, **(headers(key) if "/disbursements" in operation.path else {})}
        whole, _brace, name = operation.path.partition("/{")
        if not name:
            answer = operation.Case(headers=keyed).call_and_validate()
            told[whole] = answer.json()["items"]
            continue
        row = told[whole][0]
        value = next(row[field] for field in (name.strip("}"), "id") if field in row)
        answer = operation.Case(path_parameters={name.strip("}"): value}, headers=keyed).call_and_validate()
        assert answer.status_code == 200
    empty = {address for address, rows in told.items() if not rows}
    assert empty == {"/api/v1/estimates", "/api/v1/complaints", "/api/v1/travel-times"}
