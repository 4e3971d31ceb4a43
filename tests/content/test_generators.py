"""The generators: pure, each item from a stream of its own, in words that fit the place."""

import io
import random
import re
import unicodedata
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pikepdf
import pytest

from cms.disclosures.budget_rules import Sum, contradictions
from content.generators import budgets, documents, wording
from content.generators.communes import petition_count, profile_name, village_names
from content.generators.corpus import communes, places, profiles, settings, templates
from content.generators.moments import Year
from content.generators.stories import Story, tell
from content.generators.streams import pick
from portal.statutes.calendar import build_calendar
from portal.statutes.holidays_source import FIRST_YEAR, LAST_YEAR, published_days

NUMBER = 7
PERSONAL = re.compile(r"(?<!\d)0\d[\d .]{7,}|\d{9,}|@")


@pytest.fixture(scope="module")
def year() -> Year:
    days = published_days()
    calendar = build_calendar(
        days.holidays,
        days.worked,
        (),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        announced_through=days.announced_through,
    )
    kinds = ("report", "recommendation", "question", "information_request")
    allowances = {**dict.fromkeys(kinds, (15, "working_day")), "complaint": (30, "calendar_day")}
    return Year(date(2026, 1, 5), date(2026, 11, 24), calendar, allowances)


def stories(year: Year, many: int = 40) -> list[Story]:
    return [
        tell(NUMBER, place, index, profiles()["cham"], village_names(NUMBER, place), {}, year)
        for place in communes()[:8]
        for index in range(many)
    ]


def test_there_are_104_communes_with_codes_and_slugs_of_their_own() -> None:
    found = communes()
    assert len(found) == 104
    assert len({place.code for place in found}) == 104
    assert len({place.slug for place in places()}) == len(places())
    assert sum(place.is_urban for place in found) == 11
    assert all("  " not in place.name and unicodedata.is_normalized("NFC", place.name) for place in places())
    assert next(place.slug for place in found if place.name == "Phường Đường Hào") == "duong-hao"


def test_the_whole_country_has_its_communes() -> None:
    rows = places("country.csv")
    assert sum(row.kind == "province" for row in rows) == 34
    assert len({row.code for row in rows if row.kind == "commune"}) == 3321


def test_no_template_holds_a_telephone_an_identity_number_or_an_address_of_mail() -> None:
    assert len(templates()) >= 120
    assert len({template.titles for template in templates()}) == len(templates())
    for template in templates():
        text = " ".join([*template.titles, template.text, *template.answers])
        assert not PERSONAL.search(text), template.id
        assert unicodedata.is_normalized("NFC", text), template.id


def test_one_more_petition_or_template_leaves_the_others_alone(year: Year) -> None:
    few, more = stories(year, 3), stories(year, 4)
    by_key = {story.key: story for story in more}
    assert all(by_key[story.key].text == story.text for story in few)
    names = [f"t{index}" for index in range(100)]
    moved = [index for index in range(500) if pick(1, names, index) != pick(1, [*names, "new"], index)]
    assert len(moved) < 20
    assert {pick(1, [*names, "new"], index) for index in moved} == {"new"}


def test_acts_follow_one_another_in_office_hours(year: Year) -> None:
    for story in stories(year):
        moments = [story.received_at, *(at for _, at, _ in story.steps)]
        assert moments == sorted(moments)
        assert moments[-1] <= year.ends
        for name, at, _ in story.steps:
            if name in {"acknowledge", "accept", "approve_answer", "forward"}:
                assert year.calendar.is_working_day(at.date()), (name, at)
                assert 7 <= at.hour < 17


def test_some_residents_write_without_accents_and_none_gives_a_number(year: Year) -> None:
    texts = [story.text for story in stories(year)]
    assert any(text.isascii() for text in texts)
    assert len({story.title for story in stories(year)}) > 120
    assert not [text for text in texts if PERSONAL.search(text)]


def test_a_ward_has_residential_groups_and_no_villages() -> None:
    assert wording.urban("Đề nghị xã nhắc trưởng thôn; Xã đã họp, hợp tác xã và xã hội, nông thôn.") == (
        "Đề nghị phường nhắc tổ trưởng dân phố; Phường đã họp, hợp tác xã và xã hội, nông thôn."
    )
    ward = next(place for place in communes() if place.is_urban)
    assert all(name.startswith("Tổ dân phố") for name in village_names(NUMBER, ward))


def test_behaviours_are_all_there_and_few_cases_mean_few_cases() -> None:
    number = settings()["number"]
    behave = {place: profile_name(number, place) for place in communes()}
    assert set(behave.values()) == set(profiles())
    assert all(petition_count(number, place) < 15 for place, name in behave.items() if name == "it_viec")
    assert 2800 < sum(petition_count(number, place) for place in communes()) < 3600


@pytest.mark.parametrize("form", ["approved", "q1", "h1", "9m"])
def test_budgets_add_up(form: str) -> None:
    place = communes()[0]
    lines = budgets.estimate(NUMBER, place) if form == "approved" else budgets.execution(NUMBER, place, form)
    rows = [
        SimpleNamespace(
            section=line.section,
            name=line.name,
            level=line.level,
            estimate=Decimal(line.estimate),
            actual=None if line.actual is None else Decimal(line.actual),
        )
        for line in lines
    ]
    totals = {}
    for section in ("revenue", "expenditure"):
        actual = budgets.total(lines, section, "actual")
        estimate = Decimal(budgets.total(lines, section, "estimate") or 0)
        totals[section] = Sum(estimate, None if actual is None else Decimal(actual))
    assert contradictions(rows, totals) == []
    assert totals["revenue"].estimate == totals["expenditure"].estimate


def test_documents_open_in_other_programs_and_are_the_same_each_time() -> None:
    table = documents.xlsx("Ngân sách", [["Mục", 5, None]])
    sheet = openpyxl.load_workbook(io.BytesIO(table)).active
    assert [[cell.value for cell in row] for row in sheet.rows][1] == ["Mục", 5, None]
    assert documents.docx("Báo cáo", ["Một & hai"]) == documents.docx("Báo cáo", ["Một & hai"])
    drawing = documents.sketch_map(random.Random(1), "So do")
    assert drawing == documents.sketch_map(random.Random(1), "So do")
    with pikepdf.open(io.BytesIO(drawing)) as opened:
        assert len(opened.pages) == 1
