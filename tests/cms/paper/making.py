"""Boards, photographs and published pages for the tests of notices on paper."""

import io
from datetime import date, datetime
from typing import Any

from PIL import Image

from cms.disclosures.models import BudgetPage, DisclosurePage, Posting
from cms.disclosures.photos import Photo, read_photo
from cms.disclosures.services import add_evidence, start_posting
from portal.accounts.models import User
from portal.organisations.models import Organisation, PostingPlace
from tests.cms.factories import at, make_budget, publish

NOON = "12:00"


class NamedBytes(io.BytesIO):
    """An open file as a form hands it over."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


def jpeg(shade: int = 0, exif: Any = None) -> bytes:
    """A small photograph; another shade is another photograph."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 120, 90)).save(buffer, "JPEG", **({"exif": exif} if exif else {}))
    return buffer.getvalue()


def photo(shade: int = 0, when: datetime | None = None) -> Photo:
    return read_photo(NamedBytes(jpeg(shade), "IMG_1.jpg"), at=when or at("2026-12-31 12:00"))


def make_place(organisation: Organisation, name: str = "Bảng tin trụ sở", **fields: Any) -> PostingPlace:
    return PostingPlace.objects.create(organisation=organisation, name=name, **fields)


def hang(
    page: DisclosurePage, *places: PostingPlace, since: date, when: datetime | None = None
) -> list[Posting]:
    moment = when or at(f"{since.isoformat()} 09:00")
    return start_posting(page=page, places=places, posted_from=since, at=moment, actor_role="editor")


def photograph(posting: Posting, moment: str, day: date, *, by: User, shade: int = 0) -> None:
    when = at(f"{day.isoformat()} {NOON}")
    add_evidence(
        posting=posting, moment=moment, photo=photo(shade, when), by=by, at=when, actor_role="editor"
    )


def public_budget(organisation: Organisation, **fields: Any) -> BudgetPage:
    return publish(make_budget(organisation, **fields))
