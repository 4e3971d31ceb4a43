"""Recruitment notices and results by candidate number; no page on integrity has a field for a person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from cms.disclosures import recruitment_rows
from cms.disclosures.models import (
    AntiCorruptionReportPage,
    CandidateResult,
    ExamSession,
    IntegrityFigure,
    Obligation,
    OfficialPosition,
    OfficialsDutiesPage,
    RecruitmentNoticePage,
    RecruitmentPost,
)
from cms.disclosures.pasted_rows import read_rows
from portal.core.text import fold
from portal.organisations.models import Organisation
from tests.cms.factories import make_page, publish
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
INTEGRITY = (
    AntiCorruptionReportPage,
    IntegrityFigure,
    OfficialsDutiesPage,
    OfficialPosition,
    RecruitmentNoticePage,
    RecruitmentPost,
    ExamSession,
    CandidateResult,
)
# What a field for whoever denounced, informed or complained would be called.
DENOUNCER = (
    "denounc", "whistle", "informant", "informer", "accuser", "complainant", "reporter", "tipster",
    "nguoi to cao", "nguoi bao tin", "nguoi to giac", "nguoi khieu nai", "nguoi phan anh", "nguon tin",
    "nguoi gui don", "nguoi dung don", "ho ten nguoi",
)  # fmt: skip
PERSON = (
    "full_name",
    "first_name",
    "last_name",
    "birth",
    "identity",
    "phone",
    "telephone",
    "email",
    "address",
)


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Một")


# ---- no field for a denouncer, none for a candidate


def own_fields(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Yield the names and labels of the fields that the model itself brings."""
    for field in model._meta.get_fields():
        if field.model is model and not (field.auto_created and not field.concrete):
            yield field.name, str(getattr(field, "verbose_name", ""))


