"""The measures, the judged queries, the ways of typing, and the command on a small index."""

import json
import math
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import fold, nfc
from search import store
from search.documents import Kind, SearchDocument
from search.engines.choice import database_engine
from search.evaluation import dataset, measuring, metrics
from search.evaluation.dataset import Intent, Judged, Rule
from search.evaluation.forms import MIN_LETTERS, Form, slip, typed

GRADES = st.lists(st.integers(0, 3), max_size=30)
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=MIN_LETTERS, max_size=12)


# Measures


def test_gain_grows_with_the_grade_and_falls_with_the_place() -> None:
    assert metrics.dcg([3]) == 7
    assert metrics.dcg([0, 3]) == pytest.approx(7 / math.log2(3))
    assert metrics.dcg([3, 2, 1]) == pytest.approx(7 + 3 / math.log2(3) + 1 / 2)
    assert metrics.dcg([]) == 0
    assert metrics.dcg([0] * 10 + [3]) == 0


def test_ndcg_compares_with_the_best_order() -> None:
    assert metrics.ndcg([3, 2, 1], [1, 2, 3]) == 1
    assert metrics.ndcg([2, 3], [3, 2]) == pytest.approx((3 + 7 / math.log2(3)) / (7 + 3 / math.log2(3)))
    assert metrics.ndcg([3], [3, 3]) < 1
    assert metrics.ndcg([], [3]) == 0
    assert metrics.ndcg([0], []) == 0
    assert metrics.ndcg([0, 3], [3], k=1) == 0


def test_more_answers_than_places_are_no_reproach() -> None:
    assert metrics.ndcg([3] * 10, [3] * 25) == 1
    assert metrics.recall_at([3] * 10, [3] * 25) == 1


def test_recall_counts_answers_and_not_what_is_only_related() -> None:
    assert metrics.recall_at([3, 0, 1], [3, 2, 1]) == 0.5
    assert metrics.recall_at([1, 1], [1, 1]) == 0
    assert metrics.recall_at([0] * 10 + [3], [3]) == 0
    assert metrics.recall_at([2, 3], [3, 2], k=1) == 1


def test_reciprocal_rank_is_about_the_first_answer() -> None:
    assert metrics.reciprocal_rank([2, 3]) == 1
    assert metrics.reciprocal_rank([0, 1, 0, 2]) == 0.25
    assert metrics.reciprocal_rank([1, 1]) == 0
    assert metrics.reciprocal_rank([]) == 0


def test_percentile_is_one_of_the_values() -> None:
    assert metrics.percentile([], 0.95) == 0
    assert metrics.percentile([7], 0.95) == 7
    assert metrics.percentile(list(range(1, 101)), 0.95) == 95
    assert metrics.percentile([3, 1, 2], 0.5) == 2
    assert metrics.percentile([3, 1, 2], 0) == 1
    assert metrics.percentile([3, 1, 2], 1) == 3


def test_mean_of_nothing_is_nothing() -> None:
    assert metrics.mean([]) == 0
    assert metrics.mean([1, 2]) == 1.5


@given(GRADES)
def test_measures_stay_between_0_and_1_and_the_best_order_reaches_1(grades: list[int]) -> None:
    best = sorted(grades, reverse=True)
    for measure in (metrics.ndcg, metrics.recall_at):
        assert 0 <= measure(grades, grades) <= measure(best, grades) <= 1
    assert metrics.ndcg(best, grades) == (1 if any(grades) else 0)
    assert metrics.recall_at(best, grades) == metrics.reciprocal_rank(best)


# Ways of typing


