"""Covering areas of a photo at the desk: a numbered grid of checkboxes over the picture, no script needed."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.core.covering import size_of
from portal.feedback import services
from portal.feedback.desk import access
from portal.feedback.desk.privacy import NOT_YOURS, case_or_404, crumbs
from portal.feedback.desk.privacy_forms import GRIDS, CoverPhotoForm, PrivacyForm, UncoverPhotoForm
from portal.feedback.models import Attachment, Petition
from portal.feedback.services import Conflict, TransitionNotAllowed
from portal.feedback.services.covering import Rectangle
from portal.feedback.views.downloads import file_response

_DEFAULT_GRID = "16"
_MOST_ROWS = 48


class Grid:
    """Equal cells over a picture: A1 is the top left one."""

    def __init__(self, columns: int, size: tuple[int, int]) -> None:
        self.columns, self.width, self.height = columns, *size
        self.rows = min(max(1, round(columns * self.height / self.width)), _MOST_ROWS)
        self.names = [f"{chr(65 + column)}{row + 1}" for row in range(self.rows) for column in range(columns)]

    def area(self, name: str) -> Rectangle:
        """The cell in pixels."""
        column, row = ord(name[0]) - 65, int(name[1:]) - 1
        left, right = (round(self.width * edge / self.columns) for edge in (column, column + 1))
        top, bottom = (round(self.height * edge / self.rows) for edge in (row, row + 1))
        return left, top, right - left, bottom - top


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Choose what of a photo nobody but the case sees; a head may undo it."""
    petition = case_or_404(request, code)
    found = petition.attachments.filter(pk=pk).first()
    if found is None or not found.is_image or not found.may_be_served or not found.file:
        raise Http404
    try:
        with found.file.open("rb") as stream:
            size = size_of(stream.read())
    except FileNotFoundError as error:
        raise Http404 from error
    chosen = request.POST.get("luoi") or request.GET.get("luoi") or _DEFAULT_GRID
    grid = Grid(int(chosen if chosen in GRIDS else _DEFAULT_GRID), size)
    cover = CoverPhotoForm(cells=grid.names, initial={"version": petition.version})
    undo: PrivacyForm = UncoverPhotoForm(initial={"version": petition.version})
    if request.method == "POST":
        bound: PrivacyForm
        if request.POST.get("act") == UncoverPhotoForm.act:
            bound = undo = UncoverPhotoForm(request.POST)
        else:
            bound = cover = CoverPhotoForm(request.POST, cells=grid.names)
        if _done(request, petition, found, bound, grid):
            return redirect("feedback_desk_photo", code, pk)
    return _page(request, petition, found, grid, cover, undo)


def _done(request: HttpRequest, petition: Petition, found: Attachment, form: PrivacyForm, grid: Grid) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    user, now, version = access.staff(request), timezone.now(), data["version"]
    try:
        if isinstance(form, CoverPhotoForm):
            areas = [grid.area(name) for name in data["cells"]]
            if data["left"] is not None:
                areas.append((data["left"], data["top"], data["width"], data["height"]))
            services.cover_photo(
                petition=petition, by=user, at=now, file=found.pk, areas=areas,
                reason=data["reason"], method=data["method"], version=version,
            )  # fmt: skip
        else:
            services.uncover_photo(
                petition=petition,
                by=user,
                at=now,
                file=found.pk,
                explanation=data["explanation"],
                version=version,
            )
    except Conflict as conflict:
        form.add_error(None, f"{conflict} Hãy tải lại trang rồi làm lại.")
        return False
    except PermissionDenied:
        form.add_error(None, NOT_YOURS)
        return False
    except TransitionNotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Hồ sơ {petition.code}: đã ghi.")
    return True


def _page(
    request: HttpRequest,
    petition: Petition,
    found: Attachment,
    grid: Grid,
    cover: CoverPhotoForm,
    undo: PrivacyForm,
) -> HttpResponse:
    allowed = {row.name for row in access.acts_for(access.staff(request), petition)}
    ticked = set(request.POST.getlist("cells"))
    context = {
        "petition": petition,
        "photo": found,
        "grid": grid,
        "grids": [(value, label, value == str(grid.columns)) for value, label in GRIDS.items()],
        "cells": [(name, name in ticked) for name in grid.names],
        "cover": cover,
        "undo": undo,
        "allowed": allowed,
        "areas": found.areas.filter(undone_at=None).select_related("by"),
        **crumbs(petition, "Che ảnh"),
    }
    return render(request, "feedback/admin/photo.html", context)


@require_http_methods(["GET", "HEAD"])
def shown(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """The rendition that the public sees, or would see, for who covers to look at."""
    found = case_or_404(request, code).attachments.filter(pk=pk).first()
    if found is None or not found.is_image:
        raise Http404
    response = file_response(found, inline=True, public=True)
    response["Cache-Control"] = "no-store, private"
    return response
