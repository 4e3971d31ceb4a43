"""The inspectors' part of the admin."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.inspection.desk import menu


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("thanh-tra/", include("portal.inspection.desk.urls"))]


@hooks.register("register_admin_menu_item")
def menu_group() -> MenuItem:
    return menu.group()


@hooks.register(menu.HOOK)
def audits_item() -> MenuItem:
    return menu.audits_item()


@hooks.register(menu.HOOK)
def flags_item() -> MenuItem:
    return menu.flags_item()
