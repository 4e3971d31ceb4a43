"""Freeze the half-years and years whose day has come; run again it changes nothing."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accountability.formula import scored_since
from portal.accountability.freezing import KINDS, FreezeRefused, freeze
from portal.accountability.periods import due_to_freeze
from portal.accountability.services import first_day
from portal.accountability.snapshots import latest_snapshot
from portal.organisations.models import Organisation


class Command(BaseCommand):
    help = "Chốt điểm các kỳ 6 tháng và năm đã đến ngày chốt; chạy lại không thay đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="NGÀY", help="ngày chạy (mặc định: hôm nay)"
        )

    def handle(self, *args: Any, on: date | None = None, **options: Any) -> None:
        now = timezone.now()
        began = first_day()
        if began is None:
            return
        began = max(began, scored_since())
        for period in due_to_freeze(began, on or timezone.localdate(now), settings.SCORE_FREEZE_DAYS):
            for kind in KINDS:
                if not Organisation.objects.filter(kind=kind).exists() or latest_snapshot(period.code, kind):
                    continue
                try:
                    freeze(period=period, by=None, at=now, kind=kind)
                except FreezeRefused as refusal:
                    self.stderr.write(str(refusal))
                else:
                    self.stdout.write(f"Đã chốt {period.label}, {kind.label}.")
