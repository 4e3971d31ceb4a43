"""Plans and reports in the admin: the group of the menu, its pages, and what administrators keep."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from portal.plans.desk import menu
from portal.plans.desk.access import may_enter
from portal.plans.desk.panel import PlansPanel
from portal.plans.models import PlanRule, ProvincialPlan, ReportRule, ReportTemplate
from portal.plans.viewsets import PlanRulesGroup, StructurePolicy

for kept in (ProvincialPlan, PlanRule, ReportRule, ReportTemplate):
    register_permission_policy(kept, StructurePolicy(kept))


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("ke-hoach/", include("portal.plans.desk.urls"))]


@hooks.register("register_admin_menu_item")
def menu_group() -> MenuItem:
    return menu.group()


@hooks.register(menu.HOOK)
def own_item() -> MenuItem:
    return menu.own_item()


@hooks.register(menu.HOOK)
def province_item() -> MenuItem:
    return menu.province_item()


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Component]) -> None:
    if may_enter(request.user):
        panels.append(PlansPanel())


@hooks.register(menu.HOOK)
def compiled_item() -> MenuItem:
    return menu.compiled_item()


@hooks.register("register_admin_viewset")
def rules() -> PlanRulesGroup:
    return PlanRulesGroup()
