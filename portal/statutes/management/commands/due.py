"""`manage.py due`: the deadlines of a case, or one bare date, and why."""

import argparse
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from portal.statutes import event_files
from portal.statutes.cases import CaseClock, CaseEvent
from portal.statutes.choices import CaseKind, Condition, DayUnit, Stage
from portal.statutes.deadlines import due
from portal.statutes.services import replay_case, working_calendar
from portal.statutes.wording import long_date, moment

BAD_INPUT = 2


class Command(BaseCommand):
    """Bad input ends with a message on stderr and exit code 2."""

    help = (
        "Tính các thời hạn của một đơn, hoặc một ngày hạn, kèm giải thích.\n\n"
        "  due report --received 2026-02-13T10:00 --json\n"
        "  due complaint --received 2026-07-01T09:00 --events su-kien.json\n"
        "  due --received 2026-02-13T10:00 --amount 10 --unit working_day --json\n\n"
        "Thời điểm không ghi múi giờ là giờ Việt Nam. Tệp sự kiện:\n" + (event_files.__doc__ or "")
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs["formatter_class"] = argparse.RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", nargs="?", metavar="KIND", help=f"loại đơn: {', '.join(CaseKind.values)}")
        parser.add_argument("--received", required=True, metavar="ISO", help="lúc nhận")
        parser.add_argument("--events", metavar="FILE", help="tệp JSON các sự kiện; - là đầu vào chuẩn")
        parser.add_argument(
            "--condition", choices=Condition.values, default="", help="điều kiện của quy định"
        )
        parser.add_argument("--amount", type=int, metavar="N", help="số ngày, thay cho KIND")
        parser.add_argument("--unit", choices=DayUnit.values, help="đơn vị của --amount")
        parser.add_argument("--json", action="store_true", dest="as_json", help="in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = _bare_date(options) if options["amount"] is not None else _case(options)
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        except DatabaseError as error:
            raise CommandError(f"Cơ sở dữ liệu chưa sẵn sàng, hãy chạy migrate: {error}") from error
        text = json.dumps(result, ensure_ascii=False, indent=2) if options["as_json"] else _readable(result)
        self.stdout.write(text)


def _bare_date(options: Mapping[str, Any]) -> dict[str, Any]:
    if options["kind"] or options["events"] or options["condition"]:
        raise ValueError("--amount thay cho KIND, nên không đi cùng KIND, --events hay --condition.")
    if options["unit"] is None:
        raise ValueError(f"--amount cần --unit: {' hoặc '.join(DayUnit.values)}.")
    if options["amount"] < 0:
        raise ValueError("--amount không được âm.")
    received = event_files.read_moment(options["received"])
    return due(received, options["amount"], options["unit"], working_calendar()).as_dict()


def _case(options: Mapping[str, Any]) -> dict[str, Any]:
    kind = options["kind"]
    if kind not in CaseKind.values:
        wrong = f"Không rõ loại đơn {kind!r}" if kind else "Thiếu loại đơn (KIND) hoặc --amount"
        raise ValueError(f"{wrong}; các loại: {', '.join(CaseKind.values)}.")
    if options["unit"] is not None:
        raise ValueError("--unit chỉ đi cùng --amount.")
    received = event_files.read_moment(options["received"])
    calendar = working_calendar()
    events = _events(options["events"])
    clocks = replay_case(kind, received, events, condition=options["condition"], calendar=calendar)
    return {
        "kind": kind,
        "received": received.isoformat(),
        "calendar": calendar.version,
        "clocks": {stage: _clock(clock) for stage, clock in clocks.items()},
    }


def _clock(clock: CaseClock) -> dict[str, Any]:
    return clock.as_dict() | {"certainty": clock.rule.certainty, "note": clock.rule.note}


def _events(name: str | None) -> list[CaseEvent]:
    if name is None:
        return []
    try:
        text = Path("/dev/stdin" if name == "-" else name).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"Không đọc được tệp sự kiện {name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"Tệp sự kiện {name} không phải UTF-8.") from error
    try:
        return event_files.read_events(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"Tệp sự kiện {name} không phải JSON: {error}.") from error


def _readable(result: Mapping[str, Any]) -> str:
    if "clocks" not in result:
        return "\n".join(_lines(result))
    lines = [f"{CaseKind(result['kind']).label}, nhận {moment(datetime.fromisoformat(result['received']))}"]
    for stage, clock in result["clocks"].items():
        due_on = long_date(date.fromisoformat(clock["due"])) if clock["due"] else "chưa có hạn"
        lines += ["", f"{Stage(stage).label}: {due_on}"]
        lines += [f"  {line}" for line in _lines(clock)]
    return "\n".join(lines)


def _lines(result: Mapping[str, Any]) -> list[str]:
    return [f"- {step['text_vi']}" for step in result["trace"]]
