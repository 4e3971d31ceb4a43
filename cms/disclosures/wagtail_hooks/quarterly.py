"""The quarterly list in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.disclosures.views import quarterly


@hooks.register("register_admin_urls")
def quarterly_urls() -> list[URLPattern]:
    return [path("cong-khai/danh-muc-quy/", quarterly.compile_quarter, name="disclosure_quarter")]
