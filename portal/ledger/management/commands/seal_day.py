"""Publish the roots of the days that are over."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from portal.ledger.sealing import NotOver, seal


class Command(BaseCommand):
    help = "Niêm phong các ngày đã qua: xếp mọi sự kiện vào cây Merkle và công bố gốc của từng ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="DATE",
            help="ngày cuối cần niêm phong (mặc định: hôm qua)",
        )

    def handle(self, *args: Any, on: date | None = None, **options: Any) -> None:
        now = timezone.now()
        try:
            sealed = seal(on=on or timezone.localdate(now) - timedelta(days=1), at=now)
        except NotOver as refusal:
            raise CommandError(str(refusal)) from refusal
        except IntegrityError as error:
            raise CommandError("Một tiến trình khác đang niêm phong; chạy lại sau.") from error
        if options["verbosity"]:
            self.stdout.write(f"{sealed.leaves} sự kiện vào cây, {sealed.roots} gốc được công bố")
