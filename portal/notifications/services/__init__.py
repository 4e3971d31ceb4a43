"""Put a letter into the outbox, send what waits, try again what failed."""

from portal.notifications.services.delivery import Result, send_waiting
from portal.notifications.services.outbox import enqueue, retry, withdraw

__all__ = ["Result", "enqueue", "retry", "send_waiting", "withdraw"]
