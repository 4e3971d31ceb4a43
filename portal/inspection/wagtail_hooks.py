"""The inspectors' part of the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from portal.core import admin_reports
from portal.core.admin_reports import HOOK, ReportItem, addresses
from portal.inspection.desk import audits, menu
from portal.inspection.desk.panel import InspectionPanel
from portal.inspection.reports import FindingReport, ReminderReport
from portal.inspection.viewsets import EscalationRuleViewSet


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("thanh-tra/", include("portal.inspection.desk.urls"))]


@hooks.register("register_admin_viewset")
def escalation_rules() -> EscalationRuleViewSet:
    return EscalationRuleViewSet("quy-tac-nhac-viec")


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Component]) -> None:
    if audits.may_see(request.user):
        panels.append(InspectionPanel())


@hooks.register("register_admin_menu_item")
def menu_group() -> MenuItem:
    return menu.group()


@hooks.register(menu.HOOK)
def queues_item() -> MenuItem:
    return menu.queues_item()


@hooks.register(menu.HOOK)
def reminders_item() -> MenuItem:
    return menu.reminders_item()


@hooks.register(menu.HOOK)
def audits_item() -> MenuItem:
    return menu.audits_item()


@hooks.register(menu.HOOK)
def flags_item() -> MenuItem:
    return menu.flags_item()


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [*addresses(FindingReport), *addresses(ReminderReport)]


@hooks.register(HOOK)
def finding_report_item() -> MenuItem:
    return ReportItem(FindingReport, order=40)


@hooks.register(HOOK)
def reminder_report_item() -> MenuItem:
    return ReportItem(ReminderReport, order=50)


@hooks.register("register_admin_menu_item")
def report_group() -> MenuItem:
    return admin_reports.group()
