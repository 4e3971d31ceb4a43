"""Reports on preventing corruption: fixed figures that agree, compare over years and communes, and no denouncer."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.disclosures.integrity import catalogue, comparison
from cms.disclosures.integrity.secrecy import names_denouncer
from cms.disclosures.models import AntiCorruptionReportPage, IntegrityFigure, Obligation
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.factories import make_report, publish, section_of
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
BASE = "/cong-khai/phong-chong-tham-nhung/"


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Một")


def decimals(values: dict[str, int]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


# ---- the catalogue


def test_keys_are_unique_and_every_figure_has_a_unit() -> None:
    figures = [figure for group in catalogue.GROUPS for figure in group.figures]
    assert len({figure.key for figure in figures}) == len(figures)
    assert all(figure.unit and figure.label and len(figure.key) <= 40 for figure in figures)
    assert set(catalogue.HEADLINES) <= set(catalogue.FIGURES)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("inspections_done", "3", ""),
        ("inspections_done", "-1", "âm"),
        ("inspections_done", "1.5", "số nguyên"),
        ("amount_recovered", "12.345", ""),
        ("amount_recovered", "12.3456", "ba chữ số"),
        ("amount_recovered", "100000001", "quá lớn"),
    ],
)
def test_a_value_is_judged_by_its_figure(key: str, value: str, says: str) -> None:
    found = catalogue.wrong_value(catalogue.FIGURES[key], Decimal(value))
    assert (found == "") is (says == "")
    assert says in found


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"amount_to_recover": 10, "amount_recovered": 10}, set()),
        ({"amount_to_recover": 10, "amount_recovered": 11}, {"amount_recovered"}),
        ({"amount_recovered": 11}, set()),
        ({"people_disciplined": 3, "disciplined_warning": 2}, set()),
        ({"people_disciplined": 1, "disciplined_warning": 2}, {"people_disciplined"}),
        (
            {
                "people_disciplined": 3,
                "disciplined_reprimand": 1,
                "disciplined_warning": 1,
                "disciplined_demoted": 0,
                "disciplined_dismissed": 0,
            },
            {"people_disciplined"},
        ),
        (
            {"declarations_due": 5, "declarations_made": 5, "declarations_verified": 6},
            {"declarations_verified"},
        ),
    ],
)
def test_figures_that_cannot_both_be_true_are_named(values: dict[str, int], wrong: set[str]) -> None:
    assert set(catalogue.contradictions(decimals(values))) == wrong


# ---- no denouncer


@pytest.mark.parametrize(
    "text",
    [
        "Người tố cáo là bà Nguyễn Thị Mẫu, thôn Đông",
        "theo đơn tố cáo của ông Trần Văn Mẫu",
        "Bà Lê Thị Mẫu có đơn tố cáo việc này",
        "người báo tin: Trần Mẫu",
        "người tố cáo Đỗ Ái",
        "Người tố cáo là bà Nguyễn Thị Mẫu",
    ],
)
def test_a_text_that_names_a_denouncer_is_noticed(text: str) -> None:
    assert names_denouncer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Không nêu người tố cáo.",
        "Bảo vệ người tố cáo theo Luật Tố cáo 2018",
        "Người tố cáo được giữ bí mật. Ủy ban nhân dân xã chịu trách nhiệm",
        "giải quyết 3 đơn tố cáo, 2 đơn của công dân",
        "người tố cáo ở thôn Đông được mời làm việc",
    ],
)
def test_a_text_about_denouncing_is_not(text: str) -> None:
    assert not names_denouncer(text)


def test_a_report_that_names_a_denouncer_is_not_published(commune: Organisation) -> None:
    page = make_report(commune, summary="<p>Theo đơn tố cáo của ông Trần Văn Mẫu, đã kiểm tra.</p>")
    with pytest.raises(ValidationError, match="người tố cáo"):
        publish(page)
    assert not AntiCorruptionReportPage.objects.get().live


# ---- the page


def test_a_report_fulfils_the_duty_of_its_body(commune: Organisation) -> None:
    province = make_organisation("Tỉnh", kind="province")
    assert publish(make_report(commune)).duty.key == "anticorruption_commune"
    assert publish(make_report(province)).duty.key == "anticorruption_report"


def test_the_result_of_one_inspection_is_an_obligation_of_its_own(commune: Organisation) -> None:
    publish(make_report(commune))
    for number in ("1/KL-UBND", "2/KL-UBND"):
        publish(make_report(commune, scope="conclusion", decision_number=number, figures={}))
    owed = Obligation.objects.filter(duty_key="anticorruption_commune")
    assert sorted(owed.values_list("occurrence", flat=True)) == ["", "1-kl-ubnd", "2-kl-ubnd"]


def test_only_communes_disclose_single_inspections_here() -> None:
    with pytest.raises(ValidationError, match="Chỉ xã, phường"):
        make_report(make_organisation("Tỉnh", kind="province"), scope="conclusion")


def test_a_year_after_the_publication_is_refused(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="không thể sau năm công bố"):
        make_report(commune, year=2026, reported_year=2027)


def test_a_yearly_report_states_its_headline_figures(commune: Organisation) -> None:
    page = make_report(commune, figures={"amount_to_recover": None})
    with pytest.raises(ValidationError, match="Số tiền phải thu hồi"):
        publish(page)


def test_a_report_with_contradicting_figures_is_not_published(commune: Organisation) -> None:
    page = make_report(commune, figures={"amount_recovered": 99, "amount_to_recover": 1})
    with pytest.raises(ValidationError, match="không thể lớn hơn"):
        publish(page)


def test_the_ledger_keeps_the_figures(commune: Organisation) -> None:
    publish(make_report(commune, figures={"amount_to_recover": "12.500"}))
    payload = json.loads(Event.objects.get(kind="disclosed").payload)
    assert payload["figures"]["amount_to_recover"] == "12.5"
    assert payload["reported_year"] == 2025


def test_a_report_shows_its_figures_beside_last_years(client: Client, commune: Organisation) -> None:
    publish(make_report(commune, year=2025, reported_year=2024, figures={"inspections_done": 7}))
    page = publish(make_report(commune, decision_number="13/BC-UBND", figures={"inspections_done": 4}))
    html = client.get(page.public_path).content.decode()
    assert '<td class="num" data-label="Năm 2025">4</td>' in html
    assert '<td class="num" data-label="Năm 2024">7</td>' in html
    assert "−3" in html
    assert "Muốn tố cáo?" in html
    assert "<form" not in html.partition("Muốn tố cáo?")[2].partition("</aside>")[0]


# ---- the editor


def form(**fields: str) -> dict[str, str]:
    sets = {
        f"{name}-{field}": "0"
        for name in ("attachments", "comments")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "title": "Báo cáo",
        "year": "2026",
        "reported_year": "2025",
        "scope": "year",
        "decision_number": "1/BC-UBND",
        "decision_date": "2026-01-05",
        "summary": "null",
        "body-count": "0",
        **sets,
        **fields,
    }


def add_url(commune: Organisation) -> str:
    section = section_of(commune)
    return reverse("wagtailadmin_pages:add", args=["disclosures", "anticorruptionreportpage", section.pk])


def test_an_editor_types_figures_as_vietnamese_writers_do(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    url = add_url(commune)
    assert "Số tiền phải thu hồi (triệu đồng)" in client.get(url).content.decode()
    client.post(url, form(figure_amount_to_recover="1.250,5", figure_inspections_done="0"))
    page = AntiCorruptionReportPage.objects.get().get_latest_revision_as_object()
    assert page.figure_values() == {
        "inspections_done": Decimal(0),
        "amount_to_recover": Decimal("1250.5"),
    }
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'value="1.250,5"' in edit


def test_the_comparison_of_two_revisions_names_the_figures(client: Client, commune: Organisation) -> None:
    page = make_report(commune, figures={"inspections_done": 4})
    page.set_figures({"inspections_done": Decimal(5)})
    page.save_revision()
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    html = client.get(url).content.decode()
    assert "Cuộc thanh tra, kiểm tra đã thực hiện" in html


@pytest.mark.parametrize(
    ("value", "says"),
    [("nhiều", "“nhiều” "), ("-1", "không thể âm"), ("1,5", "số nguyên"), ("9" * 12, "quá lớn")],
)
def test_a_wrong_figure_is_named_beside_its_box_and_kept(
    client: Client, commune: Organisation, value: str, says: str
) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    html = client.post(add_url(commune), form(figure_inspections_done=value)).content.decode()
    assert says in html
    assert f'value="{value}"' in html
    assert not AntiCorruptionReportPage.objects.exists()


# ---- across communes and years


def three_reports(commune: Organisation) -> None:
    other = make_organisation("Xã Hai")
    publish(
        make_report(commune, figures={"inspections_done": 4, "amount_recovered": 1, "amount_to_recover": 2})
    )
    publish(make_report(other, figures={"inspections_done": 6}))
    publish(
        make_report(
            commune, year=2025, reported_year=2024, decision_number="3/BC", figures={"inspections_done": 9}
        )
    )


def test_the_overview_adds_up_what_communes_report(client: Client, commune: Organisation) -> None:
    three_reports(commune)
    make_organisation("Xã Im Lặng")
    html = client.get(BASE).content.decode()
    assert "2 / 3" in html
    assert '<td class="num" data-label="Năm 2025">10</td>' in html
    assert '<td class="num" data-label="Năm trước">9</td>' in html
    assert '<svg class="chart__bar"' in html
    assert "1 nơi chưa có" in html


def test_one_figure_is_compared_across_communes(client: Client, commune: Organisation) -> None:
    three_reports(commune)
    html = client.get(f"{BASE}inspections_done/").content.decode()
    assert html.index("Xã Hai") < html.index("Xã Một")
    assert '<td class="num" data-label="Tăng, giảm">−5</td>' in html
    assert "cộng lại là 10" in html
    older = client.get(f"{BASE}inspections_done/?nam=2024").content.decode()
    assert "cộng lại là 9" in older
    assert client.get(f"{BASE}khong-co/").status_code == 404


def test_one_commune_is_shown_over_the_years(client: Client, commune: Organisation) -> None:
    three_reports(commune)
    html = client.get(f"{BASE}?don-vi={commune.slug}").content.decode()
    assert '<td class="num" data-label="Năm 2024">9</td>' in html
    assert '<td class="num" data-label="Năm 2025">4</td>' in html


@pytest.mark.parametrize(
    "query", ["?nam=abc", "?nam=1900", "?nam=٢٠٢٥", "?don-vi=khong-co", "?don-vi=%00", "?trang=x"]
)
@pytest.mark.parametrize("path", ["", "inspections_done/", "csv/"])
def test_any_address_gives_a_page(client: Client, commune: Organisation, path: str, query: str) -> None:
    three_reports(commune)
    assert client.get(f"{BASE}{path}{query}").status_code == 200


def test_without_any_report_the_overview_says_so(client: Client) -> None:
    assert "Chưa có báo cáo nào" in client.get(BASE).content.decode()


def test_the_figures_are_rows_of_a_csv(client: Client, commune: Organisation) -> None:
    three_reports(commune)
    text = client.get(f"{BASE}csv/?nam=2025&chi-tieu=inspections_done").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Đơn vị"], row["Giá trị"], row["Đơn vị tính"]) for row in rows] == [
        ("Xã Hai", "6", "cuộc"),
        ("Xã Một", "4", "cuộc"),
    ]
    own = client.get(f"{BASE}csv/?don-vi={commune.slug}").content.decode()
    assert "Xã Hai" not in own
    assert ",2024," not in own.replace("\r\n2024,", "")


def test_single_inspections_drafts_and_withdrawn_reports_do_not_count(commune: Organisation) -> None:
    three_reports(commune)
    publish(
        make_report(commune, scope="conclusion", decision_number="9/KL", figures={"inspections_done": 50})
    )
    make_report(make_organisation("Xã Nháp"), figures={"inspections_done": 70})
    withdrawn = publish(make_report(make_organisation("Xã Rút"), figures={"inspections_done": 80}))
    withdrawn.unpublish()
    found = comparison.reports()
    assert comparison.summed(comparison.of_communes(found, 2025), "inspections_done") == 10


def test_of_two_reports_on_a_year_the_later_counts(commune: Organisation) -> None:
    publish(make_report(commune, figures={"inspections_done": 4}))
    publish(make_report(commune, decision_number="13/BC", figures={"inspections_done": 5}))
    assert [row.value for row in comparison.compared(comparison.reports(), "inspections_done", 2025)] == [5]


def test_the_overview_costs_the_same_queries_for_any_number_of_communes(
    client: Client, commune: Organisation, django_assert_num_queries: Any
) -> None:
    three_reports(commune)
    client.get(BASE)
    with django_assert_num_queries(8) as few:
        client.get(BASE)
    for number in range(12):
        publish(make_report(make_organisation(f"Xã {number}"), figures={"inspections_done": 1}))
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(BASE)
    assert IntegrityFigure.objects.count() > 12
