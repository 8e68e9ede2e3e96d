"""Overrides read from a file, what is collected from notes, and how mentions are grouped."""

from dataclasses import replace
from pathlib import Path

import pytest

from talkgraph.conclusions.people import mentions_of
from talkgraph.conclusions.people.clusters import Clusters, Join, can_join_all
from talkgraph.conclusions.people.namings import namings, place_order, spoken_beside
from talkgraph.conclusions.people.overrides import Verdict, read_overrides
from talkgraph.conclusions.people.partition import Partition
from talkgraph.errors import OverridesInvalid
from talkgraph.model import (
    Account,
    AttributionBasis,
    Event,
    MentionRole,
    PersonMention,
    Post,
    Quote,
    Session,
    SessionItem,
    SessionKind,
    Span,
    Speaker,
    Statements,
    Talk,
    Thread,
)


def mention(
    line: int,
    name: str | None,
    handle: str | None = None,
    *,
    source: str = "a.md",
    talk: str = "t",
    companions: tuple[str, ...] = (),
) -> PersonMention:
    return PersonMention(
        role=MentionRole.SPEAKER,
        event="e",
        talk=talk,
        span=Span(source=source, first=line, last=line),
        name=name,
        account=Account(service="twitter", handle=handle) if handle else None,
        companions=companions,
    )


# ── the file of overrides ────────────────────────────────────────────────────────────────────


def write(folder: Path, text: str) -> Path:
    path = folder / "people.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_statements_of_a_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "\ufeff# who is who\n\n"
        'same "Ana O\'Neil" @ana # one\n'
        "not-same @a person:b\n"
        "same-talk e/a f/b/c\n"
        "not-same-talk e/a f/d\n",
    )
    found = read_overrides(path)
    assert found.source == "people.txt"
    assert [(one.verdict.value, one.sides, one.line) for one in found.statements] == [
        ("same", ("Ana O'Neil", "@ana"), 3),
        ("not-same", ("@a", "person:b"), 4),
        ("same-talk", ("e/a", "f/b/c"), 5),
        ("not-same-talk", ("e/a", "f/d"), 6),
    ]
    assert [one.verdict for one in found.on_people()] == [Verdict.SAME, Verdict.NOT_SAME]
    assert [one.verdict for one in found.on_talks()] == [Verdict.SAME_TALK, Verdict.NOT_SAME_TALK]
    assert [str(key) for key in found.statements[2].talks] == ["e/a", "f/b/c"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("same A", 1, "1 sides where two are needed; write: same A B"),
        ("\nsame A B C", 2, "3 sides where two are needed; put names of several words in double"),
        ("like A B", 1, "'like' is not known; write: same A B"),
        ('same "A B', 1, "a quotation mark is not closed"),
        ("same @ B", 1, "one side is empty"),
        ("same A person:", 1, "one side is empty"),
        ("same-talk e/a f", 1, "'f' is not a talk; write EVENT/TALK"),
        ("same-talk e/a f/", 1, "'f/' is not a talk"),
        ("not-same-talk /a e/a", 1, "'/a' is not a talk"),
        ("not-same A a", 1, "sets one thing apart from itself; remove the line"),
        ('not-same "A  B" "a b"', 1, "sets one thing apart from itself"),
        ("not-same A B\nsame B A", 2, "'same B A' (line 2) contradicts 'not-same A B' (line 1)"),
        ("same A B\nsame B C\nnot-same A C", 3, "'same B C' (line 2) contradicts 'not-same A C'"),
        ("same C D\nsame A B\nsame D B\nnot-same C A", 4, "'same D B' (line 3) contradicts"),
        ("not-same-talk e/a f/b\nsame-talk e/a f/b", 2, "contradicts"),
    ],
)
def test_what_a_file_may_not_say(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(OverridesInvalid) as caught:
        read_overrides(write(tmp_path, text))
    assert says in str(caught.value)
    assert (caught.value.source, caught.value.line) == ("people.txt", line)


def test_what_two_kinds_of_statements_say_is_no_contradiction(tmp_path: Path) -> None:
    read_overrides(write(tmp_path, "same-talk e/a f/b\nnot-same e/a f/b\nsame A B\nnot-same A C"))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OverridesInvalid, match=r"cannot be read: No such file") as caught:
        read_overrides(tmp_path / "none.txt")
    assert (caught.value.source, caught.value.line) == (str(tmp_path / "none.txt"), 1)
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"same A B\nsame \xe9 B\n")
    with pytest.raises(OverridesInvalid, match="not UTF-8") as caught:
        read_overrides(latin)
    assert (caught.value.source, caught.value.line) == ("latin.txt", 2)
    large = tmp_path / "large.txt"
    for size, is_read in ((10_000_000, True), (10_000_001, False)):
        with large.open("wb") as file:
            file.write(b"#")
            file.truncate(size)
        if is_read:
            assert read_overrides(large).statements == ()
        else:
            with pytest.raises(OverridesInvalid, match="too large") as caught:
                read_overrides(large)
            assert (caught.value.source, caught.value.line) == ("large.txt", 1)