def form_fields(model: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and labels of everything that the editor shows of a page type and its rows."""
    form = model.get_edit_handler().get_form_class()
    for name, field in form.base_fields.items():
        yield name, str(field.label)
    for relation in form.formsets.values() if hasattr(form, "formsets") else ():
        for name, field in relation.form.base_fields.items():
            yield name, str(field.label)


def panels(panel: Any) -> Iterator[str]:
    """Yield the headings of all panels."""
    yield str(panel.heading)
    for child in getattr(panel, "children", ()):
        yield from panels(child)


@pytest.mark.parametrize("model", INTEGRITY, ids=lambda model: model.__name__)
def test_no_model_on_integrity_has_a_place_for_a_denouncer(model: type[models.Model]) -> None:
    said = [*own_fields(model)]
    if hasattr(model, "get_edit_handler"):
        said += [*form_fields(model), *((heading, "") for heading in panels(model.get_edit_handler()))]
    found = [
        (name, label)
        for name, label in said
        for word in DENOUNCER
        # One heading says that the denouncer stays secret; it holds a text and no field.
        if word in fold(f"{name} {label}") and name != "Giữ bí mật người tố cáo"
    ]
    assert said
    assert found == []


@pytest.mark.parametrize("model", [RecruitmentNoticePage, RecruitmentPost, ExamSession, CandidateResult])
def test_no_model_of_recruitment_has_a_field_for_a_candidate(model: type[models.Model]) -> None:
    names = [name for name, _ in own_fields(model)]
    assert [name for name in names for word in PERSON if word in name] == []


def test_the_editor_says_where_to_denounce_and_offers_no_form(commune: Organisation) -> None:
    from django.template.loader import render_to_string

    text = render_to_string("disclosures/admin/denouncer_help.html")
    assert "Thanh tra tỉnh" in text
    assert "<input" not in text
    assert "<form" not in render_to_string("disclosures/denounce_safely.html")


# ---- results without names


@pytest.mark.parametrize(
    "number", ["Nguyễn Văn Mẫu", "001099012345", "0912345678", "NGUYEN", "", "HY 01", "<b>1"]
)
def test_what_could_name_a_candidate_is_no_candidate_number(number: str) -> None:
    with pytest.raises(ValidationError):
        read_rows(f"{number};80;Trúng tuyển\nHY01;1;vắng", recruitment_rows.COLUMNS, most=9)


def test_results_are_read_with_scores_as_vietnamese_writers_write_them() -> None:
    rows = read_rows(
        "Số báo danh;Điểm;Kết quả\nhy-012;87,5;TRÚNG TUYỂN\n13;;vắng", recruitment_rows.COLUMNS, most=9
    )
    assert [(row["candidate_number"], str(row["score"]), row["outcome"]) for row in rows] == [
        ("HY-012", "87.5", "passed"),
        ("13", "None", "absent"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [("1;abc;vắng", "“abc”"), ("1;1001;vắng", "không phải là điểm"), ("1;5;đậu", "Trúng tuyển")],
)
def test_a_wrong_result_says_why(line: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        read_rows(line, recruitment_rows.COLUMNS, most=9)


# ---- the pages


def make_notice(commune: Organisation, number: str = "5/TB-UBND", **fields: object) -> RecruitmentNoticePage:
    post = RecruitmentPost(title="Công chức địa chính", number=2, requirements="Đại học đúng ngành")
    exam = ExamSession(day=date(2026, 5, 20), what="Thi viết", place="Hội trường UBND xã")
    defaults: dict[str, object] = {
        "kind": "civil_servant",
        "decision_number": number,
        "apply_from": date(2026, 3, 1),
        "apply_until": date(2026, 3, 31),
        "apply_at": "Bộ phận một cửa",
    }
    rows: dict[str, list[Any]] = {"posts": [post], "exams": [exam]}
    return make_page(commune, RecruitmentNoticePage, rows, **{**defaults, **fields})


def make_result(
    commune: Organisation, notice: RecruitmentNoticePage, **fields: object
) -> RecruitmentNoticePage:
    results = [
        CandidateResult(candidate_number="HY01", score=80, outcome="passed"),
        CandidateResult(candidate_number="HY02", score=40, outcome="failed"),
    ]
    defaults: dict[str, object] = {
        "kind": "civil_servant",
        "stage": "result",
        "notice": notice,
        "decision_number": "9/TB-UBND",
        "applicants": 3,
        "admitted": 2,
        "examined": 2,
        "passed": 1,
    }
    return make_page(commune, RecruitmentNoticePage, {"results": results}, **{**defaults, **fields})


def test_a_notice_and_its_result_lead_to_each_other(client: Client, commune: Organisation) -> None:
    notice = publish(make_notice(commune))
    result = publish(make_result(commune, notice))
    shown = client.get(notice.public_path).content.decode()
    for text in (
        "Công chức địa chính",
        "Đại học đúng ngành",
        "Thi viết",
        "Bộ phận một cửa",
        result.public_path,
    ):
        assert text in shown, text
    html = client.get(result.public_path).content.decode()
    for text in ("HY01", "Không trúng tuyển", notice.public_path, "không nêu họ tên"):
        assert text in html, text
    csv = client.get(f"{result.public_path}ket-qua/").content.decode("utf-8-sig")
    assert csv == "Số báo danh,Điểm,Kết quả\r\nHY01,80.00,Trúng tuyển\r\nHY02,40.00,Không trúng tuyển\r\n"


def test_every_notice_of_a_year_is_an_obligation_of_its_own(commune: Organisation) -> None:
    notice = publish(make_notice(commune))
    publish(make_notice(commune, number="6/TB-UBND"))
    publish(make_result(commune, notice))
    owed = Obligation.objects.filter(duty_key="recruitment").order_by("occurrence")
    assert [one.occurrence for one in owed] == ["5-tb-ubnd", "6-tb-ubnd", "9-tb-ubnd"]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 2, 28), "Nhận hồ sơ từ 01/03/2026"),
        (date(2026, 3, 31), "Đang nhận hồ sơ, đến hết 31/03/2026"),
        (date(2026, 4, 1), "Đã hết hạn nhận hồ sơ"),
    ],
)
def test_a_notice_says_whether_applications_are_taken(commune: Organisation, day: date, says: str) -> None:
    assert make_notice(commune).application_state(on=day) == says


def test_a_notice_needs_posts_and_a_term(commune: Organisation) -> None:
    page = make_notice(commune, apply_until=None)
    with pytest.raises(ValidationError, match="Nhận hồ sơ"):
        publish(page)
    page.posts.set([])
    page.save_revision()
    with pytest.raises(ValidationError, match="ít nhất một vị trí"):
        publish(page)


def test_an_appointment_needs_no_term(commune: Organisation) -> None:
    page = make_notice(commune, kind="appointment", apply_from=None, apply_until=None, apply_at="")
    assert publish(page).live


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"apply_until": date(2026, 2, 1)}, "trước ngày bắt đầu"),
        ({"applicants": 1, "passed": 2}, "không thể lớn hơn"),
        ({"admitted": 5, "examined": 6}, "không thể lớn hơn"),
    ],
)
def test_dates_and_numbers_agree(commune: Organisation, fields: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        make_notice(commune, **fields)


def test_a_result_belongs_to_a_notice_of_the_same_body(commune: Organisation) -> None:
    foreign = publish(make_notice(make_organisation("Xã Khác")))
    with pytest.raises(ValidationError, match="chính đơn vị"):
        make_result(commune, foreign)


def test_results_that_do_not_agree_are_not_published(commune: Organisation) -> None:
    notice = publish(make_notice(commune))
    page = make_result(commune, notice, passed=2)
    with pytest.raises(ValidationError, match="khác số trúng tuyển"):
        publish(page)
    page.passed = 1
    page.results.add(CandidateResult(candidate_number="HY02", outcome="failed"))
    page.save_revision()
    with pytest.raises(ValidationError, match="Lặp lại: HY02"):
        publish(page)
