"""The bm25s index against the formula, and both against the laws."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talkgraph.errors import InputError, KnowledgeBaseDamaged
from talkgraph.search.analyzer import Analyzer
from talkgraph.search.lexical import Bm25Index, PlainBm25

Kind = type[Bm25Index] | type[PlainBm25]
IMPLEMENTATIONS: tuple[Kind, ...] = (Bm25Index, PlainBm25)

TEXTS = [
    "On-call is hard: the on-call rota wakes people.",
    "Being on call hurts; calls at night.",
    "Oncall engineers drink coffee",
    "Our CI/CD is written in C++ and C#, not in C",
    "Tracing with #opentelemetry, says @some_one, on k8s 1.29",
    "Post-mortem culture and the team’s learning",
    "Call for papers",
    "A naïve node.js monitoring/alerting set-up",
    "",
    "the of and",
]

WORDS = (
    "on",
    "call",
    "on-call",
    "oncall",
    "deploy",
    "deploys",
    "CI/CD",
    "C++",
    "the",
    "naïve",
    "§",
)
ODD_WORDS = ("運用", "Kubernetesの運用", "1.29", "A/B/C")


def found(query: str, texts: list[str] = TEXTS) -> set[int]:
    return set(np.flatnonzero(Bm25Index(texts).scores(query)).tolist())


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=8),
    query=st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
)
def test_scores_are_those_of_the_formula(texts: list[str], query: str) -> None:
    scores = Bm25Index(texts).scores(query)
    assert scores.shape == (len(texts),)
    assert scores.dtype == np.float32
    assert scores == pytest.approx(PlainBm25(texts).scores(query), abs=1e-5)
    assert np.all(scores >= 0)
    coverage = Bm25Index(texts).coverage(query)
    assert coverage.dtype == np.float32
    assert coverage.tolist() == PlainBm25(texts).coverage(query).tolist()
    assert np.array_equal(coverage > 0, scores > 0)


@given(texts=st.lists(st.text(), max_size=5), query=st.text())
def test_any_text_can_be_indexed_and_asked_for(texts: list[str], query: str) -> None:
    index = Bm25Index(texts)
    scores = index.scores(query)
    assert scores == pytest.approx(PlainBm25(texts).scores(query), abs=1e-5)
    for text, score in zip(texts, scores, strict=True):
        assert bool(index.words_in(query, text)) == (score > 0)
        assert all(word in text for word in index.words_in(query, text))


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from((*WORDS, *ODD_WORDS))).map(" ".join),
    )
)
@example("on call 運用 oncall")
@example("on  call on\tcall on,call")
def test_the_bag_of_a_text_holds_its_terms(text: str) -> None:
    for analyzer in (Analyzer("english"), Analyzer("english").with_words_of([*TEXTS, text])):
        assert sorted(analyzer.bag(text)) == sorted(analyzer.terms(text))


def test_the_formula_by_hand() -> None:
    # N = 2, df = 1, tf = 1, lengths 1 and 3: log(1 + 1.5 / 1.5) / (1 + 1.5 (0.25 + 0.75 / 2))
    scores = PlainBm25(["pager", "night shift coffee"]).scores("pager")
    assert scores == pytest.approx([np.log(2) / (1 + 1.5 * (0.25 + 0.75 / 2)), 0.0])


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
def test_coverage_is_the_share_of_the_querys_words_each_by_its_rarity(
    implementation: Kind,
) -> None:
    index = implementation(["Learning from the team", "A team, a team", "Coffee"])
    # N = 3: a word of two texts, of one, and of none.
    team, learning, zebra = (np.log(1 + (3 - df + 0.5) / (df + 0.5)) for df in (2, 1, 0))
    both = index.coverage("the teams are learning")
    assert both[0] == 1.0
    assert both.tolist() == pytest.approx([1.0, team / (team + learning), 0.0])
    whole = team + learning + zebra
    assert index.coverage("team learning zebra zebra").tolist() == pytest.approx(
        [(team + learning) / whole, team / whole, 0.0]
    )
    assert index.coverage("the of").tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("on-call", {0, 1, 2, 6}),
        ("on call", {0, 1, 2, 6}),
        ("oncall", {0, 1, 2}),
        ("Calls", {0, 1, 6}),
        ("CI/CD", {3}),
        ("cicd", {3}),
        ("c++", {3}),
        ("C#", {3}),
        ("opentelemetry", {4}),
        ("#OpenTelemetry", {4}),
        ("@some_one", {4}),
        ("K8s", {4}),
        ("1.29", {4}),
        ("postmortems", {5}),
        ("post mortem", {5}),
        ("learn", {5}),
        ("naive", {7}),
        ("nodejs", {7}),
        ("alerts", {7}),
        ("setup", {7}),
        ("the of and", set()),
        ("zebra", set()),
    ],
)
def test_words_are_found_however_they_are_written(query: str, expected: set[int]) -> None:
    assert found(query) == expected


def test_an_unknown_word_is_taken_apart_into_known_ones() -> None:
    texts = ["We were on call", "pager duty", "papers"]
    assert found("oncall", texts) == {0}
    assert found("pagerduty", texts) == {1}


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
def test_shared_words_are_told_as_the_text_spells_them(
    implementation: Kind,
) -> None:
    index = implementation(TEXTS)
    assert index.words_in("on-call nights", TEXTS[1]) == ("on call", "calls", "night")
    assert index.words_in("oncall", TEXTS[0]) == ("On-call",)
    assert index.words_in("opentelemetry", TEXTS[4]) == ("opentelemetry",)
    assert index.words_in("the", TEXTS[0]) == ()


def told_by_tokens(analyzer: Analyzer, query: str, text: str) -> tuple[str, ...]:
    """The plain twin of `shared`, where no two tokens meet: what the tokens of the text give."""
    wanted, end = frozenset(analyzer.terms(query)), 0
    found: dict[str, str] = {}
    for token in analyzer.tokens(text):
        if token.end > end and not wanted.isdisjoint(token.terms):
            words, end = text[token.start : token.end], token.end
            found.setdefault(words.casefold(), words)
    return tuple(found.values())


SPACED = st.one_of(
    st.text("onclal- ,./#’+C8s", max_size=30),
    st.lists(st.sampled_from((*WORDS, "A/B/C", "1.29", "ci", "cd", "k8s"))).map(" ".join),
)


@given(SPACED, SPACED)
@example("on-call", "on call on\tcall on,call oncall call")
@example("oncall nights", "night on call")
def test_shared_words_are_those_that_the_tokens_tell_of(query: str, text: str) -> None:
    for analyzer in (Analyzer("english"), Analyzer("english").with_words_of([*TEXTS, text])):
        assert analyzer.shared(query, text) == told_by_tokens(analyzer, query, text)


def test_other_languages_have_their_own_stems() -> None:
    index = Bm25Index(["Die Häuser der Stadt", "Das Haus"], language="german")
    assert np.all(index.scores("Hauses")[1:] > 0)
    with pytest.raises(InputError, match="klingon"):
        Bm25Index([], language="klingon")


@pytest.mark.parametrize("kind", IMPLEMENTATIONS)
@pytest.mark.parametrize("texts", [TEXTS, [], ["", "the"]])
def test_an_index_that_was_saved_answers_the_same(
    tmp_path: Path, kind: Kind, texts: list[str]
) -> None:
    index = kind(texts)
    index.save(tmp_path / "lexical")
    again = kind.load(tmp_path / "lexical")
    for query in ("on-call", "postmortem culture", "zebra"):
        assert again.scores(query).tolist() == index.scores(query).tolist()
        assert again.coverage(query).tolist() == index.coverage(query).tolist()
        assert again.words_in(query, TEXTS[0]) == index.words_in(query, TEXTS[0])
    again.save(tmp_path / "again")
    for path in (tmp_path / "lexical").iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["words.json", "data.npy", "indices.npy", "indptr.npy"])
@pytest.mark.parametrize("damage", ["missing", "truncated", "other", "pickle"])
def test_damage_is_reported_with_the_name_of_the_file(
    tmp_path: Path, name: str, damage: str
) -> None:
    folder = tmp_path / "lexical"
    Bm25Index(TEXTS).save(folder)
    path = folder / name
    match damage:
        case "missing":
            path.unlink()
        case "truncated":
            path.write_bytes(path.read_bytes()[:-20])
        case "other":
            np.save(folder / "other.npy", np.array([7.5, -1.0]))
            (folder / "other.npy").replace(path)
        case _:
            np.save(folder / "other.npy", np.array([object()]), allow_pickle=True)
            (folder / "other.npy").replace(path)
    with pytest.raises(KnowledgeBaseDamaged, match=name):
        Bm25Index.load(folder)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
def test_words_are_whole_folded_and_with_stop_words(implementation: Kind) -> None:
    words = implementation(["Naïve MOORINGS", "on-call"]).words()
    assert {"naive", "moorings", "oncall", "on", "the"} <= words
    assert words.isdisjoint({"mooring", "Naïve", "quay"})
    assert implementation([]).words() >= {"the"}


UNSPACED = [
    "今年は東京で開催されたカンファレンスに参加しました。",
    "Kubernetesの運用で学んだこと",
    "京都の猫、東京の犬",
    "运维值班：凌晨三点的告警",
    "The pager rings in 東京 at night",
    "Nothing of the kind",
]


@pytest.mark.parametrize(
    ("query", "texts", "words"),
    [
        ("東京", {0, 2, 4}, ("東京",)),
        ("運用", {1}, ("運用",)),
        ("カンファレンス", {0}, ("カンファレンス",)),
        ("kubernetes", {1}, ("Kubernetes",)),
        ("KUBERNETES運用", {1}, ("Kubernetes", "運用")),
        ("告警", {3}, ("告警",)),
        ("凌晨三点", {3}, ("凌晨三点",)),
        ("pager 東京", {0, 2, 4}, ("東京",)),
        ("大阪", set(), ()),
    ],
)
def test_words_are_found_where_no_blanks_are_between_them(
    query: str, texts: set[int], words: tuple[str, ...]
) -> None:
    assert found(query, UNSPACED) == texts
    assert Bm25Index(UNSPACED).words_in(query, UNSPACED[min(texts, default=0)]) == words


def test_two_words_that_meet_in_a_longer_one_are_shown_as_one() -> None:
    index = Bm25Index(UNSPACED)
    assert index.words_in("オンコール当番", "今週のオンコールと当番") == ("オンコール", "当番")


@given(st.text("東京都の運用aK -/.", max_size=20))
def test_what_a_word_is_found_in_has_its_place(text: str) -> None:
    for token in Analyzer("english").tokens(text):
        assert text[token.start : token.end].strip() == text[token.start : token.end] != ""
