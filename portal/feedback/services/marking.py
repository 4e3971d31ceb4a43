"""Keyed digests of senders, kept with their contact and gone with it."""

from portal.feedback.models import Contact, SenderMark
from portal.feedback.senders import sender_digests


def mark_sender(contact: Contact, *values: str) -> None:
    """Remember a stored contact's telephone and e-mail by digests alone."""
    SenderMark.objects.bulk_create(
        [SenderMark(contact=contact, digest=digest) for digest in sender_digests(*values)],
        ignore_conflicts=True,
    )
