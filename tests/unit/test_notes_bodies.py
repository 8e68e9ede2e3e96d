"""What stands below a talk's heading: labels, threads, links, posts and notes."""

import pytest

from talkgraph.model import LinkKind, NoteKind, Reading, Talk
from talkgraph.sources.notes.read import HandwrittenNotes


def read(body: str) -> Reading:
    head = (
        '# ExampleConf 2021\n\nMay 1, 2021 — Here\n\n## <a name="a"></a> On things\n\nAna Reed\n\n'
    )
    reading = HandwrittenNotes().read_text(head + body, "n.md")
    assert reading.coverage is not None
    assert reading.coverage.missing == ()
    assert "line-not-understood" not in {d.code for d in reading.diagnostics}
    return reading


def talk(body: str) -> Talk:
    event = read(body).event
    assert event is not None
    return event.talks[0]


@pytest.mark.parametrize(
    "label",
    [
        "**Twitter thrads:**\n",
        "**Twitter threads**:\n",
        "**Twitter threads:** ",
        "**Twitter threads**\n\n",
        "Twitter threads:\n\n",
        "Threads\n",
        "Mastodon thread: ",
        "### Twitter threads\n\n",
        "Twiter Thread\n",
        "",
    ],
)
def test_threads(label: str) -> None:
    found = talk(
        f"{label}[ana (me)](https://twitter.com/ana/status/1?s=20)\n| [bo (Bo L)](https://x.com/bo/status/2)\n"
    )
    assert [
        (t.url, t.label, t.account.handle if t.account else None, t.name, t.by_note_taker)
        for t in found.threads
    ] == [
        ("https://twitter.com/ana/status/1?s=20", "ana (me)", "ana", None, True),
        ("https://x.com/bo/status/2", "bo (Bo L)", "bo", "Bo L", False),
    ]
    assert found.notes == ()


@pytest.mark.parametrize(
    "label",
    [
        "**My livetweet contents**",
        "Livetweet contents:",
        "Live tweets",
        "**My live toots:**",
        "My livetwet contents",
        "## My livetweet contents",
    ],
)
def test_a_quote_before_the_label_is_an_attribution(label: str) -> None:
    found = talk(f"> Drawn by Bo\n\n{label}\n\n> one\n\n> two\n")
    assert [post.plain for post in found.posts] == ["one", "two"]
    assert [(note.kind, note.plain) for note in found.notes] == [
        (NoteKind.ATTRIBUTION, "Drawn by Bo")
    ]


def test_without_a_label_quotes_are_posts_unless_they_credit_somebody() -> None:
    found = talk("> Visual recording by [Bo](https://bo.example/)\n\n> one\n")
    assert [post.plain for post in found.posts] == ["one"]
    assert [note.kind for note in found.notes] == [NoteKind.ATTRIBUTION]
    assert found.links == ()


def test_posts_keep_their_bytes() -> None:
    body = ">one\n\n> two\n>\n> * three\n> * four\n\n> five\nlazy #tag\n"
    for end in ("\n", "\r\n", "\r"):
        found = talk(body.replace("\n", end))
        assert [p.markdown for p in found.posts] == [
            text.replace("\n", end)
            for text in (">one", "> two\n>\n> * three\n> * four", "> five\nlazy #tag")
        ]
        assert [p.plain for p in found.posts] == ["one", "two three four", "five lazy #tag"]
        assert [(p.span.first, p.span.last) for p in found.posts] == [(9, 9), (11, 14), (16, 17)]


def test_notes_hang_under_items_and_lead_ins() -> None:
    found = talk("Contrast:\n* one\n  * two\n\n    more\n* three\n\n1. four\n")
    assert [(n.kind, n.plain, n.parent) for n in found.notes] == [
        (NoteKind.PARAGRAPH, "Contrast:", None),
        (NoteKind.ITEM, "one", 1),
        (NoteKind.ITEM, "two", 2),
        (NoteKind.PARAGRAPH, "more", 3),
        (NoteKind.ITEM, "three", 1),
        (NoteKind.ITEM, "four", None),
    ]
    assert [n.span.first for n in found.notes] == [9, 10, 11, 13, 14, 16]


def test_kinds_of_notes() -> None:
    found = talk(
        "First words here.\n\n### Q&A\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n***\n"
    )
    assert [n.kind for n in found.notes] == ["paragraph", "heading", "code", "table"]


