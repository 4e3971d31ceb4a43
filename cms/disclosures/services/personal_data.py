"""Look for personal data in what a disclosure would make public, and say what still keeps it back.

Texts are read at once: a few milliseconds a page. A file is read when it is saved, and its result kept by SHA-256 and
by the version of the detectors; a large one by the worker. So a click on "publish" finds the results there.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models import DisclosureAttachment, DisclosurePage, FileScan, PassedFinding
from cms.disclosures.personal_data_sources import (
    FileSource,
    Source,
    TextSource,
    allowed_on,
    secret_digest,
    sources_of,
)
from portal.core.personal_data import (
    VERSION,
    Allow,
    Finding,
    Kind,
    Limits,
    Sighting,
    look_at_file,
    look_at_text,
    scan,
)
from portal.core.personal_data.findings import digest_of
from portal.core.personal_data.limits import OUT_OF_TIME

# A file up to this size is tried at once; what takes longer than a person likes to wait goes to the worker.
AT_ONCE_BYTES = 1_500_000
AT_ONCE = Limits(seconds=3)
BY_WORKER = Limits(seconds=120)
FOR_EYES = Limits(seconds=20)
_KEEP_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Group:
    """One value in one source, however often it stands there, and whether somebody lets it pass."""

    source: Source
    findings: tuple[Finding, ...]
    passed: PassedFinding | None

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def places(self) -> list[str]:
        return [place for place in dict.fromkeys(finding.place for finding in self.findings) if place]

    @property
    def blocks(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def unmarked(self) -> bool:
        return self.blocks and self.passed is None

    @property
    def unsigned(self) -> bool:
        return self.blocks and (self.passed is None or not self.passed.signed)

    @property
    def key(self) -> str:
        return f"{self.source.digest}-{self.first.digest}"

    @property
    def kind_key(self) -> str:
        """The name of all findings of this kind in this source, for lists too long to tick one by one."""
        return f"{self.source.digest}-{self.first.kind.value}"

    def named_by(self, keys: Collection[str]) -> bool:
        return self.key in keys or self.kind_key in keys


@dataclass(slots=True)
class Report:
    """Everything found on one version of a page."""

    page: DisclosurePage
    groups: list[Group] = field(default_factory=list)
    waiting: list[FileSource] = field(default_factory=list)

    @property
    def unmarked(self) -> list[Group]:
        return [group for group in self.groups if group.unmarked]

    @property
    def unsigned(self) -> list[Group]:
        return [group for group in self.groups if group.unsigned]

    def chosen(self, keys: Collection[str]) -> list[Group]:
        """Return the findings that the keys name, one by one or all of a kind."""
        return [group for group in self.groups if group.named_by(keys)]

    def by_source(self) -> list[tuple[Source, list[Group]]]:
        found: dict[str, tuple[Source, list[Group]]] = {}
        for group in self.groups:
            found.setdefault(f"{group.source.label}{group.source.digest}", (group.source, []))[1].append(
                group
            )
        return list(found.values())


def report_of(page: DisclosurePage, *, at: datetime) -> Report:
    """Return what stands in the page as it is in memory: a draft, or what a form was just filled with."""
    report = Report(page)
    passed = {(one.content, one.digest): one for one in _passed(page)}
    allow = allowed_on(page)
    for source in sources_of(page):
        found = _findings(source, allow, report, at)
        grouped: dict[str, list[Finding]] = {}
        for finding in found:
            grouped.setdefault(finding.digest, []).append(finding)
        for digest, findings in grouped.items():
            report.groups.append(Group(source, tuple(findings), passed.get((source.digest, digest))))
    return report


def _passed(page: DisclosurePage) -> Sequence[PassedFinding]:
    return page.passed_findings.select_related("marked_by", "signed_by") if page.pk else ()


def _findings(source: Source, allow: Allow, report: Report, at: datetime) -> Sequence[Finding]:
    if isinstance(source, TextSource):
        return text_findings(source, allow, at)
    result = scan_of(source, at=at)
    if result is None or result.scanned_at is None:
        report.waiting.append(source)
        return ()
    return list(_not_allowed(result.found(), source, allow))


# ---- texts


def text_findings(source: TextSource, allow: Allow, at: datetime) -> Sequence[Finding]:
    """Return the findings in a text; remembered for a day under the text's own digest."""
    permitted = f"{sorted(allow.phones)}{sorted(allow.emails)}{allow.landlines}"
    name = f"personal-data:{VERSION}:{at:%Y}:{secret_digest(source.digest + permitted)}"
    kept = cache.get(name)
    if kept is None:
        day = timezone.localdate(at)
        seen = look_at_text(source.text, allow=allow, on=day, salt=secret_digest("salt"))
        kept = [sighting.finding.as_dict() for sighting in seen]
        cache.set(name, kept, _KEEP_SECONDS)
    return [Finding.from_dict(entry) for entry in kept]


