"""Where staff import spreadsheets."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.disclosures.views import imports


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return [
        path("cong-khai/<int:pk>/nhap/", imports.start_import, name="disclosure_import_start"),
        path("cong-khai/<int:pk>/nhap/bieu-mau/", imports.import_template, name="disclosure_import_template"),
        path("cong-khai/nhap/<uuid:key>/", imports.show_import, name="disclosure_import"),
        path("cong-khai/nhap/<uuid:key>/<slug:act>/", imports.act_on_import, name="disclosure_import_act"),
    ]
