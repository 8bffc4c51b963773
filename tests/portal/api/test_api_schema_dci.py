"""The DCI addresses under schemathesis, with the very shapes that messages are held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 12
STATUSES = (200, 400, 401, 403, 413, 415, 429)


def described() -> dict[str, Any]:
    """The addresses as OpenAPI: which message each takes; what it answers is the standard's own."""
    from merata_portal.api.dci_urls import urlpatterns  # noqa: PLC0415 - views need the settings first
    from merata_portal.api.views.dci.schema import HEADER, SEARCH, STATUS  # noqa: PLC0415

    def operation(name: str, shape: Mapping[str, Any]) -> dict[str, Any]:
        message = {
            "type": "object",
            "properties": {"header": HEADER, "message": shape},
            "required": ["header", "message"],
        }
        answered = {"description": name, "content": {"application/json": {"schema": {"type": "object"}}}}
        return {
            "post": {
                "operationId": name, "security": [{"key": []}],
                "requestBody": {"required": True, "content": {"application/json": {"schema": message}}},
                "responses": {str(status): answered for status in STATUSES},
            }
        }  # fmt: skip

    return {
        "openapi": "3.1.0",
        "info": {"title": "DCI", "version": "1"},
        "paths": {
            f"/api/dci/{one.pattern}": operation(str(one.name), STATUS if "status" in str(one.name) else SEARCH)
            for one in urlpatterns
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_message_breaks_it(areas: Any, connection_kept: None, mode: GenerationMode) -> None:
    from made_exchange import client_with_key  # noqa: PLC0415

    from merata_portal.config.wsgi import application  # noqa: PLC0415

    key = client_with_key(requests_a_minute=1_000_000, records_a_day=1_000_000)[1]
    document = schemathesis.openapi.from_dict(described())
    document.app = application
    statuses: set[int] = set()
    for found in document.get_all_operations():
        ask(found.ok(), mode, {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}, statuses.add)
    assert statuses <= set(STATUSES)
    assert 200 in statuses or mode is GenerationMode.NEGATIVE


def ask(operation: Any, mode: GenerationMode, headers: dict[str, str], told: Callable[[int], object]) -> None:
    """No answer is a server's error, one of no known status, or one that is not JSON.

    Whether a message is taken depends on more than its shape (purpose, consent, its day), so that is not held against
    the shape.
    """
    by_shape_alone = [checks.positive_data_acceptance, checks.negative_data_rejection]

    @seed(11)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        answer = case.call_and_validate(headers=headers, excluded_checks=by_shape_alone)
        told(answer.status_code)

    one()
