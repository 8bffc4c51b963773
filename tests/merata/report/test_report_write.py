import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from merata.errors import UsageError
from merata.planning.plan import plan as best_plan
from merata.report.pictures import write_pictures
from merata.report.texts import Words
from merata.report.write import certainty_text, write_reports

VOID = {"meta", "rect", "line", "path", "br", "img", "link", "input", "hr", "col"}


class Page(HTMLParser):
    """The tags of a page in order, and the text inside each."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, *names):
        return [(tag, attrs) for tag, attrs in self.tags if tag in names]


@pytest.fixture(scope="module")
def package(demo):
    return best_plan(demo, budget_idr=500_000_000, draws=4)


@pytest.fixture(scope="module", params=["id", "en"])
def page(request, demo, package, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    command = "merata report DIR --out <file>"
    write_reports(demo, {request.param: path}, plan=package, commands={request.param: command})
    return Page(path.read_text(encoding="utf-8")), path, request.param


def test_the_page_is_closed_in_its_language_and_under_a_megabyte_and_a_half(page):
    parsed, path, lang = page
    assert parsed.open == []
    assert parsed.all("html") == [("html", {"lang": lang})]
    assert path.stat().st_size < 1_500_000


def test_the_page_needs_nothing_from_elsewhere(page):
    parsed, path, _ = page
    assert not parsed.all("script", "link", "iframe", "object", "img")
    addresses = set(re.findall(r"https?://[^\"'\s<]+", path.read_text(encoding="utf-8")))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    policy = next(attrs for _, attrs in parsed.all("meta") if "http-equiv" in attrs)
    assert policy["content"].startswith("default-src 'none'")


def test_headings_go_down_one_step_at_a_time_and_ids_are_unique(page):
    parsed, _, _ = page
    levels = [int(tag[1]) for tag, _ in parsed.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"].removeprefix("#") for _, attrs in parsed.all("a")]
    assert set(links) <= set(ids)


def test_every_picture_has_words_and_every_table_a_caption_and_scopes(page):
    parsed, _, _ = page
    pictures = [attrs for _, attrs in parsed.all("svg")]
    assert len(pictures) == 6
    assert all(attrs["role"] == "img" and len(attrs["aria-label"]) > 30 for attrs in pictures)
    assert len(parsed.all("caption")) == len(parsed.all("table")) >= 5
    assert all("scope" in attrs for _, attrs in parsed.all("th"))


def test_synthetic_people_are_called_synthetic_before_any_figure(page):
    parsed, _, lang = page
    banner = Words(lang)("banner.title")
    assert banner in parsed.text
    assert parsed.text.index(banner) < parsed.text.index(Words(lang)("summary.title"))


def test_the_command_and_the_seed_that_made_it_are_told_and_escaped(page):
    parsed, path, _ = page
    assert "merata report DIR --out <file>" in parsed.text
    assert "--out &lt;file&gt;" in path.read_text(encoding="utf-8")


def test_withheld_villages_keep_their_value_to_themselves(page):
    parsed, _, lang = page
    assert parsed.text.count(Words(lang)("interval.withheld")) > 0


def test_the_same_inputs_give_the_same_bytes(demo, package, tmp_path):
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    for path in (first, second):
        write_reports(demo, {"id": path}, plan=package)
    assert first.read_bytes() == second.read_bytes()


def test_a_survey_alone_says_why_parts_are_missing(survey_only, tmp_path):
    path = tmp_path / "report.html"
    write_reports(survey_only, {"en": path})
    text = Page(path.read_text(encoding="utf-8")).text
    assert "AT 2006" in text
    assert "Poverty is not computed: this dataset has no poverty line for AT." in text
    assert text.count("no registry of households (table households)") == 3
    assert "thousand EUR, the data's unit" in text
    assert "10 sampled units in AT" in text
    assert not re.search("per month|BPS", text)
    assert "Synthetic data" not in text


def test_the_contents_name_only_what_was_made_under_its_number(page, survey_only, tmp_path):
    whole, _, _ = page
    assert contents(whole) == [("1", "situation"), ("2", "proposal"), ("3", "change"), ("4", "certainty"),
                               ("5", "villages")]  # fmt: skip
    path = tmp_path / "report.html"
    write_reports(survey_only, {"id": path})
    assert contents(Page(path.read_text(encoding="utf-8"))) == [("1", "situation"), ("4", "certainty")]


def contents(parsed):
    numbers = [attrs["value"] for _, attrs in parsed.all("li") if "value" in attrs]
    parts = [attrs["href"].removeprefix("#") for _, attrs in parsed.all("a") if "class" not in attrs]
    return list(zip(numbers, parts, strict=True))


def test_draws_of_the_villages_and_of_the_plan_are_told_apart(page, demo, tmp_path):
    parsed, _, lang = page
    words = Words(lang)
    assert words("certainty.plan_draws", draws=4, seed=1) in parsed.text
    assert words("certainty.model", draws=50, seed=1) in parsed.text
    path = tmp_path / "report.html"
    write_reports(demo, {lang: path})
    alone = Page(path.read_text(encoding="utf-8")).text
    assert words("certainty.model", draws=50, seed=1) in alone
    assert words("certainty.plan_draws", draws=4, seed=1) not in alone


def test_what_rests_on_assumptions_is_marked_where_it_is_claimed(page, package):
    parsed, _, lang = page
    words = Words(lang)
    assert any(item.assumption for item in package.items)
    assert words("summary.assumed") in parsed.text
    assert words("change.assumed") in parsed.text
    start = parsed.text.index(words("proposal.package_caption"))
    table = parsed.text[start : parsed.text.index(words("column.total"), start)]
    assert words("certainty.assumption") in table


def test_an_unknown_language_or_another_regencys_plan_writes_nothing(demo, package, tmp_path):
    with pytest.raises(UsageError, match="unknown language"):
        write_reports(demo, {"jv": tmp_path / "x.html"})
    with pytest.raises(UsageError, match=r"plan is for 35\.05"):
        write_reports(demo, {"id": tmp_path / "x.html"}, plan=package, regency="35.72")
    assert list(tmp_path.iterdir()) == []


def test_pictures_are_written_as_svg_and_png(demo, tmp_path):
    paths = write_pictures(tmp_path, demo, "id")
    assert [path.name for path in paths] == ["lorenz.svg", "lorenz.png", "map.svg", "map.png"]
    assert paths[3].read_bytes().startswith(b"\x89PNG")
    lorenz, drawn_map = (paths[at].read_text(encoding="utf-8") for at in (0, 2))
    for picture in (lorenz, drawn_map):
        assert picture.startswith("<svg role=")
        assert "Kabupaten Blitar, Kota Blitar" in picture
        assert "2025" in picture
        assert "data sintetis / synthetic data" in picture
    assert "persen penduduk dan persen pengeluaran" in lorenz


def test_a_survey_alone_has_no_map(survey_only, tmp_path):
    paths = write_pictures(tmp_path, survey_only, "en")
    assert [path.name for path in paths] == ["lorenz.svg", "lorenz.png"]
    assert "synthetic" not in paths[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("certainty", "told"),
    [("medium", "sedang"), ("high: read twice", "tinggi: read twice"), (None, "tidak disebut"), ("odd", "odd")],
)
def test_certainty_is_told_in_the_language_of_the_report(certainty, told):
    assert certainty_text(certainty, Words("id")) == told
