"""What staff see of the whole portal on the admin's first page."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from portal.accounts.policies import Action, can
from portal.front.health import absent_services
from portal.statutes.coverage import uncertain_from
from portal.statutes.services import working_calendar


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


class CalendarPanel(Component):
    """Tells administrators, in time, that the days off of the next weeks are not entered yet."""

    name = "calendar"
    order = 11
    template_name = "front/admin/calendar_panel.html"

    def __init__(self, day: date) -> None:
        self.day = day

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"day": self.day}


@hooks.register("construct_homepage_panels")
def add_calendar_panel(request: HttpRequest, panels: list[Component]) -> None:
    if not can(request.user, Action.STRUCTURE_EDIT):
        return
    if (day := uncertain_from(working_calendar(), on=timezone.localdate())) is not None:
        panels.append(CalendarPanel(day))
