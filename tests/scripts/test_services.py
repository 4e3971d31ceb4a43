"""Starting and stopping real servers, with a tiny one in their place."""

import subprocess
from pathlib import Path

import pytest

from scripts.services import Service, Services, Unavailable, free_port


class Sleeper(Service):
    name = "Sleeper"
    variable = "SLEEPER_URL"
    url = "sleeper://here"

    def command(self) -> list[str]:
        return ["/bin/sleep", "60"]

    def answers(self) -> bool:
        return True


class Broken(Sleeper):
    name = "Broken"

    def command(self) -> list[str]:
        return ["/bin/sh", "-c", "echo no luck; exit 3"]

    def answers(self) -> bool:
        return False


class Absent(Sleeper):
    name = "Absent"

    def command(self) -> list[str]:
        raise Unavailable("it is not installed")


@pytest.fixture
def services():
    made = Services()
    yield made
    made.stop()


def test_a_server_that_answers_gives_its_address_and_is_stopped_with_its_folder(services):
    sleeper = Sleeper()
    services.each(Service.launch, [sleeper])
    services.wait()
    assert services.environment == {"SLEEPER_URL": "sleeper://here"}
    services.stop()
    assert isinstance(sleeper.process, subprocess.Popen)
    assert sleeper.process.poll() is not None
    assert not Path(sleeper.folder).exists()


def test_what_is_not_there_is_named_and_the_others_run(services):
    services.each(Service.launch, [Absent(), Sleeper()])
    services.wait()
    assert services.missing == {"Absent": "it is not installed"}
    assert services.environment == {"SLEEPER_URL": "sleeper://here"}


def test_a_server_that_ends_at_once_is_missing_and_its_log_is_shown(services):
    services.each(Service.launch, [Broken()])
    services.wait()
    assert "no luck" in services.missing["Broken"]


def test_free_ports_differ():
    assert len({free_port() for _ in range(5)}) > 1
