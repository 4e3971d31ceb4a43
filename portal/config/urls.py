"""Every public address of the portal, in one place."""

from importlib.util import find_spec

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("captcha/", include("captcha.urls")),
    # TEMPORARY while rooms are being built
    *(
        path(p, include(m))
        for p, m in [
            ("phan-anh/", "portal.feedback.urls"),
            ("cham-diem/", "portal.accountability.urls"),
            ("so-cai/", "portal.ledger.urls"),
            ("tim-kiem/", "search.urls"),
            ("", "portal.front.urls"),
        ]
        if find_spec(m.rpartition(".")[0]) and find_spec(m)
    ),
    path("", include(wagtail_urls)),
]
