"""Staff import a spreadsheet into a draft: upload, mapping, preview, confirmation. Works without JavaScript."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.disclosures.importers import jobs
from cms.disclosures.importers.base import Importer, Plan
from cms.disclosures.importers.forms import PlanForm, UploadForm
from cms.disclosures.importers.preview import LEVELS, mapping_view, preview_rows, typed_corrections
from cms.disclosures.importers.registry import importer_for, importer_of
from cms.disclosures.models import DisclosurePage, ImportJob
from cms.disclosures.models.imports import JobStatus, RowFlag, Step
from portal.accounts.models import User
from portal.core.paging import paginate
from portal.core.tables import TableError
from portal.core.text import slugify_vi
from portal.core.uploads import XLSX

ROWS_PER_PAGE = 50
REFRESH_SECONDS = 2
# What of the preview is shown: everything, rows with a wrong cell, rows with a note.
FILTERS = {"": None, "sai": RowFlag.PROBLEM, "ghi-chu": RowFlag.NOTE}


def start_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the upload for a page's draft."""
    page, importer = _page(request, pk)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, request=request)
    refusal = importer.refusal(page)
    if posted and not refusal and form.is_valid():
        job = jobs.start(
            page=page,
            kind=importer.kind,
            name=form.name,
            content=form.content,
            by=_user(request),
            at=timezone.now(),
        )
        return redirect("disclosure_import", job.key)
    open_job = ImportJob.objects.filter(page=page, created_by=_user(request)).unfinished().first()
    context = {"form": form, "refusal": refusal, "open_job": open_job, "most_rows": importer.most_rows}
    return _render(request, "disclosures/admin/imports/start.html", page, importer, context)


def import_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a workbook to fill in."""
    page, importer = _page(request, pk)
    content = importer.template(page)
    if content is None:
        raise Http404("no template")
    response = HttpResponse(content, content_type=XLSX)
    name = slugify_vi(f"bieu mau {page.title}")[:80]
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def show_import(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the job where it stands: progress, mapping, preview, or how it ended."""
    job, page, importer = _job(request, key)
    if job.is_busy:
        return _render(
            request,
            "disclosures/admin/imports/progress.html",
            page,
            importer,
            {"job": job, "seconds": REFRESH_SECONDS},
        )
    if job.status != JobStatus.WAITING:
        return _render(request, "disclosures/admin/imports/result.html", page, importer, {"job": job})
    if job.step == Step.READ or "bang" in request.GET:
        return _mapping(request, job, page, importer)
    return _preview(request, job, page, importer, [])


