"""Compute where the running period stands, for ledgers that are too long to be read for a page view."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accountability.freezing import KINDS
from portal.accountability.periods import choices
from portal.accountability.services import first_day, ledger_state
from portal.accountability.standing import update

DAYS_AFTER = 31  # a period that is over is kept up until it is surely frozen


class Command(BaseCommand):
    help = "Tính điểm tạm thời của kỳ đang chạy khi sổ cái dài; chạy lại mà sổ không đổi thì không làm gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="NGÀY", help="ngày chạy (mặc định: hôm nay)"
        )
        parser.add_argument(
            "--workers", type=int, default=1, choices=range(1, 9), help="số tiến trình đọc sổ cái"
        )

    def handle(self, *args: Any, on: date | None = None, workers: int = 1, **options: Any) -> None:
        now = timezone.now()
        today, began = on or timezone.localdate(now), first_day()
        events, state = ledger_state()
        if began is None or events <= settings.SCORE_LIVE_EVENTS:
            return
        for period in choices(began, today):
            if (today - period.end).days <= DAYS_AFTER:
                kinds = tuple(str(kind) for kind in KINDS)
                update(start=period.start, end=period.end, kinds=kinds, state=state, at=now, workers=workers)
