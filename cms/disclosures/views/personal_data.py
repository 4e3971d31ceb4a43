"""Staff views of the personal-data check: what was found and where, what is kept and who says so."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.disclosures import tasks
from cms.disclosures.models import DisclosurePage, PassReason
from cms.disclosures.personal_data_forms import ChosenForm, PassForm
from cms.disclosures.personal_data_sources import FileSource
from cms.disclosures.rights import rights_of
from cms.disclosures.services import personal_data_acts as acts
from cms.disclosures.services.personal_data import Group, Report, ensure_scans, report_of, sightings
from cms.disclosures.services.personal_data_acts import draft_of, may_mark, may_sign, why_not_second
from portal.core.personal_data import Kind

# Findings of one kind in one place that are listed one by one.
LISTED = 40
SHOWN = "hien"
VALUES_SHOWN = "disclosures.personal_data_shown"


def _page(request: HttpRequest, pk: int) -> DisclosurePage:
    """Return the page for those who write it, read it or may be its second person."""
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    if page.organisation_id not in rights_of(request.user).reads and not may_sign(request.user, page):
        raise PermissionDenied
    return page


@require_GET
def personal_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was found in the newest version; with `?hien=1` the values, to those who may edit."""
    page = _page(request, pk)
    now = timezone.now()
    report = report_of(draft_of(page), at=now)
    rights = page.permissions_for_user(request.user)
    values: dict[str, tuple[str, str, str]] = {}
    if SHOWN in request.GET:
        if not rights.can_edit():
            raise PermissionDenied
        values = sightings(report, at=now)
        log(instance=page, action=VALUES_SHOWN, user=request.user)
    response = render(
        request,
        "disclosures/admin/personal_data.html",
        {
            "page": page,
            "report": report,
            "sections": _sections(report, values, request, page),
            "may_edit": rights.can_edit(),
            "may_clean": rights.can_edit() and not rights.page_locked(),
            "may_mark": may_mark(request.user, page) or may_sign(request.user, page),
            "may_sign": may_sign(request.user, page),
            "shown": bool(values) or SHOWN in request.GET,
            "breadcrumbs_items": _crumbs(page, rights.can_edit()),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


def _crumbs(page: DisclosurePage, may_edit: bool) -> list[dict[str, str]]:
    name = "wagtailadmin_pages:edit" if may_edit else "disclosure_read"
    return [
        {"url": reverse(name, args=[page.pk]), "label": page.draft_title},
        {"url": "", "label": "Dữ liệu cá nhân"},
    ]


def _sections(
    report: Report, values: dict[str, tuple[str, str, str]], request: HttpRequest, page: DisclosurePage
) -> list[dict[str, Any]]:
    """Return, per source, its findings by kind and what the user may do with them."""
    sections = []
    for source, groups in report.by_source():
        kinds: dict[Kind, list[Group]] = {}
        for group in groups:
            kinds.setdefault(group.first.kind, []).append(group)
        is_file = isinstance(source, FileSource)
        sections.append(
            {
                "source": source,
                "is_file": is_file,
                "cleanable": is_file and any(_in_properties(group) for group in groups),
                "open": sum(group.unsigned for group in groups),
                "kinds": [_kind(kind, found, values, request, page) for kind, found in kinds.items()],
            }
        )
    return sorted(sections, key=lambda section: -section["open"])


def _kind(
    kind: Kind,
    groups: list[Group],
    values: dict[str, tuple[str, str, str]],
    request: HttpRequest,
    page: DisclosurePage,
) -> dict[str, Any]:
    pending = [group for group in groups if group.passed and not group.passed.signed]
    hindrance = why_not_second(request.user, page, pending[0]) if pending else ""
    return {
        "kind": kind,
        "blocks": any(group.blocks for group in groups),
        "rows": [{"group": group, "value": values.get(group.key)} for group in groups[:LISTED]],
        "more": max(0, len(groups) - LISTED),
        "all_key": groups[0].kind_key,
        "total": len(groups),
        "open": any(group.unsigned for group in groups),
        "pending": bool(pending),
        "reason": pending[0].passed.reason if pending and pending[0].passed else "",
        "hindrance": hindrance,
        "may_pass": groups[0].source.may_pass,
        "reasons": PassReason.for_kind(kind),
    }


def _in_properties(group: Group) -> bool:
    """Return whether cleaning the file may remove the finding: it stands in properties or in an older version."""
    removable = ("thuộc tính tài liệu", "bản cũ còn trong tệp", "người", "ảnh thu nhỏ")
    return any(place.startswith(removable) or "(người viết)" in place for place in group.places)


# ---- acts


def _act(request: HttpRequest, pk: int, perform: Callable[[DisclosurePage], str]) -> HttpResponse:
    """Perform an act on the page's findings and say what came of it, on the page that lists them."""
    page = _page(request, pk)
    try:
        messages.success(request, perform(page))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("disclosure_personal_data", pk)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to publish the ticked findings as they are."""

    def perform(page: DisclosurePage) -> str:
        form = PassForm(request.POST)
        if not form.is_valid():
            raise ValidationError("Hãy chọn lý do giữ lại; ghi chú dài nhất 500 ký tự.")
        passed = acts.mark(
            page=page,
            keys=form.cleaned_data["keys"],
            reason=PassReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
        return f"Đã đề nghị giữ lại {len(passed)} phát hiện; cần người thứ hai xác nhận."

    return _act(request, pk, perform)


@require_POST
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    def perform(page: DisclosurePage) -> str:
        keys = _keys(request)
        count = acts.unmark(page=page, keys=keys, by=request.user, at=timezone.now())
        return f"Đã rút {count} đề nghị."

    return _act(request, pk, perform)


@require_POST
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the ticked proposals pass, as the second person."""

    def perform(page: DisclosurePage) -> str:
        passed = acts.sign_off(page=page, keys=_keys(request), by=request.user, at=timezone.now())
        return f"Đã xác nhận {len(passed)} phát hiện được giữ lại."

    return _act(request, pk, perform)


@require_POST
def clean_file(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Take the properties out of a document."""

    def perform(page: DisclosurePage) -> str:
        acts.clean_file(page=page, sha256=digest, by=request.user)
        return "Đã xóa thuộc tính của tệp và lưu bản nháp mới. SHA-256 của tệp đã đổi theo."

    return _act(request, pk, perform)


@require_POST
def scan_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the files that still wait to the worker again."""

    def perform(page: DisclosurePage) -> str:
        waiting = ensure_scans(page=draft_of(page), at=timezone.now())
        for source in waiting:
            tasks.scan_stored_file.enqueue(
                source.sha256, str(source.file.name), source.media_type, source.name
            )
        return f"Đã xếp hàng quét {len(waiting)} tệp." if waiting else "Mọi tệp đã được quét."

    return _act(request, pk, perform)


def _keys(request: HttpRequest) -> list[str]:
    form = ChosenForm(request.POST)
    return form.cleaned_data["keys"] if form.is_valid() else []