def test_a_note_that_begins_like_a_label_is_kept_whole() -> None:
    found = talk(
        "Note: very lively.\n\nReference: the big book of pagers\n\n"
        "**Blue launch:** keep features\n"
    )
    assert [n.plain for n in found.notes] == [
        "Note: very lively.",
        "Reference: the big book of pagers",
        "Blue launch: keep features",
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[video](https://a.example/)", "video"),
        ("[slides](https://a.example/)", "slides"),
        ("[sketchnote](https://a.example/x.jpg)", "sketchnote"),
        ("[blog post version](https://a.example/)", "blog"),
        ("[here](https://youtu.be/1)", "video"),
        ("<https://speakerdeck.com/x/y>", "slides"),
        ("https://vimeo.com/1", "video"),
        ("Slides: [here](https://a.example/)", "slides"),
        ("**Video segments:**\n\n* [part 1](https://a.example/)", "video"),
        ("**Other materials:**\n[paper](https://a.example/)", "other"),
        ("Resources:\n* [what a long title of an article on video](https://medium.com/x)", "blog"),
        ("![a drawing](https://a.example/x.png)", "image"),
        ('<img\n  src="https://a.example/x.png"\n/>', "image"),
        ("[video][v]\n\n[v]: https://a.example/", "video"),
    ],
)
def test_links(body: str, kind: str) -> None:
    found = talk(f"{body}\n")
    assert [link.kind for link in found.links] == [kind]
    assert found.notes == ()


def test_a_link_with_words_beside_it_is_a_link_and_a_note() -> None:
    found = talk("Video segments:\n\n* [two](https://a.example/) with the best question\n")
    assert [(link.kind, link.label) for link in found.links] == [("video", "two")]
    assert [note.plain for note in found.notes] == ["two with the best question"]


def test_an_image_inside_a_link_to_a_video_is_its_thumbnail() -> None:
    html = '<a href="https://youtu.be/1" target="_blank">\n<img\n  src="https://a.example/0.jpg"\n/>\n</a>'
    for body in (html, "[![x](https://a.example/0.jpg)](https://youtu.be/1)"):
        assert [link.kind for link in talk(body).links] == ["video", "thumbnail"]


def test_html_comments_are_named() -> None:
    reading = read("<!-- not for readers -->\n")
    assert [(d.code, d.line) for d in reading.diagnostics] == [("html-comment", 9)]


@pytest.mark.parametrize(
    "label",
    [
        "**My livetweet contents (part 2)**",
        "**Livetweet contents (mine):**",
        "**Livetweets, part two**",
        "**Bo's livetweet contents**",
    ],
)
def test_labels_with_a_part_or_an_owner(label: str) -> None:
    found = talk(f"{label}\n\n> one\n")
    assert [post.plain for post in found.posts] == ["one"]
    assert found.notes == ()


def test_a_thread_in_parts() -> None:
    found = talk(
        "**Twitter threads (part 1/part 2):**\n[ana (me), part 1](https://twitter.com/ana/status/1)"
        " / [ana (me, cont.)](https://twitter.com/ana/status/2)\n"
    )
    assert [(t.by_note_taker, t.name) for t in found.threads] == [(True, None), (True, None)]


def test_items_below_the_label_are_posts_where_none_is_quoted() -> None:
    found = talk("* a note\n\n**My livetweets**\n\n1. one\n2. two\n   * three\n")
    assert [post.plain for post in found.posts] == ["one", "two three"]
    assert [note.plain for note in found.notes] == ["a note"]
    found = talk("**My livetweets**\n\n> one\n\n* two\n")
    assert ([post.plain for post in found.posts], len(found.notes)) == (["one"], 1)


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("[Talk](https://www.infoq.com/presentations/x)", LinkKind.VIDEO),
        ("[Talk](https://slides.com/ana/x)", LinkKind.SLIDES),
        ("[Talk](https://docs.google.com/presentation/d/1)", LinkKind.SLIDES),
        ("[Talk](https://docs.google.com/document/d/1)", LinkKind.OTHER),
        ("[Talk](https://ana.medium.com/x)", LinkKind.BLOG),
        ("[Talk](https://example.org/blog/x)", LinkKind.BLOG),
        ("[Talk](https://example.org/x.avif)", LinkKind.IMAGE),
        ("[Article](https://example.org/x)", LinkKind.BLOG),
        ("[The video that all of us watched](https://example.org/x)", LinkKind.OTHER),
        ("![sketch of it](https://example.org/x.png)", LinkKind.SKETCHNOTE),
        ("![](https://img.youtube.com/vi/x/0.jpg)", LinkKind.THUMBNAIL),
    ],
)
def test_a_link_is_of_one_kind_wherever_it_stands(link: str, kind: LinkKind) -> None:
    found = talk(f"{link}\n\n> See {link} for more.\n")
    assert [each.kind for each in found.links] == [kind]
    assert [each.kind for each in found.posts[0].says.links] == [kind]


@pytest.mark.parametrize("address", ["www.example.org/x_(y)", "Http://example.org/x"])
def test_an_address_is_found_alike_wherever_it_stands(address: str) -> None:
    found = talk(f"{address}\n\n> See {address}.\n")
    assert [each.url for each in found.links] == [address]
    assert [each.url for each in found.posts[0].says.links] == [address]