# ---- files


def scan_of(source: FileSource, *, at: datetime) -> FileScan | None:
    """Return the result for a file, made now when the file is small; None or one without `scanned_at` waits."""
    known = FileScan.objects.filter(sha256=source.sha256).first()
    if known is not None and (known.version == VERSION and known.scanned_at):
        return known
    if source.size <= AT_ONCE_BYTES and not (known and known.version == VERSION):
        made = scan_file(source=source, limits=AT_ONCE, at=at)
        if made.scanned_at:
            return made
        known = made
    return known


def scan_file(*, source: FileSource, limits: Limits, at: datetime, last: bool = False) -> FileScan:
    """Read the file and keep what was found. Unless this is the `last` try, one that ran out of time waits."""
    began = monotonic()
    content = read(source.file)
    day = timezone.localdate(at)
    salt = secret_digest("salt")
    found = scan(content, source.media_type, source.name, on=day, salt=salt, limits=limits)
    done = last or not any(_ran_out_of_time(finding) for finding in found)
    result, _ = FileScan.objects.update_or_create(
        sha256=source.sha256,
        defaults={
            "version": VERSION,
            "findings": [finding.as_dict() for finding in found] if done else [],
            "asked_at": at,
            "scanned_at": at if done else None,
            "milliseconds": round((monotonic() - began) * 1000),
        },
    )
    return result


def read(file: FieldFile) -> bytes:
    """Return the content of a stored file, or of one that a form has just brought, and leave it as it was."""
    if getattr(file, "_committed", True):
        with file.storage.open(str(file.name), "rb") as stored:
            return bytes(stored.read())
    file.seek(0)
    content = bytes(file.read())
    file.seek(0)
    return content


def _ran_out_of_time(finding: Finding) -> bool:
    return finding.kind is Kind.UNFINISHED and finding.place.startswith(OUT_OF_TIME)


def _not_allowed(found: Sequence[Finding], source: FileSource, allow: Allow) -> Iterator[Finding]:
    """Leave out an office's own telephone and mailbox: the result of a file serves every page that carries it."""
    salt = secret_digest("salt")
    known = {digest_of(salt, Kind.PHONE, phone) for phone in allow.phones}
    known |= {digest_of(salt, Kind.EMAIL, address) for address in allow.emails}
    return (finding for finding in found if finding.digest not in known)


# ---- for the eyes of those who may edit


def sightings(report: Report, *, at: datetime) -> dict[str, tuple[str, str, str]]:
    """Return, by the key of the group, the words before, the value itself, the words after. Nothing is kept."""
    shown: dict[str, tuple[str, str, str]] = {}
    allow, day = allowed_on(report.page), timezone.localdate(at)
    salt = secret_digest("salt")
    for source, groups in report.by_source():
        if isinstance(source, TextSource):
            seen = look_at_text(source.text, allow=allow, on=day, salt=salt)
        else:
            content = read(source.file)
            seen = look_at_file(content, source.media_type, source.name, on=day, salt=salt, limits=FOR_EYES)
        parts = {one.finding.digest: _around(one) for one in seen}
        shown |= {group.key: parts[group.first.digest] for group in groups if group.first.digest in parts}
    return shown