# ── grouping ─────────────────────────────────────────────────────────────────────────────────


NAMED = mention(3, "Ana", "ana")
TOOT = Account(service="twitter", handle="ana", url="https://twitter.example/ana")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (replace(NAMED, event="d"), NAMED),
        (mention(3, "Ana", "ana", talk="s"), NAMED),
        (mention(2, "Ana", "ana"), NAMED),
        (replace(NAMED, name="Ada"), NAMED),
        (replace(NAMED, role=MentionRole.QUOTED), NAMED),
        (replace(NAMED, account=None), NAMED),
        (replace(NAMED, account=Account(service="m", handle="ana")), NAMED),
        (replace(NAMED, account=Account(service="twitter", handle="ANA")), NAMED),
        (NAMED, replace(NAMED, account=TOOT)),
        (
            replace(NAMED, account=replace(TOOT, url="https://a.example")),
            replace(NAMED, account=TOOT),
        ),
        (NAMED, replace(NAMED, affiliation="Acme")),
        (replace(NAMED, affiliation="Acme"), replace(NAMED, affiliation="Bolt")),
        (NAMED, replace(NAMED, url="https://a.example")),
        (replace(NAMED, url="https://a.example"), replace(NAMED, url="https://b.example")),
        (NAMED, replace(NAMED, companions=("Bo",))),
        (mention(3, None, "ana"), mention(3, "@ana", "ana")),
    ],
)
def test_mentions_have_one_order(earlier: PersonMention, later: PersonMention) -> None:
    for given in ([earlier, later], [later, earlier]):
        assert sorted(given, key=place_order) == [earlier, later]


def test_what_is_joined_is_one_set_for_all_in_it() -> None:
    people = Partition[str]()
    many = people.join("a", "b", "c")
    assert people.join("d", "a") is many  # the smaller is added to the larger
    assert people.of("d") is many
    assert people.join("e", "f") == {"e", "f"}
    assert people.join("b", "f") is many
    assert many == set("abcdef")


def test_one_label_with_one_account_in_one_source_is_one_naming() -> None:
    found = namings(
        [
            mention(3, "Ana", "ana"),
            mention(1, "Ana", "ANA"),
            mention(2, "Ana Lund", "ana"),
            mention(4, "Ana", "ana", source="b.md"),
            mention(5, "Ana"),
            mention(6, "Ana"),
            mention(7, " "),
        ]
    )
    assert [[m.span.first for m in naming.mentions] for naming in found] == [
        [1, 3],
        [2],
        [5],
        [6],
        [4],
    ]
    assert found[0].account == ("twitter", "ana")
    assert (found[0].label, found[0].readings) == ("Ana", (("ana",),))
    assert found[0].span.first == 1


def test_who_speaks_beside_whom() -> None:
    found = namings(
        [
            mention(1, "Ana", companions=("Bo",)),
            mention(2, "Bo", companions=("Ana",)),
            mention(3, "Cy", talk="u"),
            mention(4, "Di", talk="u", companions=("Cy", "Bo")),
        ]
    )
    assert spoken_beside(found) == {
        ("e", "t", ("Ana", "Bo")): (0, 1),
        ("e", "u", ("Bo", "Cy", "Di")): (3,),
    }


def clusters(*names: str) -> Clusters:
    return Clusters(namings([mention(n, name) for n, name in enumerate(names)]), ())


def join(left: int, right: int) -> Join:
    return Join(rule="name", score=1.0, evidence="", left=left, right=right)


