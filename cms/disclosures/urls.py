"""Public addresses of the disclosures that are no pages of the tree."""

from django.urls import path

from cms.disclosures.views import calendar, directory, integrity, notices, reading

app_name = "disclosures"
urlpatterns = [
    path("danh-ba/", directory.directory, name="directory"),
    path("danh-ba/csv/", directory.directory_csv, name="directory-csv"),
    path("danh-ba/danh-ba.vcf", directory.directory_vcards, name="directory-vcards"),
    path("cong-khai/phong-chong-tham-nhung/", integrity.overview, name="integrity"),
    path("cong-khai/phong-chong-tham-nhung/csv/", integrity.figures_csv, name="integrity-csv"),
    path("cong-khai/phong-chong-tham-nhung/<slug:key>/", integrity.figure, name="integrity-figure"),
    path("danh-ba/<slug:slug>.vcf", directory.organisation_vcard, name="vcard"),
    path("cong-khai/<slug:slug>/lich.ics", calendar.calendar_ics, name="calendar-ics"),
    path("cong-khai/<slug:section>/<slug:slug>/to-niem-yet/", notices.public_notice, name="notice"),
    path("cong-khai/<slug:section>/<slug:slug>/tep/<str:digest>/doc/", reading.read, name="read"),
    path("cong-khai/<slug:section>/<slug:slug>/tep/<str:digest>/xem/", reading.open_pdf, name="open"),
]