def _edits(one: str, other: str) -> int:
    """Optimal string alignment distance: a swap of neighbours is one edit."""
    table = [[max(i, j) if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(WORDS, st.text(max_size=20))
def test_a_slip_is_one_edit_and_keeps_the_first_letter(word: str, seed: str) -> None:
    slipped = slip(word, seed)
    assert _edits(word, slipped) == 1
    assert slipped[0] == word[0]
    assert slip(word, seed) == slipped


def test_every_kind_of_slip_happens() -> None:
    slips = {slip("thuong", str(seed)) for seed in range(200)}
    assert {len(one) for one in slips} == {5, 6, 7}
    assert any(sorted(one) == sorted("thuong") for one in slips)
    assert any(len(one) == 6 and sorted(one) != sorted("thuong") for one in slips)


def test_forms_of_a_query() -> None:
    text = "Đèn đường hỏng ở Phường Mỹ Hào"
    assert typed("x", text, Form.ACCENTED) == text
    assert typed("x", text, Form.UNACCENTED) == "den duong hong o phuong my hao"
    one = typed("x", text, Form.TYPO).split()
    assert [place for place, word in enumerate(one) if word != fold(text).split()[place]] == [4]
    many = typed("x", text, Form.TYPOS).split()
    assert [_edits(a, b) for a, b in zip(many, fold(text).split(), strict=True)] == [0, 1, 1, 0, 1, 0, 0]


def test_numbers_and_short_words_are_typed_right() -> None:
    for form in (Form.TYPO, Form.TYPOS):
        assert typed("x", "Y tế 2026", form) == "y te 2026"


def test_forms_never_change() -> None:
    """Figures of two days compare only when the same text was typed."""
    query = next(query for query in dataset.queries() if query.id == "office-001")
    assert [typed(query.id, query.text, form) for form in Form] == [
        "lịch tiếp công dân xã Văn Giang",
        "lich tiep cong dan xa van giang",
        "lich tiep cong dan xa van gianog",
        "lidch tiepp covng dan xa van gang",
    ]


# The files


def test_queries_are_sound() -> None:
    queries = dataset.queries()
    assert len(queries) >= 150
    assert len({query.id for query in queries}) == len(queries)
    assert len({fold(query.text) for query in queries}) == len(queries)
    for intent in Intent:
        assert sum(query.intent is intent for query in queries) >= 20
    for query in queries:
        assert query.text == nfc(query.text).strip()
        assert 2 <= len(query.text.split()) <= 9
        assert query.id.startswith(f"{query.intent}-")


def test_judgements_are_sound() -> None:
    rules = dataset.rules()
    assert set(rules) == {query.id for query in dataset.queries()}
    for of_query in rules.values():
        assert len(set(of_query)) == len(of_query)
        assert max(rule.grade for rule in of_query) == 3
        for rule in of_query:
            assert 1 <= rule.grade <= 3
            assert rule.kind in list(Kind)
            assert rule.title == fold(rule.title).strip()
            assert rule.title or rule.organisation or rule.kind == Kind.AUDIT


def test_the_split_is_fixed() -> None:
    queries = dataset.queries()
    held_out = [query for query in queries if query.is_held_out]
    assert 0.25 < len(held_out) / len(queries) < 0.42
    assert [query.id for query in held_out][:4] == [
        "disclosure-002",
        "disclosure-004",
        "disclosure-005",
        "disclosure-006",
    ]
    for intent in Intent:
        assert sum(query.intent is intent for query in held_out) >= 5


# Judging


def _rule(grade: int, kind: str = "", organisation: str = "", title: str = "", period: str = "") -> Rule:
    return Rule("q", grade, kind, organisation, title, period)


ESTIMATE = Judged("d:1", "cong-khai", "Xã Vũ Thư", "du toan ngan sach nam 2026 – xa vu thu", "2026")


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (_rule(1), True),
        (_rule(1, kind="cong-khai", organisation="Xã Vũ Thư", period="2026"), True),
        (_rule(1, kind="phan-anh"), False),
        (_rule(1, organisation="Xã Vũ"), False),
        (_rule(1, period="2025"), False),
        (_rule(1, title="ngan sach"), True),
        (_rule(1, title="^du toan"), True),
        (_rule(1, title="^ngan sach"), False),
    ],
)
def test_a_rule_fits_when_all_its_cells_do(rule: Rule, fits: bool) -> None:
    assert dataset.fits(rule, ESTIMATE) is fits


def test_a_document_takes_the_highest_grade_in_any_order_of_rules() -> None:
    rules = [_rule(1), _rule(3, title="^du toan"), _rule(2, title="ngan sach")]
    assert dataset.grades(rules, [ESTIMATE]) == {"d:1": 3}
    assert dataset.grades(rules[::-1], [ESTIMATE]) == {"d:1": 3}
    assert dataset.grades([_rule(3, title="khac")], [ESTIMATE]) == {}


# The command


@pytest.fixture
def small_index(db: None) -> None:
    pages = ("Dân biết, dân bàn, dân giám sát", "Cách tính điểm", "Quyền riêng tư", "Trợ năng", "Giới thiệu")
    store.write(
        [
            SearchDocument(id=f"page:{number}", kind=Kind.PAGE, title=title, url=f"/{number}/")
            for number, title in enumerate(pages)
        ]
    )


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate_search", *arguments, stdout=out)
    return out.getvalue()


def test_prints_a_row_for_every_form(small_index: None) -> None:
    printed = _run("--worst", "2")
    assert "nDCG@10" in printed
    assert "left out" in printed
    for form in Form:
        assert f" {form.value} " in printed


def test_gives_figures_as_json(small_index: None) -> None:
    report = json.loads(_run("--json", "--form", "accented", "--worst", "1"))
    rows = report["tuning"] + report.get("held-out", [])
    assert {row["form"] for row in rows} == {"accented"}
    for row in rows:
        assert all(0 <= row[name] <= 1 for name in ("ndcg", "recall", "mrr"))
        assert row["p95_ms"] > 0
    assert sum(row["queries"] for row in rows) + report["unanswerable"] == len(dataset.queries())
    assert len(report["worst"]) == 1


def test_the_held_out_part_stands_alone(small_index: None) -> None:
    report = json.loads(_run("--json", "--held-out", "--form", "unaccented"))
    assert "tuning" not in report
    with pytest.raises(CommandError, match="not for reading"):
        _run("--held-out", "--worst", "3")


def test_refuses_an_index_without_answers(db: None) -> None:
    with pytest.raises(CommandError, match="rebuild_search"):
        _run()


def test_a_whole_title_is_found_first(small_index: None) -> None:
    documents = measuring.judged_documents()
    judged = {
        query.text: (query, graded) for query, graded in measuring.answerable(dataset.queries(), documents)
    }
    query, graded = judged["quyền riêng tư"]
    outcome = measuring.ask(database_engine(), query, graded, Form.UNACCENTED)
    assert (outcome.ndcg, outcome.recall, outcome.reciprocal_rank) == (1, 1, 1)
    assert outcome.first[0] == (3, "Quyền riêng tư")


def test_the_worst_leave_held_out_queries_unseen(small_index: None) -> None:
    judged = list(measuring.answerable(dataset.queries(), measuring.judged_documents()))
    outcomes = [measuring.ask(database_engine(), query, graded, Form.TYPOS) for query, graded in judged]
    worst = measuring.worst(outcomes, len(outcomes))
    assert worst
    assert not any(outcome.query.is_held_out for outcome in worst)
    assert [outcome.ndcg for outcome in worst] == sorted(outcome.ndcg for outcome in worst)
