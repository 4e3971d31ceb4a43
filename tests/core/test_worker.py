import pytest

from portal.core.management.commands import worker


@pytest.fixture
def calls(monkeypatch) -> list[str]:
    made: list[str] = []

    def call(name: str, **options: object) -> None:
        made.append(name)
        if name == "broken":
            raise RuntimeError

    monkeypatch.setattr(worker, "call_command", call)
    return made


def test_each_command_runs_at_its_own_interval(calls: list[str]) -> None:
    schedule = worker.Schedule({"often": 5, "seldom": 60})
    for second in range(61):
        schedule.run_due(float(second))
    assert calls.count("often") == 13
    assert calls.count("seldom") == 2


def test_a_failing_command_is_tried_again_and_stops_nothing(calls: list[str], caplog) -> None:
    schedule = worker.Schedule({"broken": 1, "other": 1})
    schedule.run_due(0.0)
    schedule.run_due(1.0)
    assert calls == ["broken", "other", "broken", "other"]
    assert "broken failed" in caplog.text
