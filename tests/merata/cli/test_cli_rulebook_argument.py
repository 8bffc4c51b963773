"""A rulebook as it is named at the terminal."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from merata.cli.rulebook_argument import programme_argument, rulebook_argument
from merata.errors import InputError, UsageError

SEMBAKO = files("merata").joinpath("rulebooks", "sembako.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["blt_dana_desa", "BLT Dana Desa", " blt-dana-desa "])
def test_a_name_however_it_is_typed(text: str) -> None:
    assert programme_argument(text) == "blt_dana_desa"
    assert rulebook_argument(text).programme_id == "blt_dana_desa"


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(SEMBAKO.replace("programme: sembako", "programme: mine"), encoding="utf-8")
    book = rulebook_argument(str(path))
    assert (book.programme_id, book.file) == ("mine", str(path))
    path.write_text(SEMBAKO.replace("kind: food", "kind: gold"), encoding="utf-8")
    with pytest.raises(InputError, match="has faults"):
        rulebook_argument(str(path))


def test_neither() -> None:
    with pytest.raises(UsageError, match=r"there is no file none\.yaml"):
        rulebook_argument("none.yaml")
    with pytest.raises(UsageError, match=r"no rulebook for programme 'pkk'.*pkh"):
        rulebook_argument("PKK")
