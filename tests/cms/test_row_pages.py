"""Pages whose rows are pasted or typed: procedures, reception schedules, officials' duties."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from cms.disclosures import procedure_rows
from cms.disclosures.models import (
    AdministrativeProcedure,
    DisclosurePage,
    Obligation,
    OfficialPosition,
    OfficialsDutiesPage,
    ProceduresPage,
    ReceptionSchedulePage,
    ReceptionSession,
)
from cms.disclosures.models.reception import an_office, same_weekday
from cms.disclosures.pasted_rows import read_rows, write_rows
from cms.disclosures.services import instantiate_duties, start_draft
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.factories import at, make_page, publish, section_of
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LINK = "https://dichvucong.gov.vn/p/1"
PASTED = (
    "Lĩnh vực\tTên thủ tục\tThời hạn giải quyết\tPhí, lệ phí\tNơi thực hiện\tMã thủ tục\tLiên kết\n"
    f"Hộ tịch\tĐăng ký khai sinh\tTrong ngày\tMiễn phí\tBộ phận một cửa\t1.001193\t{LINK}\n"
    "Đất đai\tXác nhận tình trạng đất\t10 ngày làm việc\t50.000 đồng\tBộ phận một cửa\n"
)


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Một")


# ---- pasted rows


def test_pasted_rows_are_read_and_written_back_alike() -> None:
    rows = read_rows(PASTED, procedure_rows.COLUMNS, most=10)
    assert [row["name"] for row in rows] == ["Đăng ký khai sinh", "Xác nhận tình trạng đất"]
    assert (rows[0]["address"], rows[1]["address"]) == (LINK, "")
    assert read_rows(write_rows(rows, procedure_rows.COLUMNS), procedure_rows.COLUMNS, most=10) == rows
    assert read_rows("", procedure_rows.COLUMNS, most=10) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hộ tịch;;1;2;3", "Dòng 1, cột Tên thủ tục: còn trống"),
        ("a;b;c;d;e;f;https://la.example/x", "Dòng 1, cột Liên kết"),
        ("a;b;c;d;e;f;http://dichvucong.gov.vn/x", "Liên kết"),
        ("a;b;c;d;e;f;https://dichvucong.gov.vn.la.example/", "Liên kết"),
        ("a;b;c;d;e;<b>;", "Mã thủ tục"),
        ("a;b;c;d;e;f;;thừa", "thừa ô"),
        ("a;" + "x" * 401 + ";c;d;e", "dài quá 400"),
        ("a;b;c;d;e\n" * 11, "nhiều hơn 10"),
        ("a;;c;d;e\n" * 10, "lỗi khác"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(text: str, says: str) -> None:
    with pytest.raises(ValidationError) as raised:
        read_rows(text, procedure_rows.COLUMNS, most=10)
    assert says in " ".join(raised.value.messages)


# ---- procedures


def procedure(name: str, field: str = "Hộ tịch", **fields: str) -> AdministrativeProcedure:
    defaults = {"time_limit": "Trong ngày", "fee": "Miễn phí", "place": "Bộ phận một cửa"}
    return AdministrativeProcedure(name=name, field_name=field, **{**defaults, **fields})


def make_procedures(commune: Organisation, *rows: AdministrativeProcedure) -> ProceduresPage:
    return make_page(commune, ProceduresPage, {"procedures": list(rows)})


def test_procedures_are_listed_filtered_and_downloaded(client: Client, commune: Organisation) -> None:
    page = publish(
        make_procedures(
            commune,
            procedure("Đăng ký khai sinh", code="1.001193", address=LINK),
            procedure("Xác nhận tình trạng đất", "Đất đai"),
        )
    )
    html = client.get(page.public_path).content.decode()
    assert f'href="{LINK}"' in html
    assert "2 thủ tục" in html
    found = client.get(f"{page.public_path}?q=khai+sinh").content.decode()
    assert "Đăng ký khai sinh" in found
    assert "Xác nhận tình trạng đất" not in found
    field = client.get(f"{page.public_path}?linh-vuc=Đất+đai").content.decode()
    assert "Xác nhận tình trạng đất</th>" not in found
    assert "Xác nhận tình trạng đất" in field
    assert "Không có thủ tục nào khớp" in client.get(f"{page.public_path}?q=%00zzz").content.decode()
    csv = client.get(f"{page.public_path}csv/").content.decode("utf-8-sig")
    assert (
        csv.splitlines()[1]
        == f"Hộ tịch,Đăng ký khai sinh,Trong ngày,Miễn phí,Bộ phận một cửa,1.001193,{LINK}"
    )
    assert "Đăng ký khai sinh" in page.public_text()


def test_a_list_without_procedures_is_not_published(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="ít nhất một thủ tục"):
        publish(make_procedures(commune))


def test_hundreds_of_procedures_cost_the_same_queries(
    client: Client, commune: Organisation, django_assert_max_num_queries: Any
) -> None:
    rows = [procedure(f"Thủ tục {number}", f"Lĩnh vực {number % 9}") for number in range(400)]
    page = publish(make_procedures(commune, *rows))
    client.get(page.public_path)
    with django_assert_max_num_queries(25):
        client.get(page.public_path)


def form(sets: tuple[str, ...], **fields: object) -> dict[str, object]:
    management = {
        f"{name}-{field}": "0"
        for name in (*sets, "attachments", "comments")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "title": "Trang mẫu",
        "year": "2026",
        "decision_number": "1/TB-UBND",
        "decision_date": "2026-01-05",
        "summary": "null",
        "body-count": "0",
        **management,
        **fields,
    }


def add_url(commune: Organisation, model: type[DisclosurePage]) -> str:
    section = section_of(commune)
    return reverse("wagtailadmin_pages:add", args=["disclosures", model._meta.model_name, section.pk])


def test_an_editor_pastes_rows_and_finds_them_again(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    client.post(add_url(commune, ProceduresPage), form((), procedure_rows=PASTED))
    page = ProceduresPage.objects.get()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Đăng ký khai sinh\tTrong ngày\tMiễn phí" in html
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form((), procedure_rows=PASTED.replace("Trong ngày", "1 ngày")),
    )
    draft = ProceduresPage.objects.get().get_latest_revision_as_object()
    assert [row.time_limit for row in draft.procedures.all()] == ["1 ngày", "10 ngày làm việc"]
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    assert '<span class="addition">1</span>' in client.get(compare).content.decode()


def test_wrong_rows_are_named_and_what_was_typed_stays(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    html = client.post(
        add_url(commune, ProceduresPage), form((), procedure_rows="Hộ tịch;;x;y;z")
    ).content.decode()
    assert "Dòng 1, cột Tên thủ tục: còn trống" in html
    assert "Hộ tịch;;x;y;z" in html
    assert not ProceduresPage.objects.exists()


def workbook(*rows: list[str]) -> SimpleUploadedFile:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile("thu-tuc.xlsx", content.getvalue())


def test_rows_come_from_a_spreadsheet_as_well(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    labels = [column.label for column in procedure_rows.COLUMNS]
    file = workbook(labels, ["Hộ tịch", "Đăng ký kết hôn", "Trong ngày", "Miễn phí", "Một cửa"])
    client.post(
        add_url(commune, ProceduresPage),
        form((), procedure_rows="sai;sai", procedure_rows_file=file),
    )
    draft = ProceduresPage.objects.get().get_latest_revision_as_object()
    assert [row.name for row in draft.procedures.all()] == ["Đăng ký kết hôn"]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (SimpleUploadedFile("x.xlsx", b"PK\x03\x04 hong"), "hỏng"),
        (workbook(["Hộ tịch", "", "a", "b", "c"]), "cột Tên thủ tục: còn trống"),
    ],
)
def test_a_bad_spreadsheet_says_what_is_wrong(
    client: Client, commune: Organisation, file: SimpleUploadedFile, says: str
) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    file.seek(0)
    html = client.post(add_url(commune, ProceduresPage), form((), procedure_rows_file=file)).content.decode()
    assert says in html
    assert not ProceduresPage.objects.exists()


# ---- reception schedules


def session(day: date, **fields: object) -> ReceptionSession:
    defaults = {"starts_at": time(7, 30), "place": "Phòng tiếp công dân", "who": "Chủ tịch UBND xã"}
    return ReceptionSession(day=day, **{**defaults, **fields})


def make_schedule(commune: Organisation, month: int, *rows: ReceptionSession) -> ReceptionSchedulePage:
    return make_page(commune, ReceptionSchedulePage, {"sessions": list(rows)}, month=month)


def test_a_month_is_shown_as_days_and_as_sessions(client: Client, commune: Organisation) -> None:
    page = publish(make_schedule(commune, 3, session(date(2026, 3, 10)), session(date(2026, 3, 20))))
    assert (page.period, page.slug) == ("2026-03", "lich-tiep-cong-dan-thang-3-nam-2026")
    assert Obligation.objects.get(duty_key="reception_schedule").fulfilled_by_id == page.pk
    html = client.get(page.public_path).content.decode()
    assert '<a href="#ngay-10">' in html
    assert '<tr id="ngay-10">' in html
    assert "Thứ ba" in html
    assert html.count("<tr>") + html.count("<tr id=") >= 8
    csv = client.get(f"{page.public_path}csv/").content.decode("utf-8-sig")
    assert "2026-03-10,Thứ ba,07:30,,Phòng tiếp công dân,Chủ tịch UBND xã" in csv


@pytest.mark.parametrize(
    ("day", "month", "expected"),
    [
        (date(2026, 3, 10), 4, date(2026, 4, 14)),
        (date(2026, 3, 1), 4, date(2026, 4, 5)),
        (date(2026, 3, 31), 4, None),
        (date(2026, 12, 3), 1, date(2026, 1, 1)),
    ],
)
def test_a_weekday_keeps_its_place_in_another_month(day: date, month: int, expected: date | None) -> None:
    assert same_weekday(day, 2026, month) == expected


def test_next_months_draft_proposes_the_same_weekdays(commune: Organisation) -> None:
    publish(make_schedule(commune, 3, session(date(2026, 3, 10)), session(date(2026, 3, 31))))
    instantiate_duties(year=2026, at=at("2026-01-05 08:00"))
    april = Obligation.objects.get(organisation=commune, duty_key="reception_schedule", period="2026-04")
    page = start_draft(obligation=april, by=make_user(Role.EDITOR, commune), at=at("2026-03-25 08:00"))
    draft = page.get_latest_revision_as_object()
    assert [(row.day, row.who) for row in draft.sessions.all()] == [(date(2026, 4, 14), "Chủ tịch UBND xã")]
    assert draft.title == "Trang mẫu"


def test_months_lead_to_each_other(client: Client, commune: Organisation) -> None:
    march = publish(make_schedule(commune, 3, session(date(2026, 3, 10))))
    april = publish(make_schedule(commune, 4, session(date(2026, 4, 10))))
    assert april.public_path in client.get(march.public_path).content.decode()
    assert march.public_path in client.get(april.public_path).content.decode()


def test_a_session_outside_the_month_keeps_the_schedule_back(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="02/04/2026"):
        publish(make_schedule(commune, 3, session(date(2026, 4, 2))))


@pytest.mark.parametrize("who", ["Ông Nguyễn Văn Mẫu", "bà Mẫu", "Đồng chí Mẫu", "Chủ tịch, 0912345678"])
def test_who_receives_is_an_office(who: str) -> None:
    with pytest.raises(ValidationError, match="chức vụ"):
        an_office(who)


@pytest.mark.parametrize("who", ["Chủ tịch UBND xã", "Phó Chủ tịch HĐND", "Ban Thường vụ"])
def test_offices_are_accepted(who: str) -> None:
    an_office(who)


def test_a_session_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="sau giờ bắt đầu"):
        session(date(2026, 3, 10), ends_at=time(7, 0)).clean()


# ---- officials' duties


def test_offices_conduct_and_gifts_are_read_on_the_page(client: Client, commune: Organisation) -> None:
    position = OfficialPosition(
        position="Công chức tư pháp – hộ tịch", duties="Tiếp nhận hồ sơ", powers="Ký xác nhận"
    )
    page = publish(
        make_page(
            commune,
            OfficialsDutiesPage,
            {"positions": [position]},
            conduct_rules="<p>Không gây phiền hà</p><script>x</script>",
            gift_rules="<p>Không nhận quà của người nộp hồ sơ</p>",
            gift_office="Văn phòng UBND xã, tầng 1",
        )
    )
    assert page.period == "standing"
    html = client.get(page.public_path).content.decode()
    for text in ("Công chức tư pháp", "Không gây phiền hà", "Không nhận quà", "Văn phòng UBND xã, tầng 1"):
        assert text in html, text
    assert "<script>x" not in html
    csv = client.get(f"{page.public_path}csv/").content.decode("utf-8-sig")
    assert "Công chức tư pháp – hộ tịch,,Tiếp nhận hồ sơ,Ký xác nhận" in csv


def test_rules_of_conduct_are_asked_for(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="quy tắc ứng xử"):
        publish(make_page(commune, OfficialsDutiesPage, {}, conduct_rules="<p> </p>"))