def test_joins_are_remembered_and_the_first_naming_stays_first() -> None:
    some = clusters("Ana", "Bo", "Cy", "Di")
    assert some.join(join(2, 1))
    assert some.join(join(0, 1))
    assert not some.join(join(2, 0))
    assert [(c.first, sorted(c.members)) for c in some.all()] == [(0, [0, 1, 2]), (3, [3])]
    assert some.of(2) is some.of(0)
    assert [(step.left, step.right) for step in some.joins] == [(2, 1), (0, 1)]
    assert some.of(0).keys == {("ana",), ("bo",), ("cy",)}


def test_what_is_set_apart_stays_apart_through_a_third() -> None:
    some = clusters("Ana", "Bo", "Cy")
    some.keep_apart(0, [0], [1])
    assert some.join(join(2, 0), surely=True)
    assert not some.join(join(2, 1), surely=True)
    assert not can_join_all([some.of(0), some.of(1)])
    assert can_join_all([some.of(0)])
    assert can_join_all([])


def test_two_that_are_set_apart_from_a_third_may_be_one() -> None:
    some = clusters("Ana", "Bo", "Cy")
    some.keep_apart(0, [0, 1], [2])
    assert some.join(join(0, 1))


ANA = Account(service="twitter", handle="ana")


def line(number: int) -> Span:
    return Span(source="n.md", first=number, last=number)


def post(number: int, *quotes: Quote) -> Post:
    says = Statements(text="", quotes=quotes)
    return Post(position=1, markdown="", plain="", says=says, span=line(number))


def quote(number: int, name: str | None, account: Account | None = None) -> Quote:
    basis = AttributionBasis.EXPLICIT
    return Quote(text="q", span=line(number), basis=basis, name=name, account=account)


def test_everybody_whom_notes_name_is_mentioned() -> None:
    by_speaker = Quote(text="q", span=line(9), basis=AttributionBasis.SPEAKER, name="Nobody")
    talk = Talk(
        key="t",
        title="T",
        position=1,
        spans=(line(1),),
        speakers=(
            Speaker(
                name="Ana", position=1, span=line(2), affiliation="Acme", url="https://ana.example"
            ),
            Speaker(name=" ", position=2, span=line(2)),
            Speaker(name="", position=3, span=line(3), account=ANA),
        ),
        threads=(
            Thread(url="x", label="x", span=line(4), account=ANA, name=" "),
            Thread(url="x", label="x", span=line(5), name=" "),
            Thread(url="x", label="x", span=line(6), name="Bo"),
        ),
        posts=(post(7, quote(7, None, ANA), quote(8, None), quote(10, " ", ANA), by_speaker),),
    )
    session = Session(
        key="s",
        kind=SessionKind.IGNITES,
        title="S",
        position=2,
        spans=(line(20),),
        speakers=(Speaker(name="Cy", position=1, span=line(21)),),
        items=(
            SessionItem(
                title="I",
                position=1,
                span=line(22),
                speakers=(Speaker(name="Di", position=1, span=line(22)),),
            ),
        ),
        threads=(Thread(url="x", label="x", span=line(23), name="Ed"),),
        posts=(post(24, quote(24, "Flo")),),
    )
    event = Event(
        name="E", slug="e", source="n.md", spans=(line(1),), talks=(talk,), sessions=(session,)
    )
    told = MentionRole.SPEAKER, MentionRole.THREAD_AUTHOR, MentionRole.QUOTED
    speaker, author, quoted = told
    assert mentions_of([event]) == tuple(
        PersonMention(event="e", **fields)  # type: ignore[arg-type]
        for fields in (
            {
                "role": speaker,
                "talk": "t",
                "span": line(2),
                "name": "Ana",
                "affiliation": "Acme",
                "url": "https://ana.example",
                "companions": (" ", ""),
            },
            {
                "role": speaker,
                "talk": "t",
                "span": line(3),
                "name": "",
                "account": ANA,
                "companions": ("Ana", " "),
            },
            {"role": author, "talk": "t", "span": line(4), "account": ANA},
            {"role": author, "talk": "t", "span": line(6), "name": "Bo"},
            {"role": quoted, "talk": "t", "span": line(7), "account": ANA},
            {"role": MentionRole.SESSION_SPEAKER, "talk": "s", "span": line(21), "name": "Cy"},
            {"role": MentionRole.SESSION_SPEAKER, "talk": "s", "span": line(22), "name": "Di"},
            {"role": author, "talk": "s", "span": line(23), "name": "Ed"},
            {"role": quoted, "talk": "s", "span": line(24), "name": "Flo"},
        )
    )
    assert mentions_of([]) == ()
