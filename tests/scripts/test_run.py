"""What `make run` says before it starts anything."""

import socket

import pytest

from scripts import run


@pytest.mark.parametrize("port", ["0", "70000", "acht", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(monkeypatch, capsys, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit):
        run._port()
    assert "PORT must be a number" in capsys.readouterr().err


def test_a_taken_port_is_named_with_a_way_out(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit):
            run._port()
    message = capsys.readouterr().err
    assert f"Port {port} cannot be used" in message
    assert "PORT=8001 make run" in message


def test_the_usual_port_is_8000_or_the_wanted_one(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(free))
    assert run._port() == free
