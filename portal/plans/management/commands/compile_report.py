"""Write the report of a frozen period as Word and Excel files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.models import ReportPeriod
from portal.plans.refusals import PlanRefused
from portal.plans.services.compiling import compile_report, draw


class Command(BaseCommand):
    help = "Lập báo cáo của một kỳ đã chốt (.docx, .xlsx) cho một đơn vị, hoặc báo cáo tổng hợp của tỉnh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, metavar="KỲ", help="ví dụ 2026-H1")
        parser.add_argument("--unit", metavar="MÃ", help="mã đơn vị; bỏ trống: cả tỉnh")
        parser.add_argument("--out", default=".", metavar="THƯ MỤC")

    def handle(self, *args: Any, **options: Any) -> None:
        period = ReportPeriod.objects.filter(code=options["period"]).first()
        if period is None:
            raise CommandError(f"Không có kỳ báo cáo {options['period']}.")
        bodies = Organisation.objects.order_by("pk")
        code = options["unit"]
        body = bodies.filter(code=code) if code else bodies.filter(kind=OrganisationKind.PROVINCE)
        organisation = body.first()
        if organisation is None:
            raise CommandError(f"Không có đơn vị {code or 'cấp tỉnh'}.")
        try:
            report = compile_report(period=period, organisation=organisation, at=timezone.now())
        except PlanRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        folder = Path(options["out"])
        for ending in ("docx", "xlsx"):
            path = folder / f"bao-cao-{period.code}-{organisation.slug}.{ending}"
            try:
                path.write_bytes(draw(report, ending))
            except OSError as error:
                raise CommandError(f"Không ghi được {path}: {error.strerror}.") from error
            self.stdout.write(str(path))
        self.stdout.write(f"Mã số liệu: {report.digest}")
