"""Where the personal-data check stands in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

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
