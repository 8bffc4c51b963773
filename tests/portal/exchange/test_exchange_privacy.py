"""Nothing of a person stands in logs, addresses, events, jobs or plain columns after every kind of question."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from made_exchange import by_desil, by_nik, client_with_key, given, post, search_message, status_message
from made_registry import household

from merata_portal.jobs.worker import Worker
from merata_portal.personal.columns import SEALED, unsealed
from merata_portal.registry.models import Person

NAME, NOBODY, WORDS = "Kusumaningrum", "3505991501800001", "Permintaan Ibu Wulandari"


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
def test_nothing_of_a_person_is_left_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    home = household("35.05.01.2001", NAME, desil=2)
    one = Person.objects.get(memberships__household=home)
    nik = unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""
    client, key = client_with_key()
    consent = given(**{"@id": f"surat {WORDS}"})
    consent["purpose"]["text"] = WORDS
    criteria = (by_nik(nik, consent=consent), by_nik(NOBODY, consent=consent), by_nik(nik, consent={}), by_desil(9),
                by_nik(NOBODY[:-1], consent=consent))  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").setLevel(settings.LOGGING["loggers"]["django.db.backends"]["level"])
        for path in ("sync/search", "search"):
            message = search_message(client, *criteria, message_id=f"{path} {nik}")
            message["message"]["transaction_id"] = f"kasus {nik}"
            answer = post(key, path, message)
            assert answer.status_code == 200
            assert nik not in str(answer.headers)
            post(key, path, message)
            broken: Any = search_message(client, by_nik(nik))
            broken["message"]["search_request"][0]["timestamp"] = nik
            assert nik not in post(key, path, broken).content.decode()
        Worker(name="uji").run(until_empty=True)
        told = post(key, "sync/txn/status", status_message(client, f"kasus {nik}"))
        assert NAME in told.content.decode()
    left = everything()
    secret = key.split("_", 2)[2]
    for text in (nik, NOBODY, NOBODY[:-1], NAME, "Wulandari", secret, "kasus"):
        assert text not in caplog.text, text
        assert text not in left, text


def everything() -> str:
    """Every cell of the tables that this wrote, as text; sealed ones as their bytes."""
    tables = [model._meta.db_table for model in apps.get_app_config("exchange").get_models()]
    cells = []
    with connection.cursor() as cursor:
        for table in (*tables, "audit_event", "jobs_job"):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the models' own names
            rows = cursor.fetchall()
            assert rows or table == "exchange_search", table
            cells += [cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for row in rows
                      for cell in (bytes(one) if isinstance(one, memoryview) else one for one in row)]  # fmt: skip
    return "\n".join(cells)


def test_every_column_for_words_of_people_is_one_that_a_rotation_of_keys_seals_anew() -> None:
    sealed = {
        f"{model.__name__}.{column}"
        for model, known in SEALED.items()
        if model._meta.app_label == "exchange"
        for column in known.columns
    }
    there = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("exchange").get_models()
        for field in model._meta.get_fields()
        if field.name.endswith("_sealed")
    }
    assert sealed == there
    assert len(there) == 5
