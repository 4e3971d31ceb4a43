"""The page of each obligation, below the register."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import path

from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.obligation_page import obligation_screen

if TYPE_CHECKING:

    class _Base:
        title: str
        public_path: str

        def _show(self, request: HttpRequest, template: str, overrides: dict[str, Any]) -> HttpResponse: ...

else:
    _Base = object


class ObligationPages(_Base):
    """Mix into the register."""

    @path("nghia-vu/<int:pk>/", name="obligation")
    def obligation_route(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where one obligation stands and why it is due that day."""
        screen = obligation_screen(pk, AsOf.on(timezone.localdate()))
        if screen is None:
            raise Http404
        crumbs = [
            (self.title, self.public_path),
            (screen["organisation"].name, f"{self.public_path}{screen['entry'].slug}/"),
            (screen["duty"].title, ""),
        ]
        return self._show(request, "disclosures/obligation_page.html", {**screen, "crumbs": crumbs})
