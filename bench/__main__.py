"""`make bench`: prints the tables and keeps the figures in var/bench.json. Loopback only; ends by itself."""

import datetime
import json
import platform

from bench import calendar_change, desk, duties, imports, ledger, pages, register, scores, volume
from scripts.console import say
from scripts.paths import VAR
from scripts.services import stop_on_signals
from tests.stack import Stack


def main() -> None:
    stop_on_signals()
    say("Pages, on sample content of the whole province")
    stack = Stack({"SEED": "province"})
    try:
        stack.start()
        lines = pages.run(stack)
    finally:
        stack.discard()
    say("\nVolume, in a scratch database")
    rows = volume.run()
    say("\nThe public register, uncached, in a scratch database")
    views = register.run()
    say("\nThe nightly run of the duties, in scratch databases")
    nights = duties.run()
    say("\nImport of a budget's workbook by the worker")
    workbooks = imports.run()
    say("\nThe staff's desk of one commune with many cases")
    desks = desk.run()
    say("\nA changed calendar, with open cases of 104 communes")
    calendars = calendar_change.run()
    say("\nThe ledger: submissions beside other writers, growth, and kill -9")
    chains = ledger.run()
    say("\nScores from long ledgers, in scratch databases")
    scored = scores.run()
    VAR.mkdir(exist_ok=True)
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    result = {
        "measured_at": when,
        "python": platform.python_version(),
        "pages": pages.as_rows(lines),
        "volume": rows,
        "register": views,
        "duties": nights,
        "imports": workbooks,
        "desk": desks,
        "calendar_change": calendars,
        "ledger": chains,
        "scores": scored,
    }
    target = VAR / "bench.json"
    target.write_text(json.dumps(result, indent=2) + "\n")
    say(f"\nkept in {target.relative_to(VAR.parent)}")


if __name__ == "__main__":
    main()
