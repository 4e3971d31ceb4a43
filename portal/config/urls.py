"""Every public address of the portal, in one place."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.core.captcha import sound
from portal.feedback.views.downloads import download

urlpatterns = [
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("captcha/", include("captcha.urls")),
    path("ma-xac-nhan/<slug:key>/", sound, name="captcha-sound"),
    path("tai-ve/<str:token>/", download, name="download"),
    path("phan-anh/", include("portal.feedback.urls")),
    path("to-cao/", include("portal.confidential.urls")),
    path("cham-diem/", include("portal.accountability.urls")),
    path("ke-hoach/", include("portal.plans.urls")),
    path("thanh-tra/", include("portal.inspection.urls")),
    path("so-cai/", include("portal.ledger.urls")),
    path("tim-kiem/", include("search.urls")),
    path("", include("cms.disclosures.urls")),
    path("", include("portal.front.urls")),
    path("", include(wagtail_urls)),
]
