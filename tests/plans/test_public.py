"""What everybody reads of plans, and what nobody does."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.core.subjects import public_links
from portal.organisations.models import OrganisationKind
from portal.plans.models import EvidenceFile, Plan, Progress, Task
from portal.plans.services.drafting import publish, save_draft, send_to_head, start_draft
from portal.plans.services.opening import open_due
from portal.plans.services.reporting import save_report
from portal.statutes.models import DisclosureDuty
from search.providers import PlanSource
from tests.factories import make_organisation
from tests.plans.helpers import AT, OPENED, Unit, make_unit, published, texts

pytestmark = pytest.mark.django_db
SECRET = "Chỉ trong bản nháp"


@pytest.fixture
def unit() -> Unit:
    return make_unit(slug="xa-mau")


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_unit_without_a_plan_says_so_and_why_it_was_due(client: Client, unit: Unit) -> None:
    text = read(client, "/ke-hoach/xa-mau/2026/")
    for piece in ("Quá hạn chưa ban hành", "Vì sao hạn là 10/02/2026?", "mục III.1.1 Kế hoạch 19/KH-UBND"):
        assert piece in text
    assert "Xã Mẫu" in read(client, "/ke-hoach/?tinh-trang=missing")
    assert client.get("/ke-hoach/xa-mau/")["Location"] == "/ke-hoach/xa-mau/2026/"


def test_a_plan_shows_tasks_progress_evidence_and_what_is_overdue(client: Client, unit: Unit) -> None:
    version = published(unit)
    key = DisclosureDuty.objects.order_by("pk")[0].key
    subject = f"duty:{key}:{unit.organisation.code}:2026"
    given: dict[str, Any] = {"plan": unit.plan, "at": AT, "key": "ii-3"}
    Progress.objects.create(state="doing", percent=40, text="Đã viết mười bài", subject=subject, **given)
    Progress.objects.create(state="doing", percent=20, text="Bắt đầu", subject="petition:KHONG-CON", **given)
    Task.objects.filter(version=version, key="ii-3").update(state="doing", percent=40)
    text = read(client, "/ke-hoach/xa-mau/2026/")
    for piece in ("Đã viết mười bài", "/cong-khai/?muc=", "Quá hạn, chưa bắt đầu", "40 %", 'id="ii-3"'):
        assert piece in text
    # What the portal no longer shows is not pointed at either.
    assert "KHONG-CON" not in text
    csv = client.get("/ke-hoach/xa-mau/2026/nhiem-vu.csv").content.decode()
    assert "II.3," in csv
    assert csv.count("\n") == 30
    assert "Xã Mẫu" in read(client, "/ke-hoach/?muc=II.3")


def test_versions_stay_and_say_what_differs(client: Client, unit: Unit) -> None:
    published(unit)
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    rows = [replace(texts(version)[0], product="Sản phẩm mới"), *texts(version)[1:]]
    given: dict[str, Any] = {"by": unit.editor, "at": AT}
    version = save_draft(version=version, revision=0, document="2/KH", reason="Vì bão", tasks=rows, **given)
    version = send_to_head(version=version, revision=version.revision, **given)
    publish(version=version, by=unit.head, at=AT, revision=version.revision)
    text = read(client, "/ke-hoach/xa-mau/2026/")
    for piece in ("Vì bão", "<ins>Sản phẩm mới</ins>", "Khác bản trước 1 chỗ"):
        assert piece in text
    assert "Sản phẩm mới" not in read(client, "/ke-hoach/xa-mau/2026/lan/1/")
    assert "bản mới hơn" in read(client, "/ke-hoach/xa-mau/2026/lan/1/")
    for number in (1, 2):
        content = client.get(f"/ke-hoach/xa-mau/2026/lan/{number}.json").content
        digest = unit.plan.versions.get(number=number).digest
        assert hashlib.sha256(content).hexdigest() == digest
        assert digest in read(client, f"/ke-hoach/xa-mau/2026/lan/{number}/")


def test_drafts_and_unsent_reports_are_nowhere_in_public(client: Client, unit: Unit) -> None:
    version = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    rows = [replace(texts(version)[0], task=SECRET)]
    given: dict[str, Any] = {"by": unit.editor, "at": AT}
    save_draft(version=version, revision=0, document=SECRET, reason="", tasks=rows, **given)
    save_report(report=unit.reports[0], by=unit.editor, revision=0, values={"ket-qua": SECRET})
    page = "/ke-hoach/xa-mau/2026/"
    for address in ("/ke-hoach/", "/ke-hoach/?muc=II.1.1.a", page, f"{page}nhiem-vu.csv"):
        assert SECRET not in read(client, address), address
    assert not PlanSource().published().exists()
    streamed = client.get("/ke-hoach/nhiem-vu.csv")
    assert SECRET not in b"".join(streamed.streaming_content).decode()  # type: ignore[attr-defined]
    for gone in ("/ke-hoach/xa-mau/2026/lan/1/", "/ke-hoach/xa-mau/2026/lan/1.json"):
        assert client.get(gone).status_code == 404
    # An amendment in the making shows no more than the plan in force.
    version = send_to_head(version=version, revision=1, **given)
    publish(version=version, by=unit.head, at=AT, revision=version.revision)
    draft = start_draft(plan=unit.plan, by=unit.editor, at=AT)
    Task.objects.filter(version=draft).update(task="Bản sửa đổi còn giấu")
    assert "còn giấu" not in read(client, page)
    (found,) = PlanSource().load([str(unit.plan.pk)])
    assert (found.url, "còn giấu" in found.body, SECRET in found.body) == (page, False, True)
    assert client.get("/ke-hoach/xa-mau/2026/lan/2/").status_code == 404


def test_a_file_is_a_download_and_waits_for_the_scanner(
    client: Client, unit: Unit, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    told = Progress.objects.create(plan=unit.plan, key="ii-3", at=AT, state="doing", percent=1, text="x")
    file = EvidenceFile(progress=told, name="ảnh.png", media_type="image/png", size=3, sha256="a" * 64)
    file.hold(b"png")
    file.save()
    response = client.get(f"/ke-hoach/tep/{file.pk}/")
    assert b"".join(response.streaming_content) == b"png"  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    assert client.get(f"/ke-hoach/tep/{file.pk}/").status_code == 404
    settings.CLAMAV_URL = ""
    file.file.storage.delete(file.file.name)
    assert client.get(f"/ke-hoach/tep/{file.pk}/").status_code == 404


def test_the_overview_counts_filters_and_costs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    top = make_organisation("Tỉnh", OrganisationKind.PROVINCE)
    for number in range(103):
        make_organisation(f"Xã Số {number:03}", parent=top)
    unit = make_unit("Phường Đã Có", parent=top)
    published(unit)
    open_due(at=OPENED)
    read(client, "/ke-hoach/")
    with django_assert_max_num_queries(25):
        text = read(client, "/ke-hoach/")
    assert "104 đơn vị" in text
    for query, expected in (
        ("?q=phuong+da", "1 đơn vị"),
        ("?tinh-trang=published", "1 đơn vị"),
        ("?tinh-trang=missing&loai=commune", "103 đơn vị"),
        ("?loai=department", "0 đơn vị"),
        ("?muc=II.3", "1 nhiệm vụ"),
        ("?qua-han=1&muc=II.1.5.b", "1 nhiệm vụ quá hạn của mục"),
        ("?nam=1999&muc=%00&q=%00&tinh-trang=x&trang=x", "đơn vị"),
    ):
        assert expected in read(client, f"/ke-hoach/{query}"), query
    assert client.get("/ke-hoach/don-vi.csv?q=phuong").content.decode().count("\n") == 2


def test_one_unit_s_page_costs_a_fixed_number_of_queries(
    client: Client, unit: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    published(unit)
    rows = [
        Progress(plan=unit.plan, key=key, at=AT, state="doing", percent=5, text="Báo cáo")
        for key in Task.objects.values_list("key", flat=True)
    ]
    Progress.objects.bulk_create(rows)
    read(client, "/ke-hoach/xa-mau/2026/")
    with django_assert_max_num_queries(20):
        read(client, "/ke-hoach/xa-mau/2026/")


def test_what_does_not_exist(client: Client, unit: Unit) -> None:
    for address in ("xa-mau/2025/", "khong-co/2026/", "khong-co/", "tep/1/", "xa-mau/2026/lan/1/"):
        assert client.get(f"/ke-hoach/{address}").status_code == 404
    assert client.post("/ke-hoach/").status_code == 405
    assert Plan.objects.get().get_absolute_url() == "/ke-hoach/xa-mau/2026/"


def test_ways_lead_there(client: Client, unit: Unit) -> None:
    make_organisation(slug="xa-chua-co")
    assert client.get("/ke-hoach/xa-chua-co/")["Location"] == "/ke-hoach/"
    subjects = [unit.plan.subject, "plan:x", "plan:KHONG:2026"]
    assert public_links(subjects) == {}
    published(unit)
    link = public_links(subjects)[unit.plan.subject]
    assert (link.label, link.address) == ("Kế hoạch 2026 của Xã Mẫu", "/ke-hoach/xa-mau/2026/")
    assert '"/ke-hoach/xa-mau/"' in read(client, "/xa/xa-mau/")
    assert 'href="/ke-hoach/"' in read(client, "/xa/")
