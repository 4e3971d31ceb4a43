"""The yardstick: the least that Django can do, one view and no middleware, behind the same server."""

from uuid import uuid4

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = "<!doctype html><title>bare</title>" + "<p>Xin chào</p>" * 60


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", bare)]

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY=uuid4().hex, MIDDLEWARE=[], USE_I18N=False
)
application = get_wsgi_application()