def _around(sighting: Sighting) -> tuple[str, str, str]:
    before, value, after = sighting.excerpt.partition(sighting.value)
    return before, value, after


# ---- what the checklist asks


def checklist_items(page: Any) -> list[ChecklistItem]:
    """Return what a page must have done about personal data before it is put before the head and published."""
    report = report_of(page, at=timezone.now())
    address = reverse("disclosure_personal_data", args=[page.pk]) if page.pk else ""
    waiting, unmarked = len(report.waiting), len(report.unmarked)
    unsigned = len(report.unsigned) - unmarked
    help_text = ""
    if unmarked:
        help_text = f"Còn {unmarked} phát hiện chưa xử lý: {summary(report.unmarked)}. Hãy sửa, hoặc nêu lý do giữ lại."
    elif waiting:
        help_text = f"Đang quét {waiting} tệp lớn; thường xong trong vài phút."
    items = [
        ChecklistItem(
            "personal_data", "Không lộ dữ liệu cá nhân", not (unmarked or waiting), help_text, address=address
        )
    ]
    if unsigned and not unmarked:
        items.append(
            ChecklistItem(
                "personal_data_second_person",
                "Người thứ hai xác nhận phần giữ lại",
                False,
                f"{unsigned} phát hiện được đề nghị giữ lại cần một người khác với người soạn, người đề nghị xác nhận.",
                only_to_publish=True,
                address=address,
            )
        )
    return items


def summary(groups: Sequence[Group], most: int = 3) -> str:
    """Return the kinds and places of findings in a few words, without any value."""
    together: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        together.setdefault((group.first.label_vi.lower(), group.source.label), []).append(group)
    words = []
    for (kind, label), found in list(together.items())[:most]:
        number = f"{len(found)} " if len(found) > 1 else ""
        place = f" ({found[0].places[0]}{', …' if len(found) > 1 else ''})" if found[0].places else ""
        words.append(f"{number}{kind} ở “{label}”{place}")
    more = len(together) - most
    return "; ".join(words) + (f"; và {more} chỗ khác" if more > 0 else "")


# ---- when files are saved


def scan_stored(*, sha256: str, path: str, media_type: str, name: str, at: datetime) -> FileScan:
    """Scan a stored file with all the time that the worker has; for the queue, which knows files by their path."""
    file = DisclosureAttachment(file=path).file
    source = FileSource("", name, media_type, sha256, 0, file)
    return scan_file(source=source, limits=BY_WORKER, at=at, last=True)


def ensure_scans(*, page: DisclosurePage, at: datetime) -> list[FileSource]:
    """Scan the small files of a version now; return the large ones, whose scan the caller hands to the worker."""
    waiting: list[FileSource] = []
    for source in sources_of(page):
        if isinstance(source, FileSource):
            result = scan_of(source, at=at)
            if result is None or result.scanned_at is None:
                FileScan.objects.update_or_create(
                    sha256=source.sha256, defaults={"version": VERSION, "asked_at": at, "scanned_at": None}
                )
                waiting.append(source)
    return waiting


@transaction.atomic
def forget(*, page: DisclosurePage, files: Sequence[str] = ()) -> None:
    """Delete what was remembered of the page's findings and of its files: its names are gone, so are their traces.

    The ledger's digests stay and say nothing without the salts that go here.
    """
    page.passed_findings.all().delete()
    FileScan.objects.filter(sha256__in=list(files)).delete()


@transaction.atomic
def forget_gone(*, page: DisclosurePage, files: Sequence[str]) -> None:
    """Delete what was remembered of content that was erased; what the newest version still holds keeps its marks."""
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    kept = {source.digest for source in sources_of(newest)}
    page.passed_findings.exclude(content__in=kept).delete()
    FileScan.objects.filter(sha256__in=set(files) - kept).delete()


def forget_file(*, sha256: str) -> None:
    """Delete the result for a file that no page carries any more; a draft that still does has it read again."""
    if sha256 and not DisclosureAttachment.objects.filter(sha256=sha256).exists():
        FileScan.objects.filter(sha256=sha256).delete()
