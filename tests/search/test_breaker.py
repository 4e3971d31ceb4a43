from search.breaker import Breaker


def test_opens_on_a_failure_tries_once_an_interval_and_closes_on_success() -> None:
    now = [0.0]
    breaker = Breaker(retry_after=10, clock=lambda: now[0])
    assert breaker.allows()
    breaker.failed()
    assert breaker.is_open
    assert not breaker.allows()
    now[0] = 10
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert not breaker.is_open
