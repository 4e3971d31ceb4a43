"""The public pages: filters, honesty about small numbers, bad addresses, cost."""

import pytest

from tests.accountability.database import answer_petitions

pytestmark = pytest.mark.django_db
LEAGUE = "/cham-diem/"


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_league_shows_bands_scores_intervals_and_what_is_missing(client, communes):
    text = page(client, LEAGUE)
    assert text.index("Xã Tốt") < text.index("Phường Đường Hào") < text.index("Xã Nhỏ")
    assert "Chưa đủ dữ liệu" in text
    assert "không phải là chỉ số PAPI" in text
    assert "Sở Nông nghiệp" not in text
    assert 'aria-label="Bảng điểm"' in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?loai=xa", "Xã Tốt", "Phường Đường Hào"),
        ("?loai=phuong", "Phường Đường Hào", "Xã Tốt"),
        ("?loai=so-nganh", "Sở Nông nghiệp", "Xã Tốt"),
        ("?q=duong+hao", "Phường Đường Hào", "Xã Tốt"),
        ("?q=%C4%90%C6%B0%E1%BB%9Dng", "Phường Đường Hào", "Xã Tốt"),
        ("?ky=2026-H1&loai=xa&q=nho", "Xã Nhỏ", "Xã Tốt"),
    ],
)
def test_filters(client, communes, query, shown, hidden):
    text = page(client, LEAGUE + query)
    assert shown in text
    assert hidden not in text


def test_a_filter_leaves_the_band_as_it_is_among_all(client, communes):
    lines = client.get("/cham-diem/du-lieu.csv?q=duong+hao").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2,C2,")


@pytest.mark.parametrize(
    "query",
    [
        "?ky=2031",
        "?ky=x'\"<b>",
        "?loai=tinh",
        "?q=%00",
        "?q=" + "a" * 10_000,
        "?q=%22*%28AND",
        "?ky=&loai=&q=",
    ],
)
def test_any_address_gives_a_page(client, communes, query):
    assert "<b>" not in page(client, LEAGUE + query).partition("<main")[2].partition("Điểm được tính")[0]
    assert client.get("/cham-diem/du-lieu.csv" + query).status_code == 200


def test_an_unknown_period_is_told(client, communes):
    assert "Không có kỳ này" in page(client, LEAGUE + "?ky=2031")


def test_no_match_says_so(client, communes):
    assert "Không có đơn vị nào khớp" in page(client, LEAGUE + "?q=khongcoxanay")


def test_an_empty_portal_has_a_page(client):
    assert "Không có đơn vị nào khớp" in page(client, LEAGUE)


def test_organisation_shows_every_part_with_its_papi_content(client, communes):
    text = page(client, "/cham-diem/xa-tot/?ky=2026-H1")
    for words in (
        "Trả lời đúng hạn",
        "Niêm yết đủ thời gian",
        "Công khai, minh bạch",
        "Khoảng 95 %",
        "3,0 trên 1.000 dân",
    ):
        assert words in text
    assert "/xa/xa-tot/" in text
    assert "<svg" in text


def test_organisation_without_data_says_so(client, communes):
    assert "Chưa có gì để chấm điểm" in page(client, "/cham-diem/xa-trong/")


def test_departments_have_a_page_and_strangers_have_none(client, communes):
    assert "Sở Nông nghiệp" in page(client, "/cham-diem/so-nong-nghiep/")
    assert client.get("/cham-diem/khong-co/").status_code == 404


@pytest.mark.parametrize("address", [LEAGUE, "/cham-diem/xa-tot/"])
def test_no_inline_style_or_script(client, communes, address):
    text = page(client, address)
    assert " style=" not in text
    assert "<script>" not in text


def test_queries_do_not_grow_with_organisations_and_events(client, communes, django_assert_max_num_queries):
    page(client, LEAGUE)
    answer_petitions(communes[0], 40, first="2026-05-01")
    with django_assert_max_num_queries(10):
        page(client, LEAGUE)
    # Its own cases, its other periods, its neighbours, its explanations and its appeals besides.
    with django_assert_max_num_queries(18):
        page(client, "/cham-diem/xa-tot/")
