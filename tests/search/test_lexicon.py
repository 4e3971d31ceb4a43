"""What people call things leads to what documents call them."""

import pytest
from django.db import IntegrityError, transaction

from portal.core import page_cache
from portal.organisations.models import FormerName, Organisation
from search import lexicon, store
from search.engines.choice import database_engine
from search.lexicon import Lexicon, bare_name
from search.models import OutboxRow, Synonym
from search.outbox import process
from search.query import SearchQuery, Term
from tests.factories import make_organisation
from tests.search.relevance import CORPUS, document
from tests.search.shared import ask, ids

KNOWN = Lexicon.of([("sổ đỏ", "quyền sử dụng đất"), ("sở do", "cơ sở"), ("ubnd", "ủy ban nhân dân")])


def terms(text: str) -> tuple[Term, ...]:
    return SearchQuery(text=text, lexicon=KNOWN).terms


def test_typed_marks_choose_the_entry_and_none_mean_all_of_them() -> None:
    assert terms("sổ đỏ") == (Term(("sổ", "đỏ"), (("quyền", "sử", "dụng", "đất"),)),)
    assert terms("số đo") == (Term(("số",)), Term(("đo",)))
    (both,) = terms("so do")
    assert set(both.others) == {("quyền", "sử", "dụng", "đất"), ("cơ", "sở")}
    assert terms('"sổ đỏ"') == (Term(("sổ", "đỏ")),)


def test_the_longest_entry_wins_and_the_rest_stays() -> None:
    wide = Lexicon.of([("đèn", "bóng"), ("đèn đường", "chiếu sáng")])
    found = SearchQuery(text="sửa đèn đường hỏng", lexicon=wide).terms
    assert [term.words for term in found] == [("sửa",), ("đèn", "đường"), ("hỏng",)]


def test_keystrokes_are_looked_up_as_the_words_that_they_mean() -> None:
    (term,) = terms("soor ddor")
    assert term.words == ("sổ", "đỏ")
    assert ("soor", "ddor") in term.others


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Huyện Tiên Lữ", "Tiên Lữ"),
        ("Xã An Vĩ", "An Vĩ"),
        ("Phường Một", "Phường Một"),
        ("Sở Nội vụ", "Sở Nội vụ"),
    ],
)
def test_a_bare_name_has_two_words(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def renamed() -> tuple[Organisation, Organisation]:
    here, there = make_organisation("Phường Hồng Châu"), make_organisation("Xã Văn Lâm")
    FormerName.objects.create(organisation=here, name="Xã Quảng Châu")
    FormerName.objects.create(organisation=here, name="Huyện Văn Lâm")
    FormerName.objects.create(organisation=here, name="Huyện Khác Xưa")
    FormerName.objects.create(organisation=there, name="Huyện Khác Xưa")
    process()
    page_cache.bump()
    return here, there


def found(text: str) -> list[str]:
    return ids(ask(database_engine(), text))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ["xã Quảng Châu", "quang chau", "QUẢNG CHÂU", "xax quangr chaau"])
def test_a_former_name_leads_to_the_present_commune(text: str) -> None:
    here, _ = renamed()
    assert found(text)[0] == f"organisation:{here.code}"


@pytest.mark.django_db(transaction=True)
def test_a_district_leads_to_each_of_its_communes_and_a_present_name_to_itself() -> None:
    here, there = renamed()
    assert set(found("huyện Khác Xưa")) == {f"organisation:{here.code}", f"organisation:{there.code}"}
    # A former district of this name gives way to the commune that bears it now.
    assert found("văn lâm")[0] == f"organisation:{there.code}"
    assert lexicon.current().at(["văn", "lâm"]).meanings == ()


@pytest.mark.django_db(transaction=True)
def test_a_changed_row_is_known_from_the_next_query_on() -> None:
    here, _ = renamed()
    assert found("bạch ốc") == []
    Synonym.objects.create(said="bạch ốc", means="Phường Hồng Châu")
    assert found("bạch ốc") == [f"organisation:{here.code}"]
    Synonym.objects.get(said="bạch ốc").delete()
    assert found("bạch ốc") == []
    OutboxRow.objects.all().delete()
    FormerName.objects.filter(name="Xã Quảng Châu").first().delete()
    assert OutboxRow.objects.filter(document_id=f"organisation:{here.code}").exists()
    process()
    assert lexicon.current().at(["quảng", "châu"]) is lexicon.NOTHING


@pytest.mark.django_db
def test_the_first_synonyms_are_there_and_each_is_said_once() -> None:
    first = Synonym.objects.get(said="sổ đỏ")
    assert "giấy chứng nhận quyền sử dụng đất" in first.means.splitlines()
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(said="sổ đỏ", means="x")


@pytest.mark.django_db
def test_a_query_costs_no_more_reads_when_the_lexicon_is_known(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    lexicon.current()
    with django_assert_num_queries(1):
        lexicon.current()


@pytest.mark.django_db(transaction=True)
def test_who_names_a_place_is_shown_no_other_even_when_some_words_will_do() -> None:
    renamed()
    store.write(
        [
            document("disclosure:50", "Lịch cắt nước – Phường Hồng Châu"),
            document("disclosure:51", "Lịch cắt nước đột xuất – Xã Văn Lâm"),
            document("disclosure:52", "Lịch cắt điện – Phường Hồng Châu"),
        ]
    )
    results = ask(database_engine(), "lịch cắt nước đột xuất hồng châu")
    assert results.relaxed
    assert ids(results)[:2] == ["disclosure:50", "disclosure:52"]
    assert "disclosure:51" not in ids(results)


@pytest.mark.django_db(transaction=True)
def test_below_few_hits_stand_near_ones_that_are_neither_counted_nor_repeated() -> None:
    store.write(CORPUS)
    results = ask(database_engine(), "ngân sách quý I")
    assert (ids(results), results.total, results.relaxed) == (["disclosure:4"], 1, False)
    near = [hit.id for hit in results.near]
    assert {"disclosure:1", "page:7"} <= set(near)
    assert "disclosure:4" not in near
    assert ask(database_engine(), "ngân sách quý I", sort="moi-nhat").near == []
