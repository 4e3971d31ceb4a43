"""The workflow table as a page of the documentation: a Mermaid state diagram and every row. Pure."""

from collections.abc import Iterable

from portal.feedback.transitions import BACK, Transition
from portal.feedback.workflow import TABLE, Kind, Status
from portal.statutes.choices import Stage

_HEAD = """# The workflow of a petition

Generated from `portal/feedback/workflow.py` by `manage.py draw_workflow`; a test fails when this file is out of date.
Arrows are acts that change the status; “back” leads to where the case stood before it waited. Acts that leave the
status as it is, or whose outcome decides it, are in the table alone.

"""


def page() -> str:
    """The whole of docs/workflow.md."""
    return f"{_HEAD}```mermaid\n{diagram()}\n```\n\n{table()}\n"


def diagram() -> str:
    lines = ["stateDiagram-v2", "    [*] --> received: submit"]
    lines += [f"    {status.value}: {status.label}" for status in Status]
    for row in TABLE:
        target = "working" if row.to == BACK else str(row.to)
        if target:
            lines += [f"    {source} --> {target}: {row.name}" for source in _ordered(row.sources)]
    lines += ["    working: (back)", "    disputed --> working: decide_dispute (upheld)"]
    lines += ["    disputed --> closed: decide_dispute (not upheld)", "    closed --> [*]"]
    return "\n".join(lines)


def table() -> str:
    head = "| act | from | to | who | needs | not by who did | clocks | ledger event | kinds |"
    return "\n".join([head, "|---" * 9 + "|", *(_line(row) for row in TABLE)])


def _line(row: Transition) -> str:
    everywhere = row.sources == frozenset(Status.values)
    sources = "any" if everywhere else ", ".join(_ordered(row.sources))
    clocks = [
        f"{verb} {_stages(stages)}"
        for verb, stages in (("starts", row.starts), ("meets", row.stops), ("cancels", row.cancels))
        if stages
    ]
    cells = (
        f"`{row.name}` {row.label}",
        sources,
        str(row.to),
        ", ".join(sorted(row.roles)),
        ", ".join(row.needs),
        ", ".join(row.not_by),
        "; ".join(clocks),
        row.event,
        ", ".join(kind for kind in Kind.values if kind in row.kinds) or "all",
    )
    return f"| {' | '.join(cells)} |"


def _stages(stages: Iterable[str]) -> str:
    return ", ".join(stage for stage in Stage.values if stage in stages)


def _ordered(statuses: Iterable[str]) -> list[str]:
    return [status for status in Status.values if status in statuses]
