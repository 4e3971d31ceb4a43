"""Investment projects: each decision an obligation, progress that only grows, delays in plain words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.disclosures.models import (
    InvestmentProjectPage,
    Obligation,
    ProgressPhoto,
    ProgressReport,
    SupervisionResult,
)
from cms.disclosures.project_rules import Schedule, delays, share, total
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.factories import make_village, publish
from tests.cms.land_factories import make_project, png
from tests.factories import make_organisation

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def commune(db: None) -> Organisation:
    return make_organisation("Xã Đông Hòa", slug="xa-dong-hoa")


def draft_of(page: InvestmentProjectPage) -> InvestmentProjectPage:
    return InvestmentProjectPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def schedule(**fields: object) -> Schedule:
    defaults: dict[str, object] = {
        "starts_planned": date(2026, 1, 10),
        "ends_planned": date(2026, 6, 30),
        "starts_actual": date(2026, 1, 10),
        "ends_actual": None,
        "is_over": False,
        "percent": 60,
        "last_report_on": date(2026, 6, 1),
    }
    return Schedule(**{**defaults, **fields})  # type: ignore[arg-type]


# ---- pure


@pytest.mark.parametrize(
    ("fields", "on", "said"),
    [
        ({}, date(2026, 6, 30), []),
        ({}, date(2026, 7, 10), ["Đã quá ngày hoàn thành theo kế hoạch 10 ngày, mới đạt 60 % khối lượng."]),
        ({"starts_actual": date(2026, 1, 15)}, date(2026, 6, 1), ["Khởi công chậm 5 ngày so với kế hoạch."]),
        (
            {"starts_actual": None, "last_report_on": None, "percent": None},
            date(2026, 1, 12),
            ["Đã quá ngày khởi công theo kế hoạch 2 ngày."],
        ),
        (
            {"ends_actual": date(2026, 7, 3), "is_over": True},
            date(2026, 12, 1),
            ["Hoàn thành chậm 3 ngày so với kế hoạch."],
        ),
        ({"starts_actual": None, "is_over": True}, date(2026, 12, 1), []),
        (
            {"last_report_on": date(2026, 2, 1)},
            date(2026, 5, 5),
            ["Chưa có báo cáo tiến độ mới từ ngày 01/02/2026."],
        ),
        ({"starts_planned": None, "ends_planned": None}, date(2026, 6, 1), []),
    ],
)
def test_what_is_late_is_said_in_a_sentence(fields: dict[str, object], on: date, said: list[str]) -> None:
    assert delays(schedule(**fields), on=on) == said


def test_sums_and_shares_say_nothing_where_nothing_is_known() -> None:
    assert total([None, None]) is None
    assert total([Decimal(1), None, Decimal(2)]) == 3
    assert share(Decimal(1), Decimal(3)) == Decimal("33.3")
    assert share(Decimal(1), Decimal(0)) is None
    assert share(None, Decimal(3)) is None


# ---- obligations


def test_two_projects_of_a_year_are_two_obligations(commune: Organisation) -> None:
    for number in ("12/QĐ-UBND", "19/QĐ-UBND"):
        publish(make_project(commune, decision_number=number))
    rows = Obligation.objects.filter(organisation=commune)
    assert sorted(rows.values_list("occurrence", flat=True)) == ["12-qd-ubnd", "19-qd-ubnd"]
    assert all(row.disclosed_on for row in rows)


def test_two_projects_of_one_decision_do_not_correct_each_other(commune: Organisation) -> None:
    pages = [publish(make_project(commune, title=title)) for title in ("Đường", "Cầu")]
    assert [page.occurrence for page in pages] == ["12-qd-ubnd", "12-qd-ubnd-2"]
    assert [Event.objects.about(page.subject).last().kind for page in pages] == ["disclosed", "disclosed"]
    assert pages[0].public_path != pages[1].public_path


def test_the_period_is_the_decisions_year(commune: Organisation) -> None:
    page = make_project(commune, decision_date=date(2025, 12, 30))
    assert (page.year, page.period) == (2025, "2025")


def test_a_corrected_number_keeps_the_obligation(commune: Organisation) -> None:
    page = publish(make_project(commune))
    page.decision_number, page.decision_date = "13/QĐ-UBND", date(2025, 12, 31)
    page.save_revision()
    page = publish(page)
    assert page.decision_number == "13/QĐ-UBND"
    assert Event.objects.about(page.subject).last().kind == "corrected"
    assert (page.occurrence, page.period) == ("12-qd-ubnd", "2026")
    assert Obligation.objects.filter(organisation=commune).count() == 1


# ---- rules


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_planned": date(2026, 1, 1)}, "ends_planned"),
        ({"ends_actual": date(2026, 2, 1)}, "ends_actual"),
        ({"status": "completed"}, "ends_actual"),
        ({"starts_actual": timezone.localdate() + timedelta(days=2)}, "starts_actual"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    commune: Organisation, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        make_project(commune, **fields)
    assert field in refused.value.message_dict


def test_a_village_of_another_commune_is_refused(commune: Organisation) -> None:
    foreign = make_village(make_organisation())
    with pytest.raises(ValidationError, match="không thuộc đơn vị"):
        make_project(commune, village=foreign)


def test_public_reports_stay_as_they_were(commune: Organisation) -> None:
    page = publish(make_project(commune))
    draft = draft_of(page)
    draft.progress = [ProgressReport(on_date=date(2026, 4, 1), percent=80, text="Đổi lại.")]
    with pytest.raises(ValidationError, match="đã công khai nên không sửa"):
        draft.save_revision()
    draft = draft_of(page)
    draft.progress.add(ProgressReport(on_date=date(2026, 5, 1), percent=40, text="Đính chính."))
    draft.save_revision()
    page = publish(draft)
    assert (page.percent, page.reported_on) == (40, date(2026, 5, 1))
    assert Event.objects.about(page.subject).last().kind == "updated"
    assert page.progress.count() == 2


def test_a_public_finding_stays_and_its_answer_may_come_later(commune: Organisation) -> None:
    page = make_project(commune)
    page.supervision = [
        SupervisionResult(body="community_board", on_date=date(2026, 4, 2), found="Lu lèn chưa đủ.")
    ]
    page.save_revision()
    page = publish(page)
    draft = draft_of(page)
    result = draft.supervision.get()
    result.response, result.responded_on = "Đã lu lèn lại.", date(2026, 4, 9)
    draft.supervision = [result]
    draft.save_revision()
    page = publish(draft)
    assert page.supervision.get().response == "Đã lu lèn lại."
    draft = draft_of(page)
    draft.supervision = []
    with pytest.raises(ValidationError, match="Kết quả giám sát"):
        draft.save_revision()


def test_an_answer_has_text_and_date() -> None:
    row = SupervisionResult(body="front", on_date=date(2026, 4, 2), found="x", response="Có")
    with pytest.raises(ValidationError):
        row.clean()


# ---- public page


def test_the_page_shows_progress_money_delays_and_supervision(client: Client, commune: Organisation) -> None:
    page = make_project(commune, ends_planned=date(2026, 3, 1))
    page.supervision = [
        SupervisionResult(
            body="peoples_inspection", on_date=date(2026, 4, 2), found=HOSTILE, recommendation="Làm lại."
        )
    ]
    page.save_revision()
    page = publish(page)
    body = client.get(page.public_path).content.decode()
    for text in ("25 %", "1.200", "Ngân sách xã", "Đã quá ngày hoàn thành", "Ban thanh tra nhân dân"):
        assert text in body, text
    assert "Chưa có trả lời" in body
    assert "<script>alert" not in body
    assert f"ve={page.pk}" in body


def test_photos_are_drawn_again_described_and_served_with_a_small_copy(
    client: Client, commune: Organisation
) -> None:
    page = make_project(commune)
    photo = ProgressPhoto(file=png(), alternative="Mặt đường đã đổ bê tông đến cổng làng")
    photo.clean()
    report = page.progress.get()
    report.photos, page.progress = [photo], [report]
    page.save_revision()
    page = publish(page)
    stored = ProgressPhoto.objects.get()
    body = client.get(page.public_path).content.decode()
    assert 'alt="Mặt đường đã đổ bê tông đến cổng làng"' in body
    assert (stored.width, stored.small_width, stored.small_height) == (1600, 960, 600)
    full = client.get(f"{page.public_path}anh/{stored.sha256}/")
    small = client.get(f"{page.public_path}anh/{stored.sha256}/nho/")
    assert (full["Content-Type"], small["Content-Type"]) == ("image/png", "image/webp")
    assert "immutable" in full["Cache-Control"]
    assert full["X-Content-Type-Options"] == "nosniff"
    assert len(b"".join(small.streaming_content)) < len(b"".join(full.streaming_content))
    assert client.get(f"{page.public_path}anh/{'0' * 64}/").status_code == 404
    page.unpublish()
    assert client.get(f"{page.public_path}anh/{stored.sha256}/").status_code == 410


def test_a_picture_needs_words_and_must_be_a_picture() -> None:
    with pytest.raises(ValidationError, match="cho thấy gì"):
        ProgressPhoto(file=png(), alternative=" ").clean()
    pdf = png(name="x.pdf")
    pdf.file = type(pdf.file)(b"%PDF-1.4\n%%EOF")
    with pytest.raises(ValidationError):
        ProgressPhoto(file=pdf, alternative="Hình").clean()


def test_the_number_of_queries_does_not_grow_with_the_reports(client: Client, commune: Organisation) -> None:
    page = make_project(commune)
    page.progress = [
        ProgressReport(on_date=date(2026, 3, day), percent=day, text=f"Ngày {day}") for day in range(1, 15)
    ]
    page.save_revision()
    few = publish(make_project(commune))
    many = publish(page)
    client.get(many.public_path)
    with CaptureQueriesContext(connection) as one:
        client.get(few.public_path)
    with CaptureQueriesContext(connection) as fourteen:
        client.get(many.public_path)
    assert len(fourteen) == len(one) < 30


def test_search_knows_the_project_and_its_reports(commune: Organisation) -> None:
    text = publish(make_project(commune)).public_text()
    for part in ("Công ty cổ phần Xây dựng Mẫu", "Xong phần nền đường", "Đang thi công"):
        assert part in text
