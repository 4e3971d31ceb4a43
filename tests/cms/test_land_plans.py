"""Land-use plans: maps with words, areas as a table, and drafts that are open long enough."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.disclosures.land_tables import totals_by_type
from cms.disclosures.models import LandUsePlanPage, Obligation, PlanArea, PlanMap
from portal.organisations.models import Organisation
from portal.statutes.models import Threshold
from tests.cms.factories import make_land_plan, publish
from tests.cms.land_factories import area, png
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Đông Hòa", slug="xa-dong-hoa")


def make_draft(commune: Organisation, days: int = 20, starts: int = 0, **fields: object) -> LandUsePlanPage:
    """A draft whose comments opened `starts` days ago and last so many days."""
    first = timezone.localdate() - timedelta(days=starts)
    return make_land_plan(
        commune, stage="draft", comment_from=first, comment_until=first + timedelta(days=days), **fields
    )


def body_of(client: Client, page: LandUsePlanPage, query: str = "") -> str:
    response = client.get(f"{page.public_path}{query}")
    assert response.status_code == 200
    return response.content.decode()


# ---- drafts under consultation


def test_a_draft_asks_for_comments_while_the_time_lasts(client: Client, commune: Organisation) -> None:
    page = publish(make_draft(commune, starts=15))
    body = body_of(client, page)
    assert f"/phan-anh/gui/?loai=recommendation&amp;don-vi=xa-dong-hoa&amp;ve={page.pk}" in body
    assert "Góp ý cho dự thảo này" in body
    assert "còn 5 ngày" in body
    assert "Thời gian lấy ý kiến tối thiểu: 20 ngày (Luật Đất đai 2024, Điều 70)" in body
    past = timezone.localdate() - timedelta(days=1)
    LandUsePlanPage.objects.filter(pk=page.pk).update(
        comment_from=past - timedelta(days=20), comment_until=past
    )
    body = body_of(client, page)
    assert "Góp ý cho dự thảo này" not in body
    assert "Đã hết thời gian lấy ý kiến" in body


def test_the_last_day_is_named_and_what_was_sent_can_be_read(client: Client, commune: Organisation) -> None:
    page = publish(make_draft(commune, starts=20))
    body = body_of(client, page)
    assert "hôm nay là ngày cuối" in body
    assert f'href="/phan-anh/?ve={page.pk}"' in body
    assert client.get(page.comments_address()).status_code == 200


@pytest.mark.parametrize(("scope", "least"), [("annual", 20), ("commune", 30), ("province", 45)])
def test_a_draft_that_closes_too_early_is_refused_with_the_basis(
    commune: Organisation, scope: str, least: int
) -> None:
    with pytest.raises(ValidationError, match=f"tối thiểu {least} ngày .Luật Đất đai 2024, Điều 70."):
        make_draft(commune, days=least - 1, scope=scope)
    make_draft(commune, days=least, scope=scope)


def test_a_public_draft_that_is_too_short_carries_a_warning(client: Client, commune: Organisation) -> None:
    page = publish(make_draft(commune))
    LandUsePlanPage.objects.filter(pk=page.pk).update(comment_until=page.comment_from + timedelta(days=12))
    body = body_of(client, page)
    assert "Thời gian lấy ý kiến 12 ngày ngắn hơn mức tối thiểu 20 ngày" in body
    page.refresh_from_db()
    page.title = "Vẫn sửa được"
    page.save_revision()
    assert publish(page).title == "Vẫn sửa được"


def test_the_law_of_the_first_day_counts(commune: Organisation) -> None:
    today = timezone.localdate()
    Threshold.objects.filter(key="land_draft_annual").update(effective_to=today)
    Threshold.objects.create(
        key="land_draft_annual",
        amount=40,
        basis="Luật mới",
        certainty="verified",
        effective_from=today + timedelta(days=1),
    )
    assert make_draft(commune, days=25).too_short() == ""
    with pytest.raises(ValidationError, match=r"tối thiểu 40 ngày \(Luật mới\)"):
        make_draft(commune, days=25, starts=-1)


def test_a_draft_needs_both_days_in_order(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="cần ngày bắt đầu"):
        make_land_plan(commune, stage="draft")
    with pytest.raises(ValidationError, match="không thể trước"):
        make_draft(commune, days=-1)


# ---- obligations and period


def test_the_years_plan_is_owed_once_and_an_adjustment_arises_on_its_decision(commune: Organisation) -> None:
    publish(make_land_plan(commune))
    page = publish(make_land_plan(commune, is_adjustment=True, decision_number="40/QĐ-UBND"))
    rows = Obligation.objects.filter(organisation=commune, duty_key="land_use_plan")
    assert sorted(rows.values_list("occurrence", flat=True)) == ["", "40-qd-ubnd"]
    assert page.slug == "dieu-chinh-ke-hoach-su-dung-dat-2026"


def test_a_plan_states_the_years_it_is_for(client: Client, commune: Organisation) -> None:
    assert "từ 01/01/2026 đến hết 31/12/2026" in body_of(client, publish(make_land_plan(commune)))
    page = make_land_plan(
        commune, scope="commune", valid_from=date(2026, 1, 1), valid_until=date(2035, 12, 31)
    )
    assert "đến hết 31/12/2035" in body_of(client, publish(page))
    with pytest.raises(ValidationError):
        make_land_plan(commune, valid_from=date(2026, 1, 2), valid_until=date(2026, 1, 1))


# ---- areas


def with_areas(commune: Organisation, areas: list[PlanArea]) -> LandUsePlanPage:
    page = make_land_plan(commune)
    page.areas = areas
    page.save_revision()
    return publish(page)


def test_there_is_no_field_for_an_owner() -> None:
    names = {field.name for field in PlanArea._meta.get_fields()}
    assert names == {
        "id", "sort_order", "page", "code", "place", "land_now", "land_planned", "area_m2", "note",
    }  # fmt: skip
    with pytest.raises(FieldDoesNotExist):
        PlanArea._meta.get_field("owner")


def test_totals_count_each_area_once_on_either_side() -> None:
    rows = [area(area_m2="1000"), area(area_m2="500.5", land_planned="DGT"), area(land_now="ONT")]
    totals = {total.label: total for total in totals_by_type(rows)}
    assert totals["Đất trồng lúa"].now == Decimal("1500.5")
    assert totals["Đất ở tại nông thôn"].change == 1000
    assert sum(total.change for total in totals.values()) == 0
    assert next(iter(totals)) == "Đất ở tại nông thôn"


def test_the_page_has_table_totals_chart_and_csv(client: Client, commune: Organisation) -> None:
    page = with_areas(commune, [area(), area("CX-2", "20000.5", land_planned="DKV", note=HOSTILE)])
    body = body_of(client, page)
    for text in ("21.250,5 m²", "Đất khu vui chơi", "<rect", "20.000,5"):
        assert text in body, text
    assert "<img src=x" not in body
    response = client.get(f"{page.public_path}csv/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["Mã loại đất hiện nay"] == "LUA"
    assert rows[1]["Diện tích (m²)"] == "20000.5"


def test_a_long_table_is_paged_with_a_constant_number_of_queries(
    client: Client, commune: Organisation
) -> None:
    few = with_areas(commune, [area()])
    many = with_areas(make_organisation(), [area(f"Thửa {n}") for n in range(90)])
    body_of(client, few)
    counted = []
    for page in (few, many):
        with CaptureQueriesContext(connection) as queries:
            body_of(client, page)
        counted.append(len(queries))
    assert counted[0] == counted[1] < 30
    assert "Thửa 89" in body_of(client, many, "?trang=3")


def test_an_area_is_positive() -> None:
    with pytest.raises(ValidationError):
        area(area_m2="0").full_clean(exclude=["page"])


# ---- maps


def with_map(commune: Organisation, **fields: object) -> LandUsePlanPage:
    page = make_land_plan(commune)
    defaults: dict[str, object] = {
        "title": "Bản đồ kế hoạch",
        "file": png(),
        "alternative": "Đất lúa ở phía bắc đường 38; khu dân cư mới ở phía nam.",
    }
    sheet = PlanMap(**{**defaults, **fields})
    sheet.clean()
    page.maps = [sheet]
    page.save_revision()
    return publish(page)


def test_a_map_is_shown_with_words_and_opens_in_full(client: Client, commune: Organisation) -> None:
    page = with_map(commune)
    body = body_of(client, page)
    digest = page.maps.get().sha256
    assert 'alt="Đất lúa ở phía bắc đường 38' in body
    assert f'href="{page.public_path}anh/{digest}/"' in body
    assert "960w" in body
    response = client.get(f"{page.public_path}anh/{digest}/")
    assert response["Content-Disposition"].startswith("inline")
    b"".join(response.streaming_content)


def test_a_map_may_be_a_pdf_with_its_words(client: Client, commune: Organisation) -> None:
    from content.generators.documents import sketch_map
    from content.generators.streams import stream

    content = ContentFile(sketch_map(stream(1, "x"), "Ban do"), name="ban-do.pdf")
    page = with_map(commune, file=content)
    sheet = page.maps.get()
    assert (sheet.media_type, sheet.small_width) == ("application/pdf", 0)
    body = body_of(client, page)
    assert "Đất lúa ở phía bắc đường 38" in body
    assert f"anh/{sheet.sha256}/" in body
    assert client.get(f"{page.public_path}anh/{sheet.sha256}/nho/").status_code == 404


def test_a_map_without_words_is_refused(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="cho thấy gì"):
        with_map(commune, alternative="")


def test_search_knows_maps_and_areas(commune: Organisation) -> None:
    page = with_map(commune)
    page.areas = [area("CX-9")]
    assert "khu dân cư mới" in page.public_text()
    assert "CX-9" in page.public_text()
