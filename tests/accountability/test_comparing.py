"""An organisation through its periods and beside those like it; the league for programs; the worked example."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from portal.accountability.comparing import neighbours
from portal.accountability.explained import EXAMPLE, OTHERS, OWN, example
from portal.accountability.formula import load
from portal.accountability.presentation import points
from portal.accountability.similar import Place, similar
from portal.organisations.models import Organisation
from tests.accountability.database import answer_petitions
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_likeness_is_the_type_and_the_ratio_of_populations() -> None:
    own = Place("A", "Xã", 10_000)
    others = [
        own,
        Place("B", "Xã", 12_000),
        Place("C", "Xã", 8_000),
        Place("D", "Phường", 10_000),
        Place("E", "Xã", None),
        Place("F", "Xã", 9_900),
    ]
    # 12 : 10 is nearer than 10 : 8.
    assert [place.code for place in similar(own, others)] == ["F", "B", "C"]
    assert [place.code for place in similar(own, others, most=1)] == ["F"]
    assert similar(Place("E", "Xã", None), others) == []


def test_the_example_is_computed_as_every_score_is() -> None:
    """By hand: means 80, 91 and 70 per cent; drawn values 25/30, 28.1/30 and 15/20; weights 30, 10 and 20 of 60."""
    score, steps = example(load("1"))
    assert [step.mean.plain for step in steps] == ["80.0", "91.0", "70.0"]
    assert [step.value.plain for step in steps] == ["83.3", "93.7", "75.0"]
    assert [step.contribution.plain for step in steps] == ["41.7", "15.6", "25.0"]
    assert points(score.score).plain == "82.3"
    assert set(OWN) == set(OTHERS)


def test_the_plain_page_tells_the_example_and_how_to_compute_it_oneself(client: Client) -> None:
    text = page(client, "/cham-diem/cach-tinh/")
    assert EXAMPLE in text
    assert "82,3" in text
    assert "/cham-diem/cham_diem.py" in text
    assert "Chưa có kỳ nào được chốt." in text
    assert "không phải là chỉ số PAPI" in text


def test_the_page_shows_the_periods_and_similar_places(client: Client, communes: list[Organisation]) -> None:
    good = communes[0]
    like = make_organisation("Xã Gần", code="C9", slug="xa-gan", population=11_000)
    answer_petitions(like, 20, late=10)
    answer_petitions(good, 12, first="2026-07-06")
    text = page(client, "/cham-diem/xa-tot/")
    history = text.partition('id="cac-ky"')[2].partition('id="tuong-tu"')[0]
    assert "6 tháng đầu năm 2026" in history
    assert "Năm 2026" in history
    beside = text.partition('id="tuong-tu"')[2]
    assert '<a href="/cham-diem/xa-gan/?ky=2026">Xã Gần</a>' in beside
    assert "không làm giảm điểm" in beside


def test_without_a_population_nobody_is_called_similar(communes: list[Organisation]) -> None:
    assert neighbours(communes[1], []) == []


def test_programs_get_the_digits_of_the_page(client: Client, communes: list[Organisation]) -> None:
    told = json.loads(page(client, "/cham-diem/du-lieu.json?ky=2026-H1&loai=xa"))
    lines = client.get("/cham-diem/du-lieu.csv?ky=2026-H1&loai=xa").content.decode("utf-8-sig").splitlines()
    header, first = lines[0].split(","), lines[1].split(",")
    own = told["organisations"][0]
    assert told["formula"]["sha256"] == load("1").digest
    assert (own["code"], str(own["score"])) == (first[header.index("ma")], first[header.index("diem")])
    empty = next(one for one in told["organisations"] if one["code"] == "C4")
    assert (empty["score"], empty["band"]) == (None, None)


def test_more_honest_petitions_never_lower_a_score(communes: list[Organisation], client: Client) -> None:
    """Twice as many, handled alike: the value is drawn less to the mean, and the interval is narrower."""
    few, many = make_organisation("Xã Ít", code="F1"), make_organisation("Xã Nhiều", code="F2")
    answer_petitions(few, 20)
    answer_petitions(many, 40)
    told = json.loads(page(client, "/cham-diem/du-lieu.json?ky=2026-H1"))
    found = {one["code"]: one for one in told["organisations"]}
    assert found["F2"]["score"] >= found["F1"]["score"]
    assert found["F2"]["high"] - found["F2"]["low"] < found["F1"]["high"] - found["F1"]["low"]


def test_a_frozen_period_shows_what_was_frozen(client: Client, communes: list[Organisation]) -> None:
    from portal.accountability import freezing
    from portal.accountability.periods import half_year
    from portal.accountability.services import latest_snapshot

    freezing.freeze(period=half_year(2026), by=None, at=datetime(2026, 7, 5, 3, tzinfo=UTC))
    snapshot = latest_snapshot("2026-H1")
    assert snapshot is not None
    before = page(client, "/cham-diem/du-lieu.csv?ky=2026-H1")
    text = page(client, "/cham-diem/?ky=2026-H1")
    assert "Kỳ này đã chốt ngày" in text
    assert snapshot.rows_digest in text
    assert f"/cham-diem/chot/{snapshot.pk}/dong.csv" in page(client, "/cham-diem/cach-tinh/")
    assert json.loads(page(client, "/cham-diem/du-lieu.json?ky=2026-H1"))["frozen"] == snapshot.pk
    # A new name is not carried into what was published.
    Organisation.objects.filter(code="C1").update(name="Xã Tên Mới")
    assert page(client, "/cham-diem/du-lieu.csv?ky=2026-H1") == before


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("", "C1"),
        ("ten", "C2"),
        ("den-han", "C1"),
        ("answer_on_time", "C1"),
        ("satisfaction", "C1"),
        ("x", "C1"),
    ],
)
def test_the_table_is_sorted_as_asked(
    client: Client, communes: list[Organisation], sort: str, first: str
) -> None:
    told = json.loads(page(client, f"/cham-diem/du-lieu.json?ky=2026-H1&xep={sort}"))
    assert told["organisations"][0]["code"] == first
    text = page(client, f"/cham-diem/?ky=2026-H1&xep={sort}")
    assert ("Không có cách xếp này" in text) is (sort == "x")


def test_a_country_is_paged(
    client: Client, communes: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.accountability.league.PER_PAGE", 3)
    assert "Xã Trống" not in page(client, "/cham-diem/?ky=2026-H1")
    second = page(client, "/cham-diem/?ky=2026-H1&trang=2")
    assert "Xã Trống" in second
    assert "4 đơn vị" in second
