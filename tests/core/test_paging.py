import pytest

from portal.core.paging import paginate


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("abc", 1), ("999", 5), ("0", 5), (None, 1)])
def test_a_wrong_page_number_gives_the_nearest_page(rf, asked: str | None, given: int) -> None:
    request = rf.get("/", {"trang": asked} if asked else {})
    assert paginate(request, list(range(100))).number == given
