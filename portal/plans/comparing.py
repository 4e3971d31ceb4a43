"""What differs between two versions of a plan, and the digest that seals one. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
LABELS = {
    "code": "mục của kế hoạch tỉnh",
    "task": "nhiệm vụ",
    "product": "sản phẩm",
    "due_on": "thời hạn",
    "lead": "chủ trì",
    "cooperating": "phối hợp",
    "unit": "bộ phận thực hiện",
}


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content in one form: JSON with sorted keys, without spaces, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical form."""
    return hashlib.sha256(canonical(content)).hexdigest()


def changes(before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """What a later version adds, removes and changes, task by task in the order of the later one.

    Tasks are mappings with `key` and the fields of LABELS; the same key is the same task.
    """
    old = {task["key"]: task for task in before}
    kept = {task["key"] for task in after}
    found: list[dict[str, Any]] = []
    for task in after:
        if task["key"] not in old:
            found.append({"what": ADDED, "task": task["task"], "fields": []})
        elif fields := _fields(old[task["key"]], task):
            found.append({"what": CHANGED, "task": task["task"], "fields": fields})
    found += [
        {"what": REMOVED, "task": task["task"], "fields": []} for task in before if task["key"] not in kept
    ]
    return found


def _fields(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "label": label,
            "before": _shown(name, before.get(name, "")),
            "after": _shown(name, after.get(name, "")),
        }
        for name, label in LABELS.items()
        if before.get(name, "") != after.get(name, "")
    ]


def _shown(name: str, value: str) -> str:
    return f"{date.fromisoformat(value):%d/%m/%Y}" if name == "due_on" and value else value
