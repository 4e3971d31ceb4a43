"""What can be found: one flat document for every kind of content."""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from portal.core.text import fold, nfc, plain_text
from search.words import code_key, words

# Long enough for a year's report; bounds the row, the index and the work of highlighting.
MAX_BODY = 50_000
MAX_TITLE = 300
# Raise it when texts are split, spelt or folded in another way: every entry then counts as stale.
SPELLING = "2"


class Kind(StrEnum):
    """Kinds of documents; the value is what addresses carry (`?loai=`)."""

    DISCLOSURE = "cong-khai"
    PETITION = "phan-anh"
    ORGANISATION = "don-vi"
    PLAN = "ke-hoach"
    AUDIT = "thanh-tra"
    PAGE = "bai-viet"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.DISCLOSURE: "Nội dung công khai",
    Kind.PETITION: "Phản ánh, kiến nghị",
    Kind.ORGANISATION: "Cơ quan, địa phương",
    Kind.PLAN: "Kế hoạch thực hiện",
    Kind.AUDIT: "Kết luận thanh tra",
    Kind.PAGE: "Bài viết",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """Everything the index knows about one thing that the public may read.

    `id` names the source and its key: "disclosure:12", "petition:HY-7K3M-9QRT", "organisation:11269",
    "page:3". `code` is the number people quote: of a decision or of a petition. Text is normalised and
    cut to size here, so that every engine stores the same.
    """

    id: str
    kind: Kind
    title: str
    url: str
    body: str = ""
    code: str = ""
    organisation_code: str = ""
    organisation_name: str = ""
    period: str = ""
    status: str = ""
    status_label: str = ""
    date: datetime.date | None = None

    def __post_init__(self) -> None:
        limits = {"title": MAX_TITLE, "body": MAX_BODY, "code": 100, "organisation_name": 200}
        for name, limit in limits.items():
            object.__setattr__(self, name, plain_text(getattr(self, name))[:limit])

    @property
    def digest(self) -> str:
        """SHA-256 of the content behind `SPELLING`: two documents with one digest need no new write."""
        plain = json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)
        return f"{SPELLING}.{hashlib.sha256(plain.encode()).hexdigest()}"[:64]

    @property
    def code_key(self) -> str:
        return code_key(self.code)

    def extra(self) -> str:
        """Words that describe the document without standing in its text, its code in one piece among them."""
        parts = (self.code, self.code_key, self.organisation_name, self.kind.label, self.period)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The words of a document as engines index them: separated by single spaces, with and without marks."""

    title_words: str
    extra_words: str
    body_words: str
    title_folded: str
    extra_folded: str
    body_folded: str

    @classmethod
    def of(cls, document: SearchDocument) -> "IndexedText":
        columns: list[str] = [
            " ".join(words(nfc(t))) for t in (document.title, document.extra(), document.body)
        ]
        # Folding the joined words keeps one folded word for every word: highlighting counts on it.
        return cls(*columns, *(fold(column) for column in columns))
