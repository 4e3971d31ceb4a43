"""One body's disclosure calendar for a year as iCalendar (RFC 5545): a day for each due date."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import vobject
from vobject.icalendar import utc

from cms.disclosures.register.calendar import Month
from portal.organisations.models import Organisation

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_file(months: Iterable[Month], *, organisation: Organisation, root: str, at: datetime) -> str:
    """Return the file; `root` is the site's address. An entry keeps its UID when its date moves."""
    calendar = vobject.iCalendar()
    calendar.add("x-wr-calname").value = f"Lịch công khai – {organisation.name}"
    calendar.add("x-wr-timezone").value = "Asia/Ho_Chi_Minh"
    host = root.partition("://")[2]
    for month in months:
        for entry in month.entries:
            event = calendar.add("vevent")
            event.add("uid").value = f"nghia-vu-{entry.pk}@{host}"
            event.add("dtstamp").value = at.astimezone(utc)
            event.add("dtstart").value = entry.due_on
            event.add("dtend").value = entry.due_on + timedelta(days=1)
            event.add("summary").value = f"{entry.title}, {entry.period_label}"
            event.add("description").value = f"{organisation.name}. {entry.status_label}."
            event.add("url").value = f"{root}{entry.address}"
            event.add("transp").value = "TRANSPARENT"
    text: str = calendar.serialize()
    return text
