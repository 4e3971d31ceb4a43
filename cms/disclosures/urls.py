"""Public addresses of the disclosures that are no pages of the tree."""

from django.urls import path

from cms.disclosures.views import directory, notices

app_name = "disclosures"
urlpatterns = [
    path("danh-ba/", directory.directory, name="directory"),
    path("danh-ba/csv/", directory.directory_csv, name="directory-csv"),
    path("danh-ba/danh-ba.vcf", directory.directory_vcards, name="directory-vcards"),
    path("danh-ba/<slug:slug>.vcf", directory.organisation_vcard, name="vcard"),
    path("cong-khai/<slug:section>/<slug:slug>/to-niem-yet/", notices.public_notice, name="notice"),
]
