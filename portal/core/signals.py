"""Signals that let upper rooms follow lower ones without being imported by them."""

from django.dispatch import Signal

# Sent inside the transaction that changed something the public may see.
# sender: the model class; instance: the changed object.
content_changed = Signal()
