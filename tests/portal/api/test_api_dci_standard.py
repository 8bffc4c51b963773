"""What is taken and answered, held against the standard's own schemas where its file is at hand.

The file contradicts itself in the places that docs/explanation/dci-standard.md lists; each is mended here by name, and
a test says that it needs it, so that a later edition without the fault is noticed.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft4Validator, Draft202012Validator
from made_exchange import ALL, by_desil, by_nik, client_with_key, given, post, search_message, status_message
from made_registry import household
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT4

from merata_portal.api.views.dci.faults import ITEM_CODES, Err, Rjct
from merata_portal.api.views.dci.schema import SEARCH, STATUS, faults_of
from merata_portal.jobs.worker import Worker
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Person

DATA = Path(os.environ.get("MERATA_TEACHING_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = DATA / "standards" / "dci_social_api_v1.0.0.yaml"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"the standard is not at hand: {FILE.name}")
SYNC, BACK = "/registry/sync/search", "/registry/txn/on-status"


def standard() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def mended() -> dict[str, Any]:
    """The standard with its references made to lead somewhere, and its query made to fit one of its own forms."""
    found = standard()
    schemas = found["components"]["schemas"]
    criteria = schemas["SearchRequest"]["properties"]["search_request"]["items"]["properties"]["search_criteria"]
    forms = criteria["properties"]["query"]
    expression = forms["oneOf"][2]["items"]["properties"]["expression1"]
    expression["properties"]["attribute_value"] = {}
    forms["oneOf"][2]["items"]["properties"]["expression2"] = copy.deepcopy(expression)
    forms["oneOf"][1]["properties"]["value"] = {}
    forms["anyOf"] = forms.pop("oneOf")
    status = schemas["TxnStatusRequest"]["properties"]["txnstatus_request"]["properties"]["attribute_value"]
    status["anyOf"] = status.pop("oneOf")
    schemas["TxnStatusResponse"]["properties"]["txnstatus_response"]["properties"]["txn_status"]["oneOf"].pop()
    return found


def validator(of: dict[str, Any], document: dict[str, Any]) -> Draft4Validator:
    registry = Registry().with_resource("urn:dci", Resource(contents=document, specification=DRAFT4))
    return Draft4Validator(absolute(of), registry=registry)


def absolute(node: Any) -> Any:
    """The schema with its references told from the whole document, and OpenAPI's examples left out."""
    if isinstance(node, dict):
        return {
            name: f"urn:dci{value}" if name == "$ref" and isinstance(value, str) else absolute(value)
            for name, value in node.items()
        }
    return [absolute(one) for one in node] if isinstance(node, list) else node


