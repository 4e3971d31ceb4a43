"""What a disclosure knows about its own publications: why it is corrected, and what stands where it was withdrawn."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.url_routing import RouteResult

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.corrections import CorrectionReason, correction_item
from cms.disclosures.panels import CorrectionPanel
from cms.disclosures.public_content import public_content
from cms.pages.models import BasePage
from portal.ledger.chain import canonical

if TYPE_CHECKING:
    pass


class LifecyclePage(RoutablePageMixin, BasePage):
    """The abstract base of DisclosurePage and of nothing else.

    The reason travels with the draft, so that whoever approves it sees it; publishing moves it to the version.
    """

    # Fields that the editor shows and the public does not read on the page itself.
    not_content: ClassVar[frozenset[str]] = frozenset({"correction_reason", "correction_note"})

    first_disclosed_at = models.DateTimeField("công khai lần đầu", null=True, editable=False)
    correction_reason = models.CharField(
        "lý do công khai lại", max_length=20, choices=CorrectionReason.choices_for_people(), blank=True
    )
    correction_note = models.CharField(
        "giải thích",
        max_length=300,
        blank=True,
        help_text="Người dân đọc được: đã sửa gì, vì sao. Không ghi tên hay thông tin cá nhân.",
    )

    correction_panels: ClassVar[list[Any]] = [
        CorrectionPanel(
            [FieldPanel("correction_reason"), FieldPanel("correction_note")], heading="Vì sao công khai lại"
        )
    ]

    class Meta:
        abstract = True

    def lifecycle_items(self) -> list[ChecklistItem]:
        """Return what publishing again asks for beyond a complete page."""
        if self.first_disclosed_at is None:
            return []
        return [correction_item(self.correction_reason, self.correction_note)]

    def erase_rows(self) -> None:
        """Delete what the page says in rows of other tables, when its content has to go by law."""

    def erase_rows_of(self, content: Mapping[str, Any]) -> None:
        """Delete the rows of other tables that only this revision's content refers to, for the same reason."""

    # ---- the public page

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer for a withdrawn page too, at its own address and at those of its documents and tables."""
        if self.live or self.first_disclosed_at is None:
            return super().route(request, path_components)
        return RouteResult(self, (self.withdrawn_notice, [], {}))

    def withdrawn_notice(self, request: HttpRequest) -> HttpResponse:
        """Say that the page was taken down, when and why, and what it consisted of.

        410 and not 404 or 200: people read the notice, and machines learn that the content is gone on purpose,
        so that search engines and archives drop it. The title is not shown, it may be why the page is gone.
        """
        versions = list(self.versions.all())
        gone = next((version for version in versions if version.withdrawn_at), None)
        if gone is None:
            raise Http404("not public and not withdrawn")
        crumbs = [*self.breadcrumb()[:-1], ("Nội dung đã gỡ", "")]
        context = {"page": self, "gone": gone, "versions": versions, "crumbs": crumbs}
        return render(request, "disclosures/withdrawn.html", context, status=410)

    @path("noi-dung/", name="content")
    def content_route(self, request: HttpRequest) -> HttpResponse:
        """The content in its canonical form: the SHA-256 of these bytes is the digest of the version."""
        response = HttpResponse(canonical(public_content(self)), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{self.slug}.json"'
        response["X-Robots-Tag"] = "noindex"
        return response

    def version_context(self) -> dict[str, Any]:
        """Return the versions for the public page, and where the content that was digested can be fetched."""
        versions = list(self.versions.all())
        standing = next((version for version in versions if version.is_standing), None)
        address = f"{self.public_path}noi-dung/" if standing and standing.digest else ""
        return {"versions": versions, "content_address": address}

    @property
    def is_whole(self) -> bool:
        """Whether the page still shows everything that its version's digest covers."""
        return True

    @property
    def register_address(self) -> str:
        """The address of the page's row in the register; the names are those of RegisterQuery."""
        row = {"muc": self.duty.key, "don-vi": self.organisation.slug, "ky": self.period}
        if self.occurrence:
            row["vu-viec"] = self.occurrence
        return f"/cong-khai/?{urlencode(row)}"
