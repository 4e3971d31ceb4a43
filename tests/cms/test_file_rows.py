"""Rows with files in the editor: what a draft already holds is not asked for again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from cms.disclosures.models import DisclosurePage, InvestmentProjectPage, LandUsePlanPage
from content.generators.documents import picture
from content.generators.streams import stream
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.factories import make_land_plan, publish
from tests.cms.land_factories import make_project
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
COMMON = {"decision_number": "12/QĐ-UBND", "decision_date": "2026-01-05"}


def photo(name: str = "anh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(stream(1, "ảnh")), content_type="image/png")


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


@pytest.fixture
def editor(client: Client, commune: Organisation) -> Client:
    client.force_login(make_user(Role.EDITOR, commune))
    return client


def posted(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in nested_form_data(data).items() if value is not None}


def save(editor: Client, page: DisclosurePage, data: dict[str, Any], files: dict[str, Any]) -> Any:
    """Post the editor's form; return what the newest draft holds."""
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**posted(data), **files})
    if response.status_code != 302:
        form = response.context["form"]
        pytest.fail(str((form.errors, {name: one.errors for name, one in form.formsets.items()})))
    page.refresh_from_db()
    return page.get_latest_revision().as_object()


def plan_data(page: LandUsePlanPage, **formsets: Any) -> dict[str, Any]:
    empty = {name: inline_formset([]) for name in ("maps", "areas", "figures", "attachments")}
    fields = {"title": page.title, "year": 2026, "scope": "annual", "stage": "approved", **COMMON}
    return {**fields, "summary": rich_text("<p>Có</p>"), "comment_count": 0, **empty, **formsets}


@pytest.mark.parametrize("name", ["attachments", "maps"])
def test_a_file_that_only_the_draft_holds_survives_the_next_save(
    editor: Client, commune: Organisation, name: str
) -> None:
    page = publish(make_land_plan(commune))
    page.attachments.get_live_queryset().delete()
    words = {"alternative": "Đất lúa"} if name == "maps" else {"key_content": "Sơ đồ có 40 ô đất lúa."}
    row = {"title": "Sơ đồ", "id": "", **words}
    file = {f"{name}-0-file": photo()}
    draft = save(editor, page, plan_data(page, **{name: inline_formset([row])}), file)
    assert [one.pk for one in getattr(draft, name).all()] == [None]
    for title in ("Sơ đồ", "Sơ đồ đổi tên"):
        again = inline_formset([{**row, "title": title}], initial=1)
        draft = save(editor, page, plan_data(page, **{name: again}), {})
        kept = getattr(draft, name).get()
        assert (kept.title, bool(kept.file), len(kept.sha256)) == (title, True, 64)
    assert getattr(publish(page), name).get().sha256 == kept.sha256


def test_a_row_that_only_the_draft_holds_can_be_removed(editor: Client, commune: Organisation) -> None:
    page = publish(make_land_plan(commune))
    row = {"title": "Sơ đồ", "id": "", "alternative": "Đất lúa"}
    save(editor, page, plan_data(page, maps=inline_formset([row])), {"maps-0-file": photo()})
    gone = inline_formset([{**row, "DELETE": "1"}], initial=1)
    assert not save(editor, page, plan_data(page, maps=gone), {}).maps.all()


def project_data(page: InvestmentProjectPage, reports: list[dict[str, Any]], initial: int) -> dict[str, Any]:
    capital = [{"source": "commune", "amount": "1200", "paid": "300", "id": page.capital.get().pk}]
    return {
        "title": page.title,
        "investor": page.investor,
        "status": "building",
        "unit": "million",
        "starts_planned": "2026-02-01",
        "ends_planned": "2026-12-31",
        "starts_actual": "2026-02-10",
        "summary": rich_text("<p>Có</p>"),
        "comment_count": 0,
        "capital": inline_formset(capital, initial=1),
        "progress": inline_formset(reports, initial=initial),
        "supervision": inline_formset([]),
        "attachments": inline_formset([]),
        **COMMON,
    }


def test_photos_of_a_report_that_only_the_draft_holds_survive(editor: Client, commune: Organisation) -> None:
    page = publish(make_project(commune))
    first = page.progress.get()
    old = {
        "on_date": "2026-04-01",
        "percent": 25,
        "text": first.text,
        "id": first.pk,
        "photos": inline_formset([]),
    }
    shot = {"alternative": "Nền đường", "id": ""}
    new = {"on_date": "2026-05-01", "percent": 40, "text": "Xong cống.", "id": ""}
    added = project_data(page, [old, {**new, "photos": inline_formset([shot])}], initial=1)
    save(editor, page, added, {"progress-1-photos-0-file": photo()})
    again = project_data(page, [old, {**new, "photos": inline_formset([shot], initial=1)}], initial=2)
    draft = save(editor, page, again, {})
    report = draft.progress.all()[1]
    assert [one.alternative for one in report.photos.all()] == ["Nền đường"]
    page = publish(page)
    assert [report.photos.count() for report in page.progress.all()] == [0, 1]


def test_the_editor_refuses_to_alter_a_public_report(editor: Client, commune: Organisation) -> None:
    page = publish(make_project(commune))
    changed = {
        "on_date": "2026-04-01",
        "percent": 90,
        "text": "Khác.",
        "id": page.progress.get().pk,
        "photos": inline_formset([]),
    }
    data = {
        key: value
        for key, value in nested_form_data(project_data(page, [changed], 1)).items()
        if value is not None
    }
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 200
    assert "đã công khai nên không sửa" in str(response.context["form"].non_field_errors())
    assert "đã công khai nên không sửa" in response.content.decode()