def request_schema(path: str, document: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return schema


def response_schema(path: str, document: dict[str, Any]) -> dict[str, Any]:
    answer = document["paths"][path]["post"]["responses"]["default"]
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


def error_schema(document: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = document["components"]["responses"]["HttpErrorResponse"]["content"]["application/json"][
        "schema"
    ]
    return schema


def faults(body: Any, schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    return [f"{list(one.absolute_path)}: {one.message}" for one in validator(schema, document).iter_errors(body)]


def codes(document: dict[str, Any], name: str) -> set[str]:
    found = document["components"]["schemas"][name]
    return set(found["properties"]["code"]["enum"] if name == "Error" else found["enum"])


def test_every_code_that_is_told_is_the_standards() -> None:
    document = standard()
    assert {str(one) for one in Err} <= codes(document, "Error")
    assert {str(one) for one in Rjct if one} <= codes(document, "MsgHeaderStatusReasonCode")
    items = codes(document, "SearchStatusReasonCode")
    assert {*ITEM_CODES.values(), "rjct.search_criteria.invalid"} <= items


def test_each_path_is_there_as_the_standard_writes_it() -> None:
    from merata_portal.api.dci_urls import urlpatterns  # noqa: PLC0415 - needs the settings

    ours = {f"/{one.pattern}" for one in urlpatterns}
    callbacks = {"/registry/on-search", "/registry/txn/on-status"}  # those that the asker has, and nobody calls
    assert ours == set(standard()["paths"]) - callbacks


EXAMPLES = [
    ("search", SEARCH, {"transaction_id": "1", "search_request": [
        {"reference_id": "1", "timestamp": "2022-12-04T17:20:07-04:00", "locale": "eng", "search_criteria": {
            "version": "1.0.0", "reg_event_type": "REGISTER", "query_type": kind, "response_entity": "Group",
            "query": query, "sort": [{"attribute_name": "poverty_score", "sort_order": "asc"}],
            "pagination": {"page_size": 2000, "page_number": 5}, "consent": {}, "authorize": {}}}]})
    for kind, query in (
        ("idtype-value", {"type": "UIN", "value": "12314567890"}),
        ("expression", {"type": "ns:org:QueryType:NoSql",
                        "value": {"expression": {"collection": "Group", "query": {}}}}),
        ("predicate", [{"seq_num": 1, "condition": "and",
                        "expression1": {"attribute_name": "YOB", "operator": "eq", "attribute_value": "1980"},
                        "expression2": {"attribute_name": "YOB", "operator": "eq", "attribute_value": "1980"}}]),
    )
] + [
    ("txn-status", STATUS, {"transaction_id": "1", "txnstatus_request": {
        "reference_id": "1", "txn_type": "search", "attribute_type": kind, "attribute_value": value, "locale": "eng"}})
    for kind, value in (("transaction_id", "1"), ("reference_id_list", ["1", "2"]), ("correlation_id", "1"))
]  # fmt: skip


@pytest.mark.parametrize(("action", "shape", "message"), EXAMPLES)
def test_what_the_standard_takes_in_its_examples_our_shapes_take_too(action: str, shape: Any, message: Any) -> None:
    document = mended()
    body = {
        "signature": "s", "message": message,
        "header": {"version": "1.0.0", "message_id": "123", "message_ts": "2022-12-04T17:20:07-04:00", "action": action,
                   "sender_id": "spmis.example.org", "sender_uri": "https://spmis.example.org/callback/on-search",
                   "receiver_id": "social.example.org", "total_count": 1, "is_msg_encrypted": False, "meta": {}},
    }  # fmt: skip
    path = SYNC if action == "search" else "/registry/sync/txn/status"
    assert faults(body, request_schema(path, document), document) == []
    assert faults_of(body, shape) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
class TestAnswers:
    def answers(self) -> Iterator[tuple[str, str, Any]]:
        """Path, which schema of it, and a body: every kind of answer that there is."""
        home = household("35.05.01.2001", "Budi", "Siti", desil=2)
        one = Person.objects.get(memberships__household=home, relation="head")
        nik = unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""
        client, key = client_with_key(attributes=ALL)
        whole = (by_nik(nik), by_nik(nik, response_entity="Member"), by_nik("3505991501800001"), by_desil(9),
                 by_desil(9, authorize=given("EDUCATION")), by_desil(9, pagination={"page_size": 500}))  # fmt: skip
        for path in ("sync/search", "search"):
            schema = f"/registry/{path}"
            message = search_message(client, *whole)
            yield schema, "request", message
            yield schema, "default", post(key, path, message)
            yield schema, "default", post(key, path, message)  # replayed
            yield schema, "default", post(key, path, search_message(client, by_nik(nik), version="9"))
            yield schema, "error", post("", path, message)
            yield schema, "error", post(key, path, search_message(client, by_nik(nik), sender_id="lain"))
        transaction = message["message"]["transaction_id"]
        for done in (False, True):
            if done:
                Worker(name="uji").run(until_empty=True)
            for path in ("sync/txn/status", "txn/status"):
                asked = status_message(client, transaction)
                yield f"/registry/{path}", "default", post(key, path, asked)
                yield f"/registry/{path}", "default", post(key, path, status_message(client, "tidak ada"))
                yield f"/registry/{path}", "error", post("", path, asked)

    def test_every_answer_is_as_the_standard_has_it(self) -> None:
        document = mended()
        schemas = {"request": request_schema, "default": response_schema}
        seen = 0
        for path, which, found in self.answers():
            body = found if isinstance(found, dict) else json.loads(found.content)
            schema = error_schema(document) if which == "error" else schemas[which](path, document)
            assert faults(body, schema, document) == [], (path, which)
            seen += 1
        assert seen == 24

    def test_an_acknowledged_status_is_both_of_the_standards_forms(self) -> None:
        document = mended()
        client, key = client_with_key()
        message = search_message(client, by_nik("3505991501800001"))
        post(key, "search", message)
        told = post(key, "txn/status", status_message(client, message["message"]["transaction_id"])).json()
        assert faults(told, response_schema("/registry/txn/status", document), document) == []
        assert faults(told["message"], document["components"]["schemas"]["TxnStatusResponse"], document) == []


class TestContradictions:
    """Each fault of the standard that docs/explanation/dci-standard.md tells; red where an edition has mended it."""

    def test_its_references_lead_nowhere(self) -> None:
        document = standard()
        schema = document["components"]["schemas"]["SearchRequest"]
        body = {"transaction_id": "1", "search_request": [{"reference_id": "1", "timestamp": "", "search_criteria": {
            "query_type": "predicate", "query": [{"expression1": {
                "attribute_name": "a", "operator": "eq", "attribute_value": "1"}}]}}]}  # fmt: skip
        with pytest.raises(Unresolvable, match="oneOf/0/properties/search_request"):
            faults(body, schema, document)

    def test_an_expression_fits_two_of_its_forms_and_so_none(self) -> None:
        document = standard()
        criteria = document["components"]["schemas"]["SearchRequest"]["properties"]["search_request"]["items"]
        forms = criteria["properties"]["search_criteria"]["properties"]["query"]["oneOf"][:2]
        query = {"type": "ns:org:QueryType:NoSql", "value": {"expression": {}}}
        assert [faults(query, form, document) == [] for form in forms] == [True, True]

    def test_a_whole_number_fits_two_forms_of_a_value_and_so_none(self) -> None:
        document = standard()
        criteria = document["components"]["schemas"]["SearchRequest"]["properties"]["search_request"]["items"]
        value = criteria["properties"]["search_criteria"]["properties"]["query"]["oneOf"][1]["properties"]["value"]
        assert faults("1980", value, document) == []
        assert faults(1980, value, document) != []

    def test_a_transaction_id_fits_two_forms_of_an_attribute_value_and_so_none(self) -> None:
        document = standard()
        status = document["components"]["schemas"]["TxnStatusRequest"]["properties"]["txnstatus_request"]
        assert faults("1", status["properties"]["attribute_value"], document) != []

    def test_its_own_example_of_a_locale_is_not_one(self) -> None:
        status = standard()["components"]["schemas"]["TxnStatusRequest"]["properties"]["txnstatus_request"]
        locale = status["properties"]["locale"]
        assert locale["example"] == "en"
        assert list(Draft202012Validator(locale).iter_errors("en")) != []

    def test_an_example_stands_where_a_schema_is_meant(self) -> None:
        response = standard()["components"]["schemas"]["TxnStatusResponse"]["properties"]["txnstatus_response"]
        assert response["properties"]["txn_status"]["oneOf"][0]["$ref"].endswith("/txnstatus_response/example")
        assert response["example"]["type"] == "object"

    def test_it_has_no_version_and_tells_of_subscriptions_that_have_no_path(self) -> None:
        document = standard()
        assert "version" not in document["info"]
        assert "Event subscription" in document["info"]["description"]
        assert not [path for path in document["paths"] if "subscribe" in path]

    def test_it_has_no_code_for_a_consent_that_is_missing(self) -> None:
        document = standard()
        told = codes(document, "Error") | codes(document, "SearchStatusReasonCode")
        told |= codes(document, "MsgHeaderStatusReasonCode")
        assert not [code for code in told if "consent" in code or "authorize." in code or "purpose" in code]
