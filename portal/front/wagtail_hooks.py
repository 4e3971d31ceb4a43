"""What staff see of the whole portal on the admin's first page."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from portal.front.health import absent_services


class ServicesPanel(Component):
    """Names each configured service that is away; residents are served from the database meanwhile."""

    name = "services"
    order = 10
    template_name = "front/admin/services_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"absent": absent_services()}


@hooks.register("construct_homepage_panels")
def add_services_panel(request: HttpRequest, panels: list[Component]) -> None:
    if absent_services():
        panels.append(ServicesPanel())
