"""The disclosures' part of the admin: duty calendar, menu, and guards around Wagtail's own acts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from cms.disclosures import services, views
from cms.disclosures.forms import WithdrawalForm
from cms.disclosures.models import DisclosurePage, OrganisationDisclosuresPage
from cms.disclosures.rights import rights_of
from cms.disclosures.wagtail_hooks import (  # noqa: F401  (register by being imported)
    contacts,
    desk,
    imports,
    log_actions,
    obligations,
    paper,
    personal_data,
    quarterly,
)
from cms.disclosures.withdrawal import WithdrawalReason


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("cong-khai/<int:pk>/ho/", views.edit_households, name="disclosure_households"),
        path("cong-khai/<int:pk>/xem/", views.read_draft, name="disclosure_read"),
    ]


# ---- menu


# What staff of one body need not see: tools of those who keep the site.
_STRUCTURE_ITEMS = frozenset({"images", "documents", "reports", "snippets", "settings", "help"})


@hooks.register("construct_main_menu")
def hide_structure(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    if not rights_of(request.user).structure and not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in _STRUCTURE_ITEMS]


# ---- guards


def _guarded(page: Page) -> bool:
    return isinstance(page, DisclosurePage | OrganisationDisclosuresPage)


@hooks.register("before_unpublish_page")
def withdraw_with_reason(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Take the place of plain unpublishing: a disclosure is withdrawn for a reason, with its event."""
    if not isinstance(page, DisclosurePage):
        return None
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy chọn lý do gỡ nội dung công khai.")
        return redirect("wagtailadmin_pages:unpublish", page.pk)
    services.withdraw(page=page, reason=WithdrawalReason(form.cleaned_data["reason"]), by=request.user)
    messages.success(request, f"Đã gỡ “{page.title}”.")
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_page")
def refuse_deletion(request: HttpRequest, page: Page) -> None:
    specific = page.specific
    if _guarded(specific) and not specific.permissions_for_user(request.user).can_delete():
        raise PermissionDenied


@hooks.register("before_move_page")
def refuse_move(request: HttpRequest, page: Page, destination: Page) -> None:
    if _guarded(page.specific):
        raise PermissionDenied


@hooks.register("before_copy_page")
def refuse_foreign_copy(request: HttpRequest, page: Page) -> None:
    """The plain Page that Wagtail passes here does not know the disclosures' rights."""
    specific = page.specific
    if _guarded(specific) and not specific.permissions_for_user(request.user).can_edit():
        raise PermissionDenied


@hooks.register("before_bulk_action")
def refuse_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Bulk acts on disclosures would skip reasons and checks: one at a time."""
    if not any(isinstance(one, Page) and _guarded(one.specific) for one in objects):
        return None
    messages.error(request, "Nội dung công khai chỉ được xử lý từng trang một.")
    return redirect(request.path)


@hooks.register("construct_page_chooser_queryset")
def hide_foreign_drafts(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Keep other organisations' unpublished disclosures out of the link chooser."""
    own = rights_of(request.user).reads
    foreign = DisclosurePage.objects.filter(live=False).exclude(organisation__in=own)
    return pages.exclude(pk__in=foreign.values("pk"))