@require_POST
def act_on_import(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Do what the owner decided and come back to the job."""
    job, page, importer = _job(request, key)
    act_of = _ACTS.get(act)
    if act_of is None:
        raise Http404("no such act")
    if job.is_busy and act != "huy":
        # Sent twice, or from a tab that is behind: the worker has it already.
        return redirect("disclosure_import", job.key)
    try:
        return act_of(request, job, page, importer)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("disclosure_import", job.key)


# ---- who


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _page(request: HttpRequest, pk: int) -> tuple[Any, Importer]:
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    importer = importer_of(page)
    if importer is None:
        raise Http404("nothing to import here")
    if not jobs.may_import(page, _user(request)):
        raise PermissionDenied
    return page, importer


def _job(request: HttpRequest, key: UUID) -> tuple[ImportJob, Any, Importer]:
    """Return the user's own job; nobody else sees what was uploaded."""
    job = get_object_or_404(ImportJob.objects.select_related("page"), key=key, created_by=_user(request))
    page = job.page.specific
    if not jobs.may_import(page, _user(request)):
        raise PermissionDenied
    return job, page, importer_for(job.kind)


# ---- what is shown


def _render(
    request: HttpRequest,
    template: str,
    page: Any,
    importer: Importer,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return render(
        request,
        template,
        {
            **context,
            "page": page,
            "importer": importer,
            "edit_url": edit,
            "breadcrumbs_items": [
                {"url": edit, "label": page.draft_title or page.title},
                {"url": "", "label": "Nhập từ bảng tính"},
            ],
        },
        status=status,
    )


def _mapping(
    request: HttpRequest, job: ImportJob, page: Any, importer: Importer, form: PlanForm | None = None
) -> HttpResponse:
    try:
        view = mapping_view(job, importer, page, request.GET)
    except (TableError, FileNotFoundError):
        jobs.fail(job=job, errors=["Tệp đã tải lên không còn đọc được. Hãy tải lên lại."], at=timezone.now())
        return redirect("disclosure_import", job.key)
    form = form or PlanForm(importer=importer, page=page, plan=view.plan, names=view.names)
    context = {"job": job, "view": view, "form": form, "columns": form.columns_with(view.samples)}
    return _render(request, "disclosures/admin/imports/mapping.html", page, importer, context)


def _preview(
    request: HttpRequest, job: ImportJob, page: Any, importer: Importer, errors: list[str]
) -> HttpResponse:
    plan = Plan.from_json(job.plan)
    chosen = request.GET.get("xem", "")
    flag = FILTERS.get(chosen)
    rows = job.rows.all() if flag is None else job.rows.filter(flag=flag)
    page_obj = paginate(request, rows, ROWS_PER_PAGE)
    columns = importer.preview(page, plan)
    report = job.report
    labels = {choice.key: choice.label for choice in importer.choices(page)}
    context = {
        "job": job,
        "report": report,
        "questions": [(labels.get(key, "Cách viết số"), text) for key, text in report["questions"].items()],
        "columns": columns,
        "page_obj": page_obj,
        "rows": preview_rows(page_obj, columns, importer, page, job),
        "levels": LEVELS,
        "chosen": chosen,
        "consequence": importer.consequence(page, plan),
        "can_confirm": bool(report["rows"]) and not report["problems"] and not report["questions"],
        "tabs": [
            ("", "Tất cả các dòng", page_obj.paginator.count if not chosen else job.rows.count()),
            ("sai", "Dòng có ô sai", report["problems"]),
            ("ghi-chu", "Dòng có ghi chú", report["noted"]),
        ],
    }
    return _render(request, "disclosures/admin/imports/preview.html", page, importer, context)


# ---- what the owner decides


def _map(request: HttpRequest, job: ImportJob, page: Any, importer: Importer) -> HttpResponse:
    if job.status != JobStatus.WAITING:
        return redirect("disclosure_import", job.key)
    view = mapping_view(job, importer, page, request.GET)
    form = PlanForm(request.POST, importer=importer, page=page, plan=view.plan, names=view.names)
    if not form.is_valid():
        return _mapping(request, job, page, importer, form)
    jobs.choose(job=job, plan=form.plan, at=timezone.now())
    return redirect("disclosure_import", job.key)


def _correct(request: HttpRequest, job: ImportJob, page: Any, importer: Importer) -> HttpResponse:
    shown = [int(name[3:]) for name in request.POST if name.startswith("co-") and name[3:].isdigit()]
    rows = job.rows.filter(number__in=shown[: ROWS_PER_PAGE * 2])
    typed = typed_corrections(request.POST, rows)
    if typed:
        jobs.correct(job=job, typed=typed, at=timezone.now())
    elif "xac-nhan" not in request.POST:
        messages.info(request, "Chưa có gì được sửa.")
    return _back(job, request)


def _confirm(request: HttpRequest, job: ImportJob, page: Any, importer: Importer) -> HttpResponse:
    jobs.confirm(job=job, at=timezone.now())
    return redirect("disclosure_import", job.key)


def _retry(request: HttpRequest, job: ImportJob, page: Any, importer: Importer) -> HttpResponse:
    jobs.retry(job=job, at=timezone.now())
    return redirect("disclosure_import", job.key)


def _cancel(request: HttpRequest, job: ImportJob, page: Any, importer: Importer) -> HttpResponse:
    jobs.forget(job=job)
    messages.success(request, "Đã bỏ lần nhập này; tệp đã tải lên bị xóa. Bản nháp không thay đổi.")
    return redirect("disclosure_import_start", page.pk)


def _back(job: ImportJob, request: HttpRequest) -> HttpResponseRedirect:
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("disclosure_import", args=[job.key]) + (f"?{query}" if query else ""))


Act = Callable[[HttpRequest, ImportJob, Any, Importer], HttpResponse]
_ACTS: dict[str, Act] = {
    "cot": _map,
    "sua": _correct,
    "nhap": _confirm,
    "chay-lai": _retry,
    "huy": _cancel,
}
