"""The province's plan as it was issued: read from the file that lies beside the code, stored once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.apps.registry import Apps

SOURCE = Path(__file__).resolve().parent / "data" / "plan-2026.json"
_ITEM = ("code", "task", "product", "due_on", "who", "address")
_FIELD = ("key", "label", "type", "columns", "required", "help_text")


def read(path: Path = SOURCE) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def load(registry: Apps, data: dict[str, Any], using: str) -> None:
    """Store what the file says and the database does not have yet; what administrators changed stays.

    `registry` gives the models: the live ones, or those of a migration.
    """

    def rows(name: str) -> Any:
        return registry.get_model("plans", name)._default_manager.using(using)

    for row in data["plan_rules"]:
        rows("PlanRule").get_or_create(effective_from=_day(row["effective_from"]), defaults=_dated(row))
    for row in data["report_rules"]:
        rows("ReportRule").get_or_create(
            key=row["key"], effective_from=_day(row["effective_from"]), defaults=_dated(row)
        )
    given = {**data["plan"], "issued_on": _day(data["plan"]["issued_on"])}
    plan, created = rows("ProvincialPlan").get_or_create(year=given["year"], defaults=given)
    if created:
        rows("ProvincialItem").bulk_create(
            rows("ProvincialItem").model(plan=plan, **values) for values in items(data)
        )
    for row in data["templates"]:
        _template(rows, row)


def items(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of the plan as fields of the model, in their order, each with the name of its group."""
    found = []
    for position, row in enumerate(data["items"]):
        values = dict(zip(_ITEM, row, strict=True))
        group = data["groups"].get(values["code"]) or data["groups"][values["code"].rpartition(".")[0]]
        found.append({**values, "due_on": _day(values["due_on"]), "group": group, "position": position})
    return found


def _template(rows: Any, row: dict[str, Any]) -> None:
    values = {name: row[name] for name in ("title", "sector", "who", "note")}
    values["effective_from"] = _day(row["effective_from"])
    template, created = rows("ReportTemplate").get_or_create(
        key=row["key"], version=row["version"], defaults=values
    )
    if created:
        model = rows("TemplateField").model
        rows("TemplateField").bulk_create(
            model(template=template, sort_order=number, **dict(zip(_FIELD, field, strict=True)))
            for number, field in enumerate(row["fields"])
        )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    until = row["effective_to"]
    return {**row, "effective_from": _day(row["effective_from"]), "effective_to": until and _day(until)}


def _day(text: str) -> date:
    return date.fromisoformat(text)
