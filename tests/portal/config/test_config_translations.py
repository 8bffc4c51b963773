"""Every text of the portal has its English; the compiled catalogue is the one that is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from merata_portal.config import translations

CATALOGUES = translations.catalogue_files()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_no_text_is_lacking(path: Path) -> None:
    assert [message.id for message in translations.lacking(path)] == [], "run ./run messages and translate these"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_what_django_reads_is_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == translations.compiled(path), "run ./run messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_no_text_is_kept_that_is_not_used(path: Path) -> None:
    used = {message.id for message in translations.texts()}
    assert [message.id for message in translations.read(path) if message.id and message.id not in used] == []


def test_indonesian_stands_in_the_code_and_english_in_the_catalogue() -> None:
    with override("id"):
        assert gettext("Jejak audit") == "Jejak audit"
    with override("en"):
        assert gettext("Jejak audit") == "Audit trail"


def test_texts_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(
        '{% load i18n %}{% translate "Satu" %}{% blocktranslate with name=x %}Dua {{ name }}{% endblocktranslate %}'
    )
    (tmp_path / "labels.py").write_text(
        'from x import gettext_lazy as _, pgettext_lazy\n_("Tiga")\npgettext_lazy("a", "Empat")\n'
    )
    found = {(message.id, message.context) for message in translations.texts(tmp_path) if message.id}
    assert found == {("Satu", None), ("Dua %(name)s", None), ("Tiga", None), ("Empat", "a")}
