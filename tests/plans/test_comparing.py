"""What two versions differ in, and the digest that anybody can take again. No database."""

import hashlib

from portal.plans.comparing import canonical, changes, digest

OLD = {"key": "a", "code": "II.1", "task": "Việc A", "product": "P", "due_on": "2026-09-30", "lead": "L"}


def test_added_removed_and_changed_tasks_are_told_apart() -> None:
    other = {**OLD, "key": "b", "task": "Việc B"}
    new = {**OLD, "key": "c", "task": "Việc C"}
    later = {**OLD, "due_on": "2026-11-30", "cooperating": "Đoàn thể"}
    assert changes([OLD, other], [later, new]) == [
        {
            "what": "changed",
            "task": "Việc A",
            "fields": [
                {"label": "thời hạn", "before": "30/09/2026", "after": "30/11/2026"},
                {"label": "phối hợp", "before": "", "after": "Đoàn thể"},
            ],
        },
        {"what": "added", "task": "Việc C", "fields": []},
        {"what": "removed", "task": "Việc B", "fields": []},
    ]
    assert changes([OLD], [dict(OLD)]) == []


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "ấ"}) == '{"a":"ấ","b":1}'.encode()
    assert (
        digest({"a": "ấ", "b": 1})
        == digest({"b": 1, "a": "ấ"})
        == hashlib.sha256('{"a":"ấ","b":1}'.encode()).hexdigest()
    )
