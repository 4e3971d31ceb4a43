"""Turn edits of the calendar into one signal and fresh public pages."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from portal.core import page_cache
from portal.statutes.models import CalendarException
from portal.statutes.signals import calendar_changed


@receiver([post_save, post_delete], sender=CalendarException, dispatch_uid="statutes.calendar_changed")
def announce(sender: type[CalendarException], instance: CalendarException, **kwargs: Any) -> None:
    calendar_changed.send(sender=sender, day=instance.date)
    page_cache.bump()
