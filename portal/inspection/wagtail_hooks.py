"""The inspectors' part of the admin."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.inspection.desk import menu
from portal.inspection.viewsets import EscalationRuleViewSet


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("thanh-tra/", include("portal.inspection.desk.urls"))]


@hooks.register("register_admin_viewset")
def escalation_rules() -> EscalationRuleViewSet:
    return EscalationRuleViewSet("quy-tac-nhac-viec")


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
