"""The petitions' part of the admin: the desk, its menu entry and its panel on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from portal.core.admin_reports import HOOK, ReportItem, addresses
from portal.feedback.desk import urls
from portal.feedback.desk.access import has_desk, own_cases, staff, undecided
from portal.feedback.desk.query import ALL, TABS, TO_DECIDE, TO_DO, DeskQuery, waiting
from portal.feedback.desk.questions_admin import QuestionPolicy, QuestionViewSet
from portal.feedback.desk.rules_admin import PrivacyRulesGroup
from portal.feedback.desk.templates_admin import AnswerTemplatePolicy, AnswerTemplateViewSet
from portal.feedback.models import AnswerTemplate, CompetenceRule, Question
from portal.feedback.reports import PetitionReport


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("phan-anh/", include(urls.urlpatterns))]


register_permission_policy(AnswerTemplate, AnswerTemplatePolicy(AnswerTemplate))
register_permission_policy(Question, QuestionPolicy(Question))


@hooks.register("register_admin_viewset")
def answer_templates() -> AnswerTemplateViewSet:
    return AnswerTemplateViewSet("mau-tra-loi")


class DeskMenuItem(MenuItem):
    """The entry says how many of the user's own cases wait for somebody."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_desk(staff(request))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        item = super().render_component(request)
        count = waiting(own_cases(staff(request)), on=timezone.localdate()).count()
        if count:
            item.label = f"{self.label} ({count})"
        return item


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return DeskMenuItem("Phản ánh", reverse("feedback_desk"), icon_name="comment", name="phan-anh", order=110)


class DeskPanel(Component):
    """How much waits at the desk, by tab."""

    name = "phan-anh"
    template_name = "feedback/admin/panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = staff(parent_context["request"])
        counts = DeskQuery().counts(own_cases(user), on=timezone.localdate())
        # Those above decide about cases that are not theirs.
        counts[TO_DECIDE] = undecided(user)
        tabs = [(tab, TABS[tab], count) for tab, count in counts.items() if tab not in {TO_DO, ALL}]
        return {"tabs": tabs, "waits": any(count for _, _, count in tabs)}


@hooks.register("construct_homepage_panels")
def desk_panel(request: HttpRequest, panels: list[Component]) -> None:
    if has_desk(staff(request)):
        panels.append(DeskPanel())


class CompetenceRuleViewSet(ModelViewSet):
    """Which body is suggested for what. `manage.py check_competence` tells whether every case has one."""

    model = CompetenceRule
    icon = "user"
    menu_label = "Phân công giải quyết"
    list_display = ["category", "kind", "level", "department_code", "effective_from", "effective_to"]
    list_filter = ["category", "kind", "level"]
    search_fields = ["reason", "department_code"]
    form_fields = [
        "category", "kind", "level", "department_code", "reason", "effective_from", "effective_to",
    ]  # fmt: skip
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def competence_viewset() -> ModelViewSet:
    return CompetenceRuleViewSet("phan-cong")


@hooks.register("register_admin_viewset")
def privacy_rules() -> PrivacyRulesGroup:
    return PrivacyRulesGroup()


@hooks.register("register_admin_viewset")
def questions_viewset() -> ModelViewSet:
    return QuestionViewSet("cau-hoi")


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [*addresses(PetitionReport)]


@hooks.register(HOOK)
def petition_report_item() -> MenuItem:
    return ReportItem(PetitionReport, order=10)
