"""The ordinary pages: home, guides, news; and the sections that disclosures stand in."""

import json
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from cms.disclosures.services import ensure_structure
from cms.disclosures.tree import insert_pages
from cms.pages.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from cms.pages.services import ensure_home
from content.generators.corpus import load, settings
from portal.core.text import nfc


def create() -> None:
    """Store the pages below the home page. They have no revisions: the first edit makes one."""
    texts = load("pages.json")
    home = ensure_home()
    HomePage.objects.filter(pk=home.pk).update(lead=texts["home"]["lead"])
    opened = _moment(date.fromisoformat(settings()["starts"]))
    standard = [
        StandardPage(body=_body(row["body"]), lead=row["lead"], **_common(row, opened))
        for row in texts["standard"]
    ]
    news = texts["news"]
    index = NewsIndexPage(lead=news["lead"], **_common(news, opened))
    insert_pages(placed={home: [*standard, index]})
    items = [
        NewsPage(
            date=date.fromisoformat(row["date"]),
            lead=row["lead"],
            body=_body(row["body"]),
            **_common(row, _moment(date.fromisoformat(row["date"]))),
        )
        for row in news["items"]
    ]
    insert_pages(placed={index: items})
    ensure_structure()


def _common(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "title": nfc(row["title"]),
        "slug": row["slug"],
        "search_description": row["lead"],
        "live": True,
        "first_published_at": at,
        "last_published_at": at,
    }


def _body(blocks: list[list[Any]]) -> str:
    """Return the JSON of a stream field from [type, value] pairs."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8, 0)))
