"""Put a letter into the outbox, send what waits, try again what failed."""

from portal.notifications.services.delivery import Result, send_waiting
from portal.notifications.services.outbox import enqueue, forget_old, retry, withdraw

__all__ = ["Result", "enqueue", "forget_old", "retry", "send_waiting", "withdraw"]
