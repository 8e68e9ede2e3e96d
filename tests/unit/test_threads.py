"""What of an archive belongs together: threads, and runs of single posts."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.model import Account, PostGroup
from talkgraph.sources.archives.announcing import announcement
from talkgraph.sources.archives.posted import Posted, post_of, told
from talkgraph.sources.archives.threads import grouped, parts

OWNER = Account(service="twitter", handle="lamplog")
START = dt.datetime(2014, 5, 6, 9, tzinfo=dt.UTC)


def posted(
    number: int,
    text: str = "oil #lampconf",
    *,
    answers: int | None = None,
    to_another: bool = False,
    minute: int | None = None,
    editions: tuple[str, ...] = (),
) -> Posted:
    time = START + dt.timedelta(minutes=number if minute is None else minute)
    post = post_of(
        text,
        source="tweets.js",
        identifier=str(number),
        url=f"https://twitter.com/lamplog/status/{number}",
        time=time,
        author=OWNER,
    )
    return Posted(
        post=post,
        sequence=number,
        answers=None if answers is None else str(answers),
        to_another=to_another,
        editions=editions,
    )


def numbers(groups: tuple[PostGroup, ...]) -> list[list[int]]:
    return [[int(post.identifier or 0) for post in group.posts] for group in groups]


def test_a_chain_and_a_star_are_threads() -> None:
    told_of = grouped(
        [
            posted(5, answers=4),
            posted(4, answers=1),
            posted(1),
            posted(2, answers=1),
            posted(3, answers=1),
        ],
        OWNER,
    )
    assert numbers(told_of.groups) == [[1, 2, 3, 4, 5]]
    assert told_of.groups[0].is_thread
    assert [post.position for post in told_of.groups[0].posts] == [1, 2, 3, 4, 5]


def test_a_reply_to_somebody_else_starts_no_thread() -> None:
    found = grouped(
        [posted(1, answers=99, to_another=True), posted(2, answers=1), posted(3, answers=2)], OWNER
    )
    assert found.groups == ()
    assert found.in_talk_with_others == 3


def test_a_reply_to_an_own_post_that_is_lost_is_a_root() -> None:
    assert numbers(grouped([posted(2, answers=1), posted(3, answers=2)], OWNER).groups) == [[2, 3]]


def test_replies_in_a_circle_lead_nowhere() -> None:
    circle = [posted(1, answers=2), posted(2, answers=1), posted(3, answers=2)]
    assert grouped(circle, OWNER).groups == ()


def test_a_thread_needs_one_hashtag_and_a_single_post_its_own() -> None:
    found = grouped(
        [posted(1, "bread"), posted(2, "water", answers=1), posted(3, "salt"), posted(40, "a #b")],
        OWNER,
    )
    assert numbers(found.groups) == [[40]]
    assert found.untagged == 3


def test_the_last_edition_is_kept() -> None:
    chain = ("1", "2", "3")
    found = grouped(
        [
            posted(1, editions=chain[:1]),
            posted(2, editions=chain[:2]),
            posted(3, editions=chain),
            posted(4, answers=2),
        ],
        OWNER,
    )
    assert numbers(found.groups) == [[3, 4]]
    assert found.superseded == 2


def test_single_posts_are_cut_at_pauses_and_not_at_midnight() -> None:
    single = [posted(n, minute=m) for n, m in enumerate((0, 29, 59, 90, 890, 910, 930), 1)]
    assert numbers(grouped(single, OWNER).groups) == [[1, 2, 3], [4], [5, 6, 7]]


def test_single_posts_are_cut_where_somebody_else_is_announced() -> None:
    texts = (
        "Good morning #lampconf",
        "Next up: @ana on ropes #lampconf",
        "Splice it #lampconf",
        "#lampconf @ana: or do not",
        "#lampconf @ben: a question from the back",
        "#lampconf @ana: no",
        "#lampconf @cho: lamps are inventory",
        "#lampconf @cho: count them",
        "@ben is up next #lampconf",
    )
    single = [posted(n, text) for n, text in enumerate(texts, 1)]
    assert numbers(grouped(single, OWNER).groups) == [[1], [2, 3, 4, 5, 6], [7, 8], [9]]


def test_a_post_of_two_tags_is_of_the_one_that_is_frequent_that_day() -> None:
    single = [
        posted(1, "a #oil #lampconf"),
        posted(2, "b #LampConf"),
        posted(3, "c #lampconf"),
        *(posted(9000 + n, "d #oil", minute=9000 + 40 * n) for n in range(9)),
    ]
    assert numbers(grouped(single, OWNER).groups)[0] == [1, 2, 3]


def test_a_thread_of_several_talks_is_cut_where_the_next_is_announced() -> None:
    texts = (
        "Thread of my day at #lampconf",
        "First talk: @ana on ropes",
        "splice it",
        "- @ana again",
        "Next up: @ben, lamps",
        "oil",
    )
    thread = [posted(n, text, answers=n - 1 or None) for n, text in enumerate(texts, 1)]
    [group] = grouped(thread, OWNER).groups
    assert numbers(parts(group)) == [[1, 2, 3, 4], [5, 6]]


@given(st.data())
def test_the_order_of_posts_does_not_matter(data: st.DataObject) -> None:
    count = data.draw(st.integers(min_value=1, max_value=12))
    answers = [data.draw(st.none() | st.integers(min_value=0, max_value=14)) for _ in range(count)]
    texts = st.sampled_from(("a #x", "b", "Next up: @ana on c #x", "#y @ben: d", "e #x #y"))
    posts = [
        posted(n, data.draw(texts), answers=to, to_another=to is not None and to >= count)
        for n, to in enumerate(answers)
    ]
    found = grouped(posts, OWNER)
    assert found == grouped(data.draw(st.permutations(posts)), OWNER)
    kept = [number for group in numbers(found.groups) for number in group]
    assert len(kept) == len(set(kept))
    assert len(kept) + found.in_talk_with_others + found.superseded + found.untagged == count


# ── what is announced ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "people", "title", "opens"),
    [
        ("Next up: @ana on ropes #lc", "ana", "ropes", True),
        ('#lc Up next @ana (Ana Reed) with "On Ropes"', "ana", "On Ropes", True),
        ("Now: @ana and @ben, ‘Ropes and Wires’ #lc", "ana ben", "Ropes and Wires", True),
        ("@ana is up next", "ana", "", True),
        ("@ana now talking about ropes at #lc", "ana", "ropes", True),
        ("@ana kicks off #lc", "ana", "", True),
        ("@ana - Ropes That Hold #lc", "ana", "Ropes That Hold", True),
        ("Last talk of the day: Ana Reed on ropes", "ana reed", "ropes", True),
        ("“Ropes That Hold” by @ana #lc", "ana", "Ropes That Hold", True),
        ("Ropes That Hold by Ana Reed 🧵 #lc", "ana reed", "Ropes That Hold", True),
        ("Live tooting @ana@other.example: ropes", "ana", "ropes", True),
        ("#lc @ana: Ropes are inventory. Count them.", "ana", "", False),
        ("@ana says ropes are fine", "ana", "", False),
        ('"Nobody counts the nights." - @ana #lc', "ana", "", False),
        ("Keynoting at #lc today is Dr @ana on how ropes hold", "ana", "how ropes hold", True),
        ("In @ana's talk on ropes #lc", "ana", "ropes", True),
        ("“Nobody counts the nights.” @ana #lc", "ana", "", False),
        ("Great keynote by @ana today #lc", "ana", "", False),
    ],
)
def test_announcements(text: str, people: str, title: str, opens: bool) -> None:
    found = announcement(text)
    assert found is not None
    expected = {people} if " " in people and "@" not in text else set(people.split())
    assert found.people == expected
    assert (found.title, found.opens) == (title, opens)


@pytest.mark.parametrize(
    "text",
    [
        "Good morning from #lc in San Francisco! Coffee first.",
        "Home from #lc. Best talk for me was the one on pay.",
        "Next up: Coffee Break #lc",
        "Now I need a nap",
        "@ana @ben thanks!",
        "I like @ana",
        "",
        "#lc",
    ],
)
def test_what_announces_nothing(text: str) -> None:
    assert announcement(text) is None


@given(st.text(alphabet="@#:abcA \"'“”.,-–\n()/", max_size=600))
def test_announcements_are_read_of_anything(text: str) -> None:
    announcement(text)


# ── what posts say ───────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=80) | st.text(alphabet="*_`[]()<>#&\\!|~-+=1. \nab:/@", max_size=60))
def test_markdown_reads_as_the_text(text: str) -> None:
    post = posted(1, text).post
    said = told(post, 3, event_tags=frozenset(), speakers=())
    assert said.plain == post.plain
    assert said.position == 3
    says = said.says
    spans = {each.span for each in says.quotes} | {each.span for each in says.asides}
    assert spans | {link.span for link in says.links} <= {post.span}


def test_markdown_is_the_text_itself_where_it_can_be() -> None:
    plain = 'snake_case and "quotes" [aside] @a_b #lampconf https://example.org/a_b_c'
    assert told(posted(1, plain).post, 1, event_tags=frozenset(), speakers=()).markdown == plain
    starred = told(
        posted(1, "*a* <b> https://e.org/a_b").post, 1, event_tags=frozenset(), speakers=()
    )
    assert starred.markdown == r"\*a\* \<b\> https://e.org/a_b"


def test_a_text_holds_no_null() -> None:
    assert posted(1, "a\0b").post.plain == "a\ufffdb"
