"""Archives of Twitter, of many years: what is read of them, and what never is."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkgraph.model import Hints, LinkKind, PostGroup, Reading, SourceFile
from talkgraph.sources.archives.twitter import TwitterArchive

ME = "410"
OTHER = "999"


def tweet(number: int, words: str, **more: object) -> dict[str, Any]:
    told = {
        "id_str": str(number),
        "id": str(number),
        "created_at": f"Tue May 07 10:{number % 60:02d}:00 +0000 2019",
        "full_text": words,
        "entities": {"hashtags": [], "user_mentions": [], "urls": []},
    }
    return told | more


def reply(to: int, user: str = ME, name: str = "lamplog") -> dict[str, Any]:
    return {
        "in_reply_to_status_id_str": str(to),
        "in_reply_to_user_id_str": user,
        "in_reply_to_screen_name": name,
    }


def write(path: Path, wrapper: str, value: object, end: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(wrapper + json.dumps(value, ensure_ascii=False) + end, encoding="utf-8")
    return path


def read(folder: Path) -> dict[str, Reading]:
    reader = TwitterArchive()
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    sources = [SourceFile(path=folder / n, name=n) for n in names if reader.looks_for(n)]
    return {each.source: each for each in reader.read(sources, Hints())}


def account(folder: Path) -> None:
    told = [{"account": {"username": "lamplog", "accountId": ME}}]
    write(folder / "data/account.js", "window.YTD.account.part0 = ", told)


def archive(folder: Path, *tweets: dict[str, Any]) -> tuple[PostGroup, ...]:
    account(folder)
    wrapped = [{"tweet": each} for each in tweets]
    write(folder / "data/tweets.js", "window.YTD.tweets.part0 = ", wrapped)
    return read(folder)["data/tweets.js"].groups


def test_only_a_few_files_are_looked_for() -> None:
    reader = TwitterArchive()
    wanted = (
        *("data/tweets.js", "tweet.js", "data/tweets-part1.js", "a/data/tweet-part2.js"),
        *("data/note-tweet.js", "account.js", "data/manifest.js", "data/js/tweets/2013_05.js"),
        *("data/js/user_details.js", "tweets.csv"),
    )
    assert [name for name in wanted if not reader.looks_for(name)] == []
    unwanted = (
        *("data/deleted-tweets.js", "data/direct-messages.js", "data/direct-messages-group.js"),
        *("data/twitter-circle-tweet.js", "data/like.js", "data/community-tweet.js"),
        *("data/deleted-note-tweet.js", "data/ip-audit.js", "data/tweetdeck.js"),
        *("data/account-suspension.js", "data/js/tweets/2013_05_original.js"),
    )
    assert [name for name in unwanted if reader.looks_for(name)] == []


@pytest.mark.parametrize(
    ("name", "head", "accepted"),
    [
        ("x.txt", b"window.YTD.tweets.part0 = [", True),
        ("x.txt", b"\xef\xbb\xbf window.YTD.tweet.part12=[", True),
        ("x.js", b"Grailbird.data.tweets_2013_05 = \n [ {", True),
        ("x.js", b'[{"tweet": {"id_str": "1"', True),
        ("x.js", b'[{"created_at": "x", "id_str": "1", "text": "y"', True),
        ("x.js", b'[ {"noteTweet": {', True),
        ("x.js", b"window.YTD.note_tweet.part0 = [", True),
        ("x.js", b"window.__THAR_CONFIG = {", True),
        ("x.js", b"var user_details =  {", True),
        ("x.csv", b'"tweet_id","in_reply_to_status_id","timestamp","source","text"\n', True),
        ("x.js", b"window.YTD.deleted_tweets.part0 = [", False),
        ("x.js", b"window.YTD.direct_messages.part0 = [", False),
        ("deleted-tweets.js", b'[{"tweet": {"id_str": "1"', False),
        ("direct-messages.js", b'[{"text": "a", "id_str": "1"', False),
        ("x.json", b'[{"name": "Mara"}]', False),
        ("x.js", b"var tweets = [", False),
        ("x.csv", b"tweet,label\n", False),
    ],
)
def test_files_are_told_by_their_content(name: str, head: bytes, accepted: bool) -> None:
    assert TwitterArchive().accepts(head, name) is accepted


def test_text_is_as_people_read_it(tmp_path: Path) -> None:
    urls = [
        {"url": "https://t.co/aa", "expanded_url": "https://example.org/a?b=1&c=2"},
        {"url": "https://t.co/aab", "expanded_url": "https://speakerdeck.com/ana/lamps"},
    ]
    media = [
        {
            "url": "https://t.co/mm",
            "type": "photo",
            "media_url_https": "https://pbs.example/m.jpg",
            "ext_alt_text": "A  lamp",
        }
    ]
    [group] = archive(
        tmp_path,
        tweet(
            1,
            "R&amp;D https://t.co/aab,\nand https://t.co/aa #lampconf https://t.co/mm",
            entities={"urls": urls, "media": media},
            extended_entities={"media": [*media, {"url": "https://t.co/mm", "type": "photo"}]},
        ),
    )
    [post] = group.posts
    assert post.plain == (
        "R&D https://speakerdeck.com/ana/lamps, and https://example.org/a?b=1&c=2 #lampconf"
    )
    assert post.url == "https://twitter.com/lamplog/status/1"
    assert post.span.address == post.url
    assert post.time is not None
    assert post.time.isoformat() == "2019-05-07T10:01:00+00:00"
    assert [(m.url, m.label, m.kind, m.span) for m in post.media] == [
        ("https://pbs.example/m.jpg", "A lamp", LinkKind.IMAGE, post.span)
    ]


def test_retweets_and_replies_to_others_are_left_out(tmp_path: Path) -> None:
    groups = archive(
        tmp_path,
        tweet(1, "A root #lampconf"),
        tweet(2, "and more", **reply(1)),
        tweet(3, "RT @ana: hello #lampconf"),
        tweet(4, "again #lampconf", retweeted_status={"id_str": "9"}),
        tweet(5, "“@ana: quoted whole” #lampconf"),
        tweet(6, "@ana yes #lampconf", **reply(77, OTHER, "ana")),
        tweet(7, "and yes #lampconf", **reply(6)),
        tweet(8, "no tag at all"),
    )
    assert [[p.identifier for p in g.posts] for g in groups] == [["1", "2"]]
    [note] = read(tmp_path)["data/tweets.js"].diagnostics
    assert note.message == (
        "posts that are left out: 3 repeat what others posted, 2 are said to others, "
        "1 has no hashtag"
    )


def test_posts_of_a_protected_account_are_not_read(tmp_path: Path) -> None:
    mine = {"id_str": ME, "screen_name": "lamplog"}
    groups = archive(
        tmp_path,
        tweet(1, "for all #lampconf", user={**mine, "protected": False}),
        tweet(2, "zanzibar #lampconf", user={**mine, "protected": True}),
    )
    assert [post.plain for group in groups for post in group.posts] == ["for all #lampconf"]
    told = read(tmp_path)["data/tweets.js"]
    assert "1 is of a protected account" in told.diagnostics[0].message
    assert "zanzibar" not in repr(told)


def test_a_handle_at_the_start_without_a_post_is_no_reply(tmp_path: Path) -> None:
    told = tweet(1, "@ana: oil is cheap #lampconf", in_reply_to_user_id_str=OTHER)
    [group] = archive(tmp_path, told)
    assert len(group.posts) == 1


def test_the_last_edition_is_kept_and_replies_follow_it(tmp_path: Path) -> None:
    chain = {"edit_info": {"initial": {"editTweetIds": ["1", "2"]}}}
    other = {"edit_info": {"edit": {"editControlInitial": {"editTweetIds": ["1", "2"]}}}}
    [group] = archive(
        tmp_path,
        tweet(1, "Lapms #lampconf", **chain),
        tweet(2, "Lamps #lampconf", **other),
        tweet(3, "more", **reply(1)),
    )
    assert [p.identifier for p in group.posts] == ["2", "3"]


def test_long_posts_are_restored_by_second_and_beginning(tmp_path: Path) -> None:
    whole = "The whole of it &amp; more, " * 20 + "https://t.co/ll #lampconf"
    core = {
        "text": whole,
        "urls": [{"shortUrl": "https://t.co/ll", "expandedUrl": "https://example.org/l"}],
    }
    notes = [
        {"noteTweet": {"createdAt": "2019-05-07T10:01:00.000Z", "core": {"text": "Other words"}}},
        {"noteTweet": {"createdAt": "2019-05-07T10:01:00.000Z", "core": core}},
    ]
    write(tmp_path / "data/note-tweet.js", "window.YTD.note_tweet.part0 = ", notes)
    own = [{"url": "https://t.co/own", "expanded_url": "https://twitter.com/i/web/status/1"}]
    [group] = archive(
        tmp_path,
        tweet(1, whole[:240] + "… https://t.co/own", entities={"urls": own}),
        tweet(2, "Not long, but it ends so… #lampconf", **reply(1)),
    )
    assert group.posts[0].plain.endswith("& more, https://example.org/l #lampconf")
    assert len(group.posts[0].plain) > 400
    assert group.posts[1].plain == "Not long, but it ends so… #lampconf"


def test_an_archive_of_months(tmp_path: Path) -> None:
    user = {"screen_name": "lamplog", "id_str": ME}
    first = tweet(1, "", text="Root &lt;b&gt; #lampconf", user=user)
    first |= {"created_at": "2013-05-31 23:59:00 +0000"}
    second = tweet(2, "", text="Next", user=user, **reply(1))
    del first["full_text"], second["full_text"]
    folder = tmp_path / "data/js"
    write(folder / "tweets/2013_05.js", "Grailbird.data.tweets_2013_05 = \n ", [first])
    write(folder / "tweets/2013_06.js", "Grailbird.data.tweets_2013_06 = \n ", [second], ";")
    write(folder / "user_details.js", "var user_details = ", {"screen_name": "lamplog", "id": ME})
    (tmp_path / "tweets.csv").write_text('"tweet_id","timestamp","text"\n"1","x","y"\n')
    told = read(tmp_path)
    [group] = told["data/js/tweets/2013_05.js"].groups
    assert [p.plain for p in group.posts] == ["Root <b> #lampconf", "Next"]
    assert [p.span.source[-10:] for p in group.posts] == ["2013_05.js", "2013_06.js"]
    assert group.owner.handle == "lamplog"
    assert told["data/js/tweets/2013_06.js"].groups == ()
    taken = {name: reading.taken_for and reading.taken_for.what for name, reading in told.items()}
    assert taken["tweets.csv"] == taken["data/js/user_details.js"] == "part"
    assert taken["data/js/tweets/2013_06.js"] == "archive"


TABLE = "tweet_id in_reply_to_status_id timestamp text retweeted_status_id expanded_urls"


def test_a_table_is_read_where_there_is_nothing_else(tmp_path: Path) -> None:
    with (tmp_path / "tweets.csv").open("w", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        rows.writerow(TABLE.split())
        photo = "https://twitter.com/lamplog/status/5/photo/1"
        rows.writerow(("5", "", "2013-05-01 10:00:00 +0000", "Two\nlines #lampconf", "", photo))
        rows.writerow(
            ("6", "5", "2013-05-01 10:01:00 +0000", "http://t.co/a", "", "http://b.org/c")
        )
        rows.writerow(("7", "", "2013-05-01 10:02:00 +0000", "RT x #lampconf", "4", ""))
    [group] = read(tmp_path)["tweets.csv"].groups
    assert [p.plain for p in group.posts] == ["Two lines #lampconf", "http://b.org/c"]
    assert group.owner.handle == "lamplog"


def test_parts_of_one_archive_belong_together(tmp_path: Path) -> None:
    account(tmp_path)
    write(tmp_path / "data/tweets.js", "window.YTD.tweets.part0 = ", [tweet(2, "b", **reply(1))])
    write(tmp_path / "data/tweets-part1.js", "window.YTD.tweets.part1 = ", [tweet(1, "a #lc")])
    told = read(tmp_path)
    assert told["data/tweets.js"].groups == ()
    [group] = told["data/tweets-part1.js"].groups
    assert [p.plain for p in group.posts] == ["a #lc", "b"]


def test_archives_of_two_folders_are_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        told = [{"account": {"username": name, "accountId": name.encode().hex()}}]
        write(tmp_path / name / "data/account.js", "window.YTD.account.part0 = ", told)
        posts = [tweet(1, f"{name} #lampconf")]
        write(tmp_path / name / "data/tweets.js", "window.YTD.tweets.part0 = ", posts)
    told_of = read(tmp_path)
    owners = [told_of[f"{n}/data/tweets.js"].groups[0].owner.handle for n in ("a", "b")]
    assert owners == ["a", "b"]


def test_the_owner_is_found_without_an_account(tmp_path: Path) -> None:
    posts = [tweet(1, "a #lampconf"), tweet(2, "b", **reply(1)), tweet(3, "c", **reply(9, ME))]
    write(tmp_path / "tweets.js", "", posts)
    [first, *_] = read(tmp_path)["tweets.js"].groups
    assert first.owner.handle == "lamplog"
    assert [p.plain for p in first.posts] == ["a #lampconf", "b"]
    write(tmp_path / "tweets.js", "", [tweet(1, "a #lampconf")])
    reading = read(tmp_path)["tweets.js"]
    assert reading.groups[0].posts[0].url == "https://twitter.com/i/status/1"
    assert [d.code for d in reading.diagnostics] == ["archive-owner-unknown"]


def test_a_broken_archive_says_so_without_quoting_it(tmp_path: Path) -> None:
    account(tmp_path)
    path = tmp_path / "data/tweets.js"
    whole = json.dumps([tweet(1, "kept #lampconf"), tweet(2, "secret words")])
    path.write_text("window.YTD.tweets.part0 = " + whole[:-30] + "@@ secret")
    reading = read(tmp_path)["data/tweets.js"]
    assert [p.plain for g in reading.groups for p in g.posts] == ["kept #lampconf"]
    [problem] = [d for d in reading.diagnostics if d.code == "source-broken"]
    assert "after entry 1" in problem.message
    assert "secret" not in repr(reading)


def test_an_archive_without_hashtags_tells_of_no_event(tmp_path: Path) -> None:
    assert archive(tmp_path, tweet(1, "bread")) == ()
    codes = [d.code for d in read(tmp_path)["data/tweets.js"].diagnostics]
    assert codes == ["posts-left-out", "not-notes"]


def test_names_of_those_who_are_mentioned_are_kept(tmp_path: Path) -> None:
    mentions = [{"screen_name": "ana", "name": "Ana  Reed"}, {"screen_name": 5}, None]
    [group] = archive(tmp_path, tweet(1, "@ana #lc", entities={"user_mentions": mentions}))
    assert [(a.handle, name) for a, name in group.names] == [("ana", "Ana Reed")]


KEYS = """
tweet id_str id created_at full_text text entities urls url expanded_url media user_mentions user
edit_info initial editTweetIds screen_name in_reply_to_status_id_str in_reply_to_user_id_str
noteTweet core createdAt account accountId username
"""
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS.split()),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(JUNK, JUNK, st.binary(max_size=40))
def test_junk_never_raises(tmp_path: Path, told: object, other: object, end: bytes) -> None:
    for name, value in (("tweets.js", told), ("note-tweet.js", other), ("account.js", other)):
        text = "window.YTD.tweets.part0 = " + json.dumps([value, {"tweet": value}])
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogatepass") + end)
    (tmp_path / "tweets.csv").write_bytes(b'"tweet_id","timestamp","text"\n' + end)
    sources = [SourceFile(path=path, name=path.name) for path in sorted(tmp_path.iterdir())]
    readings = TwitterArchive().read(sources, Hints())
    assert [each.source for each in readings] == [each.name for each in sources]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"window.YTD.tweets.part0 = ",
        b"window.YTD.tweets.part0 = [" + b"[" * 100_000,
        b'window.YTD.tweets.part0 = [{"tweet": ' + b'{"a":' * 50_000,
        b'[{"tweet": {"id_str": 1' + b"0" * 5000 + b"}}]",
        b'[{"tweet": {"id": 1e400, "full_text": "a"}}]',
        b'[{"tweet": {"full_text": "\xff\xfe"}}]',
        b"\xff\xfew\x00i\x00",
    ],
)
def test_hostile_files_never_raise(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "tweets.js"
    path.write_bytes(data)
    [reading] = TwitterArchive().read([SourceFile(path=path, name="tweets.js")], Hints())
    assert reading.groups == ()
