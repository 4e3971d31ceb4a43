"""The versions of one disclosure for staff: what was public when, and the erasure of a former one by law."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.corrections import ErasureReason
from cms.disclosures.models import DisclosurePage, PublishedVersion
from cms.disclosures.rights import rights_of, signed_in
from cms.disclosures.services.erasure import LONGEST_DOCUMENT


class ErasureForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="Căn cứ xóa", choices=[("", "Chọn căn cứ"), *ErasureReason.choices])
    document = forms.CharField(
        label="Văn bản cho phép xóa",
        max_length=LONGEST_DOCUMENT,
        help_text="Số, ký hiệu văn bản. Người dân đọc được; không ghi thông tin cá nhân.",
    )
    sure = forms.BooleanField(
        label="Tôi hiểu nội dung và tệp của phiên bản này bị xóa hẳn, không thể lấy lại."
    )


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """List the versions; let the province's head erase one that is no longer public."""
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    may_erase = services.may_erase(signed_in(request.user), page.organisation)
    if page.organisation_id not in rights_of(request.user).reads and not may_erase:
        raise PermissionDenied
    form = ErasureForm(request.POST or None)
    if request.method == "POST":
        if not may_erase:
            raise PermissionDenied
        if form.is_valid() and _erased(request, page, form):
            return redirect("disclosure_versions", page.pk)
    context = {
        "page": page,
        "rows": [(version, _form_for(version, form)) for version in page.versions.all()],
        "may_erase": may_erase,
        "breadcrumbs_items": [
            {"url": reverse("disclosure_calendar"), "label": "Lịch công khai"},
            {"url": "", "label": "Các phiên bản"},
        ],
    }
    return render(request, "disclosures/admin/versions.html", context)


def _form_for(version: PublishedVersion, form: ErasureForm) -> ErasureForm | None:
    """The form that came back belongs to the version that it names; the others get an empty one."""
    if version.is_standing or version.erased_at:
        return None
    if form.is_bound and form.data.get("version") == str(version.pk):
        return form
    return ErasureForm(initial={"version": version.pk}, auto_id=f"id_{version.number}_%s")


def _erased(request: HttpRequest, page: DisclosurePage, form: ErasureForm) -> bool:
    stated: dict[str, Any] = form.cleaned_data
    version = get_object_or_404(page.versions, pk=stated["version"])
    try:
        services.erase_version(
            version=version,
            reason=ErasureReason(stated["reason"]),
            document=stated["document"],
            by=signed_in(request.user),
            at=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("document", error)
        return False
    messages.success(request, f"Đã xóa nội dung phiên bản {version.number}. Mã kiểm tra được giữ lại.")
    return True
