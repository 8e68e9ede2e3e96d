"""Archives of Mastodon: what is read of them, and that nothing private ever is."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkgraph.cli import main
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.model import Hints, LinkKind, Post, Reading, SourceFile
from talkgraph.settings import Settings
from talkgraph.sources.archives.markup import text_of
from talkgraph.sources.archives.mastodon import MastodonArchive
from talkgraph.sources.registry import read_all

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = "https://social.example/users/lamp/followers"
FRIEND = "https://other.example/users/friend"
BASE = "https://social.example/users/lamp/statuses"


def note(
    number: int, content: str, *, to: object = (PUBLIC,), cc: object = (), **more: object
) -> dict[str, Any]:
    """Return the activity of a post; `more` goes into the post."""
    audience = {"to": to, "cc": cc}
    told: dict[str, Any] = {
        "id": f"{BASE}/{number}",
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": f"2023-06-12T08:{number % 60:02d}:00Z",
        "url": f"https://social.example/@lamp/{number}",
        "content": content,
        "attachment": [],
        "tag": [],
        **audience,
        **more,
    }
    return {
        "id": f"{BASE}/{number}/activity",
        "type": "Create",
        "actor": "https://social.example/users/lamp",
        "published": told["published"],
        **audience,
        "object": told,
    }


def write(folder: Path, *activities: object) -> None:
    box = {
        "@context": ["https://www.w3.org/ns/activitystreams", {"sensitive": "as:sensitive"}],
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(activities),
        "orderedItems": list(activities),
    }
    text = json.dumps(box).replace('"orderedItems"', '"orderedItems": [], "orderedItems"')
    (folder / "outbox.json").write_text(text, encoding="utf-8")
    actor = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://social.example/users/lamp",
        "type": "Person",
        "preferredUsername": "lamp",
        "url": "https://social.example/@lamp",
    }
    (folder / "actor.json").write_text(json.dumps(actor), encoding="utf-8")


def read(folder: Path, hints: Hints = Hints()) -> Reading:  # noqa: B008
    sources = [SourceFile(path=folder / n, name=n) for n in ("actor.json", "outbox.json")]
    assert all(MastodonArchive().accepts(s.path.read_bytes()[:8192], s.name) for s in sources)
    return MastodonArchive().read(sources, hints)[1]


def posts(folder: Path, hints: Hints = Hints()) -> list[Post]:  # noqa: B008
    return [post for group in read(folder, hints).groups for post in group.posts]


def test_only_two_files_are_looked_for() -> None:
    reader = MastodonArchive()
    assert reader.looks_for("a/outbox.json")
    assert reader.looks_for("actor.json")
    others = ("likes.json", "bookmarks.json", "following_accounts.csv", "my-outbox.json")
    assert not any(map(reader.looks_for, others))
    assert not reader.accepts(b'{"type": "Person", "name": "x"}', "actor.json")
    assert not reader.accepts(b'{"inbox": []}', "outbox.json")


def test_html_is_text_with_whole_addresses_and_hosts() -> None:
    html = (
        '<p>On <a href="https://social.example/tags/lampconf" class="mention hashtag" rel="tag">#'
        "<span>lampconf</span></a> &amp; more:<br/>"
        '<a href="https://example.org/a/long/way"><span class="invisible">https://</span>'
        '<span class="ellipsis">example.org/a/long</span><span class="invisible">/way</span></a>'
        '</p><p><span class="h-card"><a href="https://other.example/@ana" class="u-url mention">@'
        '<span>ana</span></a></span> and <a href="https://example.org/x">words</a></p><ul><li>one</li></ul>'
    )
    assert text_of(html) == (
        "On #lampconf & more:\nhttps://example.org/a/long/way\n\n"
        "@ana@other.example and words (https://example.org/x)\n\n- one"
    )


@pytest.mark.parametrize(
    "html", ["<![x", "<a href='http://a", "</p></a><a>", "<!--", "&#xd800;", "<"]
)
def test_odd_html_is_read(html: str) -> None:
    assert isinstance(text_of(html), str)


def test_a_thread_of_an_account(tmp_path: Path) -> None:
    picture = {
        "type": "Document",
        "mediaType": "image/png",
        "url": "/media/1.png",
        "name": "A  lamp",
    }
    other = {"type": "Document", "mediaType": "image/png", "url": "https://cdn.example/2.png"}
    mention = {"type": "Mention", "href": "https://other.example/users/ana", "name": "@ana"}
    write(
        tmp_path,
        note(1, "<p>Now @ana on lamps #lampconf</p>", tag=[mention], attachment=[picture, other]),
        note(2, "<p>Oil.</p>", inReplyTo=f"{BASE}/1", summary="A warning"),
        note(3, "<p>Wick.</p>", inReplyTo="https://social.example/@lamp/2"),
        note(4, "<p>Yes #lampconf</p>", inReplyTo="https://other.example/users/ana/statuses/5"),
        {"type": "Announce", "object": "https://other.example/1", "to": [PUBLIC]},
    )
    [group] = read(tmp_path).groups
    assert (group.owner.service, group.owner.handle) == ("social.example", "lamp")
    root, second, third = group.posts
    assert root.plain == "Now @ana@other.example on lamps #lampconf"
    assert [account.key for account in root.says.mentions] == [("other.example", "ana")]
    assert root.url == root.span.address == "https://social.example/@lamp/1"
    assert [(m.url, m.label, m.kind) for m in root.media] == [
        ("https://social.example/@lamp/1#media-1", "A lamp", LinkKind.IMAGE),
        ("https://cdn.example/2.png", "", LinkKind.IMAGE),
    ]
    assert second.plain == "A warning Oil."
    assert third.plain == "Wick."


SECRET = "zanzibar"
PRIVATE: dict[str, Any] = {
    "followers only": note(11, f"<p>{SECRET} #lampconf</p>", to=[FOLLOWERS]),
    "direct": note(12, f"<p>{SECRET} #lampconf</p>", to=[FRIEND], tag=[{"name": SECRET}]),
    "to nobody": note(13, f"<p>{SECRET} #lampconf</p>", to=[], cc=[]),
    "a reply": note(14, f"<p>{SECRET} #lampconf</p>", to=FOLLOWERS, inReplyTo=f"{BASE}/1"),
    "odd audience": note(15, f"<p>{SECRET} #lampconf</p>", to={"id": PUBLIC}),
    "nearly public": note(16, f"<p>{SECRET} #lampconf</p>", to=[PUBLIC + "/x", "public"]),
    "public activity": note(17, f"<p>{SECRET} #lampconf</p>") | {"to": [FOLLOWERS]},
    "public post": {
        **note(18, ""),
        "object": note(18, f"<p>{SECRET} #lampconf</p>", to=[FOLLOWERS])["object"],
    },
    "warned": note(19, f"<p>{SECRET}</p>", to=[FOLLOWERS], summary=f"{SECRET} #lampconf"),
    "pictured": note(
        20,
        "<p>#lampconf</p>",
        to=[FRIEND],
        attachment=[{"mediaType": "image/png", "url": f"/{SECRET}.png", "name": SECRET}],
    ),
    "without audience": {
        "type": "Create",
        "object": {"type": "Note", "id": f"{BASE}/21", "content": f"{SECRET} #lampconf"},
    },
    "direct by its own words": note(23, f"<p>{SECRET} #lampconf</p>", directMessage=True),
    "private by its own words": note(24, f"<p>{SECRET} #lampconf</p>", visibility="private"),
    "wrapped": {"type": "Create", "to": [PUBLIC], "object": [note(22, f"{SECRET} #lampconf")]},
}


@pytest.mark.parametrize("kind", sorted(PRIVATE))
@pytest.mark.parametrize("hints", [Hints(), Hints(unlisted=True, tags=("lampconf",))])
def test_what_is_private_is_in_no_reading(tmp_path: Path, kind: str, hints: Hints) -> None:
    write(tmp_path, note(1, "<p>Now @ana@other.example on lamps #lampconf</p>"), PRIVATE[kind])
    files = [SourceFile(path=tmp_path / n, name=n) for n in ("actor.json", "outbox.json")]
    assert [post.identifier for post in posts(tmp_path, hints)] == [f"{BASE}/1"]
    assert SECRET not in repr(read(tmp_path, hints))
    assert SECRET not in repr(read_all(files, hints))


def test_a_broken_archive_does_not_quote_what_is_private(tmp_path: Path) -> None:
    write(tmp_path, note(1, "<p>#lampconf</p>"), *PRIVATE.values())
    path = tmp_path / "outbox.json"
    text = path.read_text()
    path.write_text(text[: text.index(SECRET) + 3] + "\x00" + text[text.index(SECRET) :])
    reading = read(tmp_path)
    assert "source-broken" in {each.code for each in reading.diagnostics}
    assert SECRET not in repr(reading)


def test_unlisted_posts_are_read_when_asked_for(tmp_path: Path) -> None:
    unlisted = note(2, "<p>quiet #lampconf</p>", to=[FOLLOWERS], cc=["as:Public"])
    half = note(3, "<p>half #lampconf</p>", to=[FOLLOWERS], cc=["Public"]) | {"cc": []}
    write(tmp_path, note(1, "<p>loud #lampconf</p>", to="as:Public"), unlisted, half)
    assert [post.plain for post in posts(tmp_path)] == ["loud #lampconf"]
    asked = posts(tmp_path, Hints(unlisted=True))
    assert [post.plain for post in asked] == ["loud #lampconf", "quiet #lampconf"]


def again(number: int, **more: object) -> dict[str, Any]:
    """Return what an outbox that keeps edits says of a post later."""
    return note(number, f"<p>{SECRET} #lampconf</p>", **more) | {"type": "Update"}


@pytest.mark.parametrize(
    "later",
    [
        again(2, to=[FOLLOWERS]),
        again(2, to=[FOLLOWERS]) | {"type": ["Update"]},
        again(2, to=[FOLLOWERS], cc=[PUBLIC]),
        again(2) | {"to": [FRIEND]},
        note(2, f"<p>{SECRET} #lampconf</p>", to=[FRIEND]),
        {"type": "Delete", "to": [PUBLIC], "object": f"{BASE}/2"},
        {"type": "Delete", "to": [PUBLIC], "object": {"type": "Tombstone", "id": f"{BASE}/2"}},
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_what_is_withdrawn_is_not_read(tmp_path: Path, later: object, order: int) -> None:
    told = [note(2, f"<p>{SECRET} #lampconf</p>"), later]
    write(tmp_path, note(1, "<p>loud #lampconf</p>"), *told[::order])
    assert [post.plain for post in posts(tmp_path)] == ["loud #lampconf"]
    assert SECRET not in repr(read(tmp_path))


def test_types_may_be_lists_and_edits_count(tmp_path: Path) -> None:
    listed = note(2, "<p>two #lampconf</p>", type=["Note"]) | {"type": ["Create"]}
    mixed = note(3, "<p>three #lampconf</p>", type=["Note", "ChatMessage"])
    edited = note(1, "<p>one, edited #lampconf</p>") | {"type": "Update"}
    boosted = {"type": "Announce", "to": [FOLLOWERS], "object": f"{BASE}/1"}
    write(tmp_path, note(1, "<p>one #lampconf</p>"), listed, mixed, boosted, edited)
    assert [post.plain for post in posts(tmp_path)] == ["one, edited #lampconf", "two #lampconf"]


def test_a_reply_to_a_private_post_does_not_name_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        note(9977, f"<p>{SECRET}</p>", to=[FOLLOWERS]),
        note(2, "<p>in public #lampconf</p>", inReplyTo=f"{BASE}/9977"),
    )
    reading = read(tmp_path)
    assert [post.plain for group in reading.groups for post in group.posts] == [
        "in public #lampconf"
    ]
    assert "9977" not in repr(reading)


def test_nothing_private_is_in_any_file_of_a_knowledge_base(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    talk = (
        note(1, '<p>Next up: @ana on "The Cost of a Quiet Lamp" #lampconf</p>'),
        note(2, "<p>Every wick is a promise. #lampconf</p>", inReplyTo=f"{BASE}/1"),
        note(3, "<p>Trim before the storm.</p>", inReplyTo=f"{BASE}/2"),
        note(4, "<p>unlisted quibble #lampconf</p>", to=[FOLLOWERS], cc=[PUBLIC]),
        note(40, '<p>Now: @ben on "Ropes That Hold" #lampconf</p>'),
        note(41, "<p>Splice it.</p>", inReplyTo=f"{BASE}/40"),
    )
    write(folder, *talk, *PRIVATE.values())
    kb = tmp_path / "kb"
    report = build(BuildRequest(sources=(folder,), kb=kb, settings=Settings(model="hashing")))
    held = b"".join(path.read_bytes() for path in sorted(kb.rglob("*")) if path.is_file())
    assert b"Every wick is a promise" in held
    assert SECRET.encode() not in held
    assert b"quibble" not in held
    assert not any(f"{BASE}/{n}".encode() in held for n in range(11, 25))
    assert SECRET not in repr(report)
    arguments = ["build", str(folder), "--kb", str(kb), "--model", "hashing", "--unlisted"]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    held = b"".join(path.read_bytes() for path in sorted(kb.rglob("*")) if path.is_file())
    assert b"quibble" in held
    assert SECRET.encode() not in held
    assert SECRET not in done.output


KEYS = """
type object to cc id url content summary published inReplyTo attachment tag actor name href
mediaType preferredUsername orderedItems
"""
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(PUBLIC),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS.split()),
            inner,
            max_size=8,
        )
    ),
    max_leaves=30,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(JUNK, JUNK)
def test_junk_never_raises(tmp_path: Path, told: object, other: object) -> None:
    mixed = note(1, "#lampconf")
    mixed["object"] |= other if isinstance(other, dict) else {}
    box = {"type": "OrderedCollection", "orderedItems": [told, mixed, {"type": "Create"}]}
    for name, value in (("outbox.json", box), ("actor.json", other)):
        (tmp_path / name).write_bytes(json.dumps(value).encode("utf-8", "surrogatepass"))
    sources = [SourceFile(path=path, name=path.name) for path in sorted(tmp_path.iterdir())]
    readings = MastodonArchive().read(sources, Hints(unlisted=True))
    assert [each.source for each in readings] == [each.name for each in sources]
