"""What every disclosure is: whose, for which period, under which duty and decision, with which documents."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.blocks.fields import CleanRichTextField
from cms.disclosures import checklist
from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.files import attachment_response
from cms.disclosures.history import history_of
from cms.disclosures.models.attachments import AttachmentFields
from cms.disclosures.models.lifecycle import LifecyclePage
from cms.disclosures.models.paper_items import posting_items
from cms.disclosures.page_forms import DisclosurePageForm
from cms.disclosures.panels import ChecklistPanel, FileInlinePanel
from cms.disclosures.rights import AnyUser, DisclosurePermissionTester
from portal.accounts.models import User
from portal.core.reading import has_text
from portal.organisations.models import Organisation
from portal.statutes.duties import version_for_period
from portal.statutes.duty_versions import duty_on
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_bounds, period_label
from portal.statutes.requests import DutySubject, letter_form
from portal.statutes.services import working_calendar

PostingDates = tuple[date | None, date | None]


def this_year() -> int:
    """Return the current year in the portal's time zone, as the default of a new disclosure."""
    return timezone.localdate().year


class DisclosurePage(LifecyclePage):
    """The concrete base of all disclosures; never created by itself.

    Organisation, duty, period and address are derived, not typed: the organisation from the section that
    the page stands in, the rest from the page type and its few choices.
    """

    is_creatable = False
    base_form_class = DisclosurePageForm
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = [
        "first_disclosed_at",
        "correction_reason",
        "correction_note",
    ]
    # The duties that pages of this type fulfil and no other type does; see models.served.
    serves: ClassVar[tuple[str, ...]] = ()
    # What a letter about such a page is, unless its writer says otherwise.
    letter_kind: ClassVar[str] = "question"
    # Fields and rows that a draft for the next period never takes over: names of people, above all.
    not_in_template: ClassVar[frozenset[str]] = frozenset()

    organisation = models.ForeignKey(
        Organisation,
        verbose_name="đơn vị",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    duty = models.ForeignKey(
        DisclosureDuty,
        verbose_name="nghĩa vụ",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    year = models.PositiveSmallIntegerField("năm", default=this_year)
    period = models.CharField("kỳ", max_length=10, editable=False)
    occurrence = models.CharField("vụ việc", max_length=60, default="", blank=True, editable=False)
    period_start = models.DateField("từ ngày", null=True, editable=False)
    period_end = models.DateField("đến ngày", null=True, editable=False)
    decision_number = models.CharField(
        "số văn bản", max_length=80, help_text="Số, ký hiệu của quyết định hoặc báo cáo, ví dụ 12/QĐ-UBND."
    )
    decision_date = models.DateField("ngày văn bản", null=True)
    summary = CleanRichTextField(
        "tóm tắt", blank=True, help_text="Vài câu dễ hiểu cho người dân. Không ghi tên người dân."
    )

    content_panels = [
        ChecklistPanel(heading="Kiểm tra trước khi công khai"),
        *LifecyclePage.correction_panels,
        # Wagtail's title panel would keep a slug field in step; here there is none.
        FieldPanel("title", classname="title"),
        FieldPanel("year"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("decision_number"), FieldPanel("decision_date")])],
            heading="Văn bản",
        ),
        FieldPanel("summary"),
    ]
    attachment_panels: ClassVar[list[Any]] = [
        FileInlinePanel("attachments", heading="Tài liệu đính kèm", label="Tài liệu", max_num=20)
    ]
    # The address is made from duty and period and stays what it is.
    promote_panels = []

    # Whether the documents are shown as web pages and found by their words; never where they hold names.
    documents_are_read: ClassVar[bool] = True

    # Who publishes or withdraws, and why: set for the time of the act, read by the signal handlers.
    acting_user: User | None = None
    withdrawal_reason: str = ""
    # Set by the editor's form while it saves a draft: clean() then leaves out what may still be missing.
    may_be_incomplete: bool = False
    # The editor's form checks the rows that were typed; while it does, the page must not check the old ones.
    rows_checked_by_form: bool = False

    class Meta:
        verbose_name = "công khai"
        verbose_name_plural = "công khai"
        indexes = [models.Index(fields=["organisation", "duty", "period"], name="disclosure_what")]

    # ---- what the page type decides

    @classmethod
    def draft_for(cls, duty: DisclosureDuty, period: str, occurrence: str = "") -> Self:
        """Return an unsaved, empty page of this type that fulfils the duty for the period."""
        first, _ = period_bounds(period)
        return cls(
            duty=duty,
            period=period,
            occurrence=occurrence,
            year=first.year if first else this_year(),
            **cls.draft_choices(duty, period, occurrence),
        )

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        """Return the choices of this page type that make it fulfil the duty for the period."""
        return {}

    def continue_from(self, previous: Self) -> None:
        """Fill an unsaved draft with what only this kind of page can carry on from the last period's page."""

    def duty_key(self) -> str:
        """Return the key of the duty that this page fulfils."""
        raise TypeError(f"{type(self).__name__} is the base of disclosures, not one of them")

    def period_code(self) -> str:
        """Return the code of the period (see portal.statutes.periods)."""
        return str(self.year)

    def occurrence_key(self) -> str:
        """Return which event of the period this page is about; "" where the duty falls due once a period.

        Duties that arise on an event make one obligation per event, so two decisions of the same year have a
        due date each. See occurrences.occurrence_of.
        """
        return ""

    def public_text(self) -> str:
        """Return what search may know of this page besides its title; never a resident's name."""
        return f"{self.summary} {self.decision_number}"

    def disclosed_facts(self) -> dict[str, object]:
        """Return what the ledger must say of this kind of page besides its documents; never a person."""
        return {}

    def kept_facts(self) -> dict[str, object]:
        """Return what this page says in rows of other tables and keeps for good, as plain JSON."""
        return {}

    def has_structured_content(self) -> bool:
        """Return whether the page itself says what its documents say: lines, figures, contacts."""
        return False

    def posting_dates(self) -> PostingDates | None:
        """Return the first and last day of the posting on paper; None when the page does not state them."""
        return None

    # Fields that exist to publish an office's own telephone and mailbox.
    official_contact_fields: ClassVar[tuple[str, ...]] = ()

    def texts_beside(self) -> Iterator[tuple[str, str, Iterable[str]]]:
        """Yield (label, name, lines) of public texts that live in tables of their own, beside the revisions."""
        yield from ()

    def checklist_items(self) -> list[ChecklistItem]:
        """Return what this page must have before it goes public; page types add their own items."""
        documents = [document for document in self.attachments.all() if document.file]
        unread = [
            document.title for document in documents if self.documents_are_read and not document.is_readable
        ]
        items = [
            checklist.decision_item(self.decision_number, self.decision_date),
            checklist.summary_item(self.summary),
            checklist.content_item(documents=len(documents), structured=self.has_structured_content()),
            checklist.period_item(self.duty, self.period, on=timezone.localdate()),
            checklist.readable_item(unread),
        ]
        items += self.lifecycle_items()
        return [*items, *posting_items(self)] if self.duty.posting_required else items

    def is_update(self, said: Mapping[str, Any]) -> bool:
        """Return whether this version adds to what the ledger said of the last one, rather than correcting it."""
        return False

    # ---- derived fields

    def fill_in(self) -> None:
        self.derive()
        if not self.first_disclosed_at:
            # A draft may have been begun under a version of the duty that has been succeeded since.
            self.duty = version_owed(self)
        else:
            # An address that people have linked to stays, whatever a draft or an old revision says.
            self.slug = DisclosurePage.objects.values_list("slug", flat=True).get(pk=self.pk)
        super().fill_in()

    def derive(self) -> None:
        """Set organisation, duty and period from the page's place and its own choices."""
        if self.organisation_id is None and (self.path or getattr(self, "_cached_parent_obj", None)):
            self.organisation = self.get_parent().specific.organisation
        try:
            self.period = self.period_code()
            self.period_start, self.period_end = period_bounds(self.period)
        except ValueError:
            raise ValidationError({"year": "Năm không hợp lệ."}) from None
        key = self.duty_key()
        if self.duty_id is None or self.duty.key != key:
            self.duty = known_duty(key, on=self.decision_date)
        if not self.first_disclosed_at:
            # The ledger knows the obligation by this name from the first publication on.
            self.occurrence = self.occurrence_key()

    def slug_source(self) -> str:
        return f"{self.duty.key} {self.period}"

    def clean(self) -> None:
        super().clean()
        if self.decision_date and self.decision_date > timezone.localdate():
            raise ValidationError({"decision_date": "Ngày văn bản không thể ở tương lai."})

    @property
    def period_label(self) -> str:
        return period_label(self.period)

    @property
    def subject(self) -> str:
        """The ledger's name of the obligation that this page fulfils."""
        return duty_subject(self.duty, self.organisation, self.period, self.occurrence)

    # ---- publication

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Keep what belongs to the page as a whole, whatever an old revision says."""
        page = super().with_content_json(content)
        page.organisation_id = self.organisation_id
        page.first_disclosed_at = self.first_disclosed_at
        page.occurrence = self.occurrence
        return page

    def can_move_to(self, parent: Any) -> bool:
        """Refuse every move: an address that was disclosed stays, and a page stays its organisation's."""
        return False

    def permissions_for_user(self, user: AnyUser) -> DisclosurePermissionTester:
        return DisclosurePermissionTester(user, self)

    # ---- public page

    def letter_address(self, **more: object) -> str:
        """Return the address of the form for a letter about this page; `more` are further parameters of the form."""
        return letter_form(
            {"loai": self.letter_kind, "don-vi": self.organisation.slug, "ve": self.pk, **more}
        )

    @property
    def section_path(self) -> str:
        """The address of the organisation's section."""
        return self.public_path.removesuffix(f"{self.slug}/")

    def breadcrumb(self) -> list[tuple[str, str]]:
        return [("Công khai", "/cong-khai/"), (self.organisation.name, self.section_path), (self.title, "")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.disclosures.models.obligations import Obligation
        from cms.disclosures.models.posting import current_postings

        obligation = (
            Obligation.objects.filter(
                organisation=self.organisation_id,
                duty_key=self.duty.key,
                period=self.period,
                occurrence=self.occurrence,
            )
            .with_status(on=timezone.localdate())
            .first()
        )
        return {
            **super().get_context(request, *args, **kwargs),
            "obligation": obligation,
            "attachments": list(self.attachments.all()),
            "postings": current_postings(self),
            "history": history_of(self.subject),
            **self.version_context(),
        }

    @path("tep/<str:digest>/", name="attachment")
    def attachment_route(self, request: HttpRequest, digest: str) -> FileResponse:
        """Serve a document of the live page by its SHA-256."""
        return attachment_response(self.attachments.all(), digest)


def known_duty(key: str, *, on: date | None = None) -> DisclosureDuty:
    """Return the version of the duty that applies on the day, by default today.

    Raises ValidationError when the list of duties lacks the key.
    """
    duty = duty_on(key, on or timezone.localdate()) if key else None
    if duty is None:
        raise ValidationError(f"Chưa có nghĩa vụ công khai “{key}” trong danh mục.")
    return duty


def version_owed(page: DisclosurePage) -> DisclosureDuty:
    """Return the version of the page's duty: the obligation's, else the one in force when the clock starts."""
    from cms.disclosures.models.obligations import Obligation

    owed = Obligation.objects.filter(
        organisation=page.organisation_id,
        duty_key=page.duty.key,
        period=page.period,
        occurrence=page.occurrence,
    )
    if obligation := owed.select_related("duty").first():
        return obligation.duty
    versions = list(DisclosureDuty.objects.versions_of(page.duty.key))
    decided = page.decision_date or timezone.localdate()
    return version_for_period(versions, page.period, decided, working_calendar())


def duty_subject(duty: DisclosureDuty, organisation: Organisation, period: str, occurrence: str = "") -> str:
    """Return the ledger's subject of one obligation, as portal.statutes.requests.DutySubject writes it."""
    return str(DutySubject(duty.key, organisation.code, period, occurrence))


class DisclosureAttachment(AttachmentFields, Orderable):
    """A document of a disclosure with what a reader needs to trust the copy: type, size, SHA-256."""

    page = ParentalKey(DisclosurePage, on_delete=models.CASCADE, related_name="attachments")
    key_content = models.TextField(
        "nội dung chính",
        blank=True,
        max_length=20_000,
        help_text="Bắt buộc với ảnh và PDF quét: viết lại những điều chính để ai cũng đọc được trên web.",
    )
    # Found when the file was chosen; None for documents that no form brought in.
    has_text = models.BooleanField(null=True, editable=False)

    panels = [*AttachmentFields.panels, FieldPanel("key_content")]

    class Meta(Orderable.Meta):
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"

    @property
    def is_readable(self) -> bool:
        """Whether somebody who does not see pictures learns what the document says."""
        return self.has_text is not False or bool(self.key_content.strip())

    def take(self, content: bytes) -> None:
        self.has_text = has_text(content, self.media_type)


class KeyFigure(Orderable):
    """One figure that sums a disclosure up."""

    page = ParentalKey(DisclosurePage, on_delete=models.CASCADE, related_name="figures")
    label = models.CharField("chỉ tiêu", max_length=200)
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=2)
    unit = models.CharField("đơn vị", max_length=30, blank=True)

    panels = [FieldPanel("label"), FieldRowPanel([FieldPanel("value"), FieldPanel("unit")])]

    class Meta(Orderable.Meta):
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"

    def __str__(self) -> str:
        return f"{self.label}: {self.value} {self.unit}".strip()
