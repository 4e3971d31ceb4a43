"""The general document: which duties it offers, which periods it accepts, what can be read and found."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.blocks.table import MOST_ROWS, read_table, write_table
from cms.disclosures.duty_periods import UnknownPeriod, chosen_period
from cms.disclosures.models import DocumentPage, Obligation, general_duties, page_types
from cms.disclosures.services import ensure_structure
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import DECISION, at, make_document, publish, section_of
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
PLAN = "socioeconomic_plan"


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    ensure_structure()
    return commune


def duty(key: str) -> DisclosureDuty:
    return DisclosureDuty.objects.filter(key=key).latest("effective_from")


def keys(organisation: Organisation) -> set[str]:
    return {duty.key for duty in general_duties(organisation, on=at("2026-06-01 08:00").date())}


# ---- which duties


def test_every_duty_of_every_body_has_a_page_type(commune: Organisation) -> None:
    served = {key for model in page_types() for key in model.serves}
    province = make_organisation("Tỉnh", kind="province")
    department = make_organisation("Sở", kind="department")
    offered = keys(commune) | keys(province) | keys(department)
    assert set(DisclosureDuty.objects.values_list("key", flat=True)) <= served | offered
    assert served & offered == set()


def test_a_body_is_offered_only_its_own_duties(commune: Organisation) -> None:
    department = make_organisation("Sở", kind="department")
    assert PLAN in keys(commune)
    assert PLAN not in keys(department)
    assert {"petition_addresses", "implementation_plan", "half_year_report"} <= keys(department)


def test_a_duty_that_an_administrator_adds_can_be_fulfilled_at_once(commune: Organisation) -> None:
    DisclosureDuty.objects.create(
        key="moi",
        title="Nội dung mới",
        who="commune",
        trigger="decision",
        publish_within=5,
        unit="working_day",
        keep_unit="permanent",
        posting_required=False,
        period="annual",
        basis="Quyết định mới",
        certainty="policy",
        effective_from=at("2026-01-01 00:00").date(),
    )
    page = publish(make_document(commune, item="moi"))
    assert Obligation.objects.get(duty__key="moi").fulfilled_by_id == page.pk


@pytest.mark.parametrize("key", ["head_contacts", "budget_approved"])
def test_what_has_its_own_page_type_is_refused(commune: Organisation, key: str) -> None:
    with pytest.raises(ValidationError, match="mẫu trang riêng"):
        make_document(commune, item=key)


def test_another_bodys_duty_is_refused(commune: Organisation) -> None:
    department = make_organisation("Sở", kind="department")
    with pytest.raises(ValidationError, match="không có nghĩa vụ"):
        make_document(department, item=PLAN)


# ---- which periods


@pytest.mark.parametrize(
    ("key", "part", "expected"),
    [
        (PLAN, "", "2026"),
        ("petition_addresses", "", "standing"),
        ("quarterly_disclosure_list", "Q2", "2026-Q2"),
        ("social_policy", "", "2026"),
        ("half_year_report", "", "2026-6M"),
        ("half_year_report", "6M", "2026-6M"),
        ("annual_report", "", "2026"),
    ],
)
def test_the_period_follows_from_the_duty(key: str, part: str, expected: str) -> None:
    assert chosen_period(duty(key), 2026, part) == expected


@pytest.mark.parametrize(
    ("key", "year", "part", "says"),
    [
        ("quarterly_disclosure_list", 2026, "", "Quý I, Quý II, Quý III, Quý IV"),
        ("quarterly_disclosure_list", 2026, "03", "Quý I"),
        (PLAN, 2026, "Q1", "Năm 2026"),
        ("petition_addresses", 2026, "Q1", "Thường xuyên"),
        ("annual_report", 2027, "", "Năm 2026"),
    ],
)
def test_a_period_that_the_duty_lacks_is_refused_and_the_right_ones_named(
    key: str, year: int, part: str, says: str
) -> None:
    with pytest.raises(UnknownPeriod, match=says):
        chosen_period(duty(key), year, part)


# ---- tables


def test_a_table_pasted_from_excel_is_read_with_its_quoted_cells() -> None:
    table = read_table('Chỉ tiêu\tSố\tXem\n"Thu ""gọn""\nhai dòng"\t1.234,5\t/cong-khai/\nNgắn\n')
    assert table.heading == ["Chỉ tiêu", "Số", "Xem"]
    assert table.as_text() == [['Thu "gọn" hai dòng', "1.234,5", "/cong-khai/"], ["Ngắn", "", ""]]
    number, link = table.rows[0][1:]
    assert (number.is_number, link.address) == (True, "/cong-khai/")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//la.example", "http:/x", "data:text/html,x"])
def test_only_addresses_of_this_site_and_secure_ones_become_links(address: str) -> None:
    assert read_table(f"a;b\nc;{address}").rows[0][1].address == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Một dòng", "tiêu đề"),
        ("", "tiêu đề"),
        ("a;b\n1;2;3", "Dòng 2"),
        (";".join("abcdefghijklmnop") + "\n1", "cột"),
        ("a\n" + "1\n" * (MOST_ROWS + 1), str(MOST_ROWS)),
        ('a;b\n"' + "x" * 140_000, "Không đọc"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        read_table(text)


def test_what_is_written_is_read_back() -> None:
    rows = [["Mục", "Ghi chú"], ['Có "ngoặc"', "có;chấm phẩy"]]
    table = read_table(write_table(rows))
    assert [table.heading, *table.as_text()] == rows


# ---- the page


def body() -> list[dict[str, object]]:
    table = {"caption": "Chỉ tiêu chính", "rows": "Chỉ tiêu;Kế hoạch\nThu nhập bình quân;85\n=cmd();1"}
    return [
        {"type": "paragraph", "value": "<p>Phấn đấu <b>vượt</b> kế hoạch</p>"},
        {"type": "table", "value": table},
    ]


def test_a_document_is_read_on_the_web_and_its_table_is_a_file(client: Client, commune: Organisation) -> None:
    page = publish(make_document(commune, body=body()))
    html = client.get(page.public_path).content.decode()
    assert page.slug == "ke-hoach-phat-trien-kinh-te-xa-hoi-va-ket-qua-thuc-nam-2026"
    for text in ("Phấn đấu <b>vượt</b>", "<caption>Chỉ tiêu chính</caption>", 'data-label="Kế hoạch"'):
        assert text in html, text
    address = re.search(r'href="([^"]+/bang/1/)"', html)
    assert address
    csv = client.get(address[1]).content.decode("utf-8-sig")
    assert csv == "Chỉ tiêu,Kế hoạch\r\nThu nhập bình quân,85\r\n'=cmd(),1\r\n"
    assert client.get(f"{page.public_path}bang/2/").status_code == 404
    assert "Thu nhập bình quân" in page.public_text()


def test_publishing_a_document_fulfils_its_obligation(commune: Organisation) -> None:
    page = publish(make_document(commune, item="quarterly_disclosure_list", part="Q1"))
    obligation = Obligation.objects.get(duty__key="quarterly_disclosure_list")
    assert (obligation.period, obligation.fulfilled_by_id) == ("2026-Q1", page.pk)
    assert Event.objects.get(kind="disclosed").subject == page.subject


def test_reading_a_document_costs_a_fixed_number_of_queries(
    client: Client, commune: Organisation, django_assert_max_num_queries: object
) -> None:
    page = publish(make_document(commune, body=body() * 5))
    client.get(page.public_path)
    with django_assert_max_num_queries(21):  # type: ignore[operator]
        client.get(page.public_path)


# ---- the editor


def form(**fields: str) -> dict[str, str]:
    sets = {
        f"{name}-{field}": "0"
        for name in ("figures", "attachments", "comments")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    number, day = DECISION["decision_number"], DECISION["decision_date"]
    return {
        "title": "Kế hoạch phát triển kinh tế - xã hội",
        "year": "2026",
        "part": "",
        "decision_number": str(number),
        "decision_date": str(day),
        "summary": "null",
        "body-count": "0",
        **sets,
        **fields,
    }


def test_an_editor_chooses_among_the_bodys_duties(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("wagtailadmin_pages:add", args=["disclosures", "documentpage", section_of(commune).pk])
    shown = client.get(url).content.decode()
    assert f'value="{PLAN}"' in shown
    assert 'value="budget_approved"' not in shown

    client.post(url, form(item=PLAN))
    assert DocumentPage.objects.get().duty.key == PLAN


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"item": ""}, "bắt buộc"),
        ({"item": "budget_approved"}, "hợp lệ"),
        ({"item": "quarterly_disclosure_list"}, "Hãy chọn một kỳ của nội dung này"),
        ({"item": PLAN, "year": "99999"}, "Năm không hợp lệ"),
    ],
)
def test_a_draft_without_item_or_period_is_refused_beside_the_field(
    client: Client, commune: Organisation, fields: dict[str, str], says: str
) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("wagtailadmin_pages:add", args=["disclosures", "documentpage", section_of(commune).pk])
    html = client.post(url, form(**fields)).content.decode()
    assert says in html
    assert "Kế hoạch phát triển kinh tế - xã hội" in html
    assert not DocumentPage.objects.exists()


def test_staff_of_another_body_add_nothing(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("wagtailadmin_pages:add", args=["disclosures", "documentpage", section_of(commune).pk])
    assert client.post(url, form(item=PLAN)).status_code in (302, 403)
    assert not DocumentPage.objects.exists()


def test_the_calendar_leads_to_the_page_that_fulfils_a_duty(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    owed = Obligation.objects.create(
        organisation=commune,
        duty=duty(PLAN),
        period="2026",
        due_on=at("2026-01-01 00:00").date(),
    )
    start = reverse("disclosure_start", args=[owed.pk])
    assert start in client.get(reverse("wagtailadmin_home")).content.decode()
    draft_address = client.post(start)["Location"]
    draft = DocumentPage.objects.get()
    assert (draft.item, draft.period, draft.live) == (PLAN, "2026", False)
    assert draft_address == reverse("wagtailadmin_pages:edit", args=[draft.pk])


def test_two_decisions_of_a_year_fulfil_an_obligation_each(commune: Organisation) -> None:
    for number in ("12/QĐ-UBND", "13/QĐ-UBND"):
        publish(make_document(commune, item="social_policy", decision_number=number))
    owed = Obligation.objects.filter(duty__key="social_policy").order_by("occurrence")
    assert [one.occurrence for one in owed] == ["12-qd-ubnd", "13-qd-ubnd"]
    assert len({one.fulfilled_by_id for one in owed}) == 2
