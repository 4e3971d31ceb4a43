"""Where the personal-data check stands in the admin."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.disclosures.services.personal_data_acts import waiting_for
from cms.disclosures.views import personal_data as views

_PAGE = "cong-khai/<int:pk>/du-lieu-ca-nhan/"


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path(_PAGE, views.personal_data, name="disclosure_personal_data"),
        path(f"{_PAGE}de-nghi/", views.mark, name="disclosure_personal_data_mark"),
        path(f"{_PAGE}rut-lai/", views.unmark, name="disclosure_personal_data_unmark"),
        path(f"{_PAGE}xac-nhan/", views.sign_off, name="disclosure_personal_data_sign"),
        path(f"{_PAGE}quet-lai/", views.scan_again, name="disclosure_personal_data_scan"),
        path(f"{_PAGE}xoa-thuoc-tinh/<str:digest>/", views.clean_file, name="disclosure_personal_data_clean"),
    ]


class WaitingPanel(Component):
    """The drafts that wait for the user as a second person."""

    name = "du-lieu-ca-nhan"
    template_name = "disclosures/admin/personal_data_panel.html"
    order = 95
    most = 8

    def __init__(self, pages: list[Any]) -> None:
        self.pages = pages

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"pages": self.pages}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    pages = list(waiting_for(request.user)[: WaitingPanel.most])
    if pages:
        panels.append(WaitingPanel(pages))
