"""Encrypt contact details and addresses anew under the present SECRET_KEY, after it was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from portal.core.sealing import SealBroken, reseal
from portal.feedback.models import Contact, Follower, Letter
from portal.notifications.models import Message

_MODELS: tuple[type[Model], ...] = (Contact, Letter, Follower, Message)


class Command(BaseCommand):
    help = (
        "After a change of SECRET_KEY, with the old key in SECRET_KEY_FALLBACKS: encrypt contacts and addresses "
        "under the new key. When it reports no unreadable contact the old key can go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renewed = kept = broken = 0
        for model in _MODELS:
            rows = model._default_manager.exclude(sealed=None).order_by("pk")
            for row in rows.iterator(chunk_size=500):
                pk, sealed = row.pk, vars(row)["sealed"]
                try:
                    fresh = reseal(bytes(sealed))
                except SealBroken:
                    broken += 1
                    continue
                if fresh is None:
                    kept += 1
                    continue
                # Only where nobody changed it meanwhile.
                renewed += model._default_manager.filter(pk=pk, sealed=sealed).update(sealed=fresh)
        self.stdout.write(f"{renewed} renewed, {kept} already under the present key, {broken} unreadable")
        if broken:
            raise CommandError("keep the old key: some contacts open with no key of this installation")
