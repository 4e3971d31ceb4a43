"""Encrypt contact details anew under the present SECRET_KEY, after it was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core.sealing import SealBroken, reseal
from portal.feedback.models import Contact


class Command(BaseCommand):
    help = (
        "After a change of SECRET_KEY, with the old key in SECRET_KEY_FALLBACKS: encrypt every contact under the new "
        "key. When it reports no unreadable contact the old key can go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renewed = kept = 0
        broken: list[int] = []
        for contact in Contact.objects.order_by("pk").iterator(chunk_size=500):
            try:
                sealed = reseal(bytes(contact.sealed))
            except SealBroken:
                broken.append(contact.pk)
                continue
            if sealed is None:
                kept += 1
                continue
            # Only where nobody changed it meanwhile.
            renewed += Contact.objects.filter(pk=contact.pk, sealed=contact.sealed).update(sealed=sealed)
        self.stdout.write(
            f"{renewed} renewed, {kept} already under the present key, {len(broken)} unreadable"
        )
        if broken:
            raise CommandError("keep the old key: some contacts open with no key of this installation")
