"""Reads the archive of posts that Twitter, later X, hands to its users, of whatever year.

Posts are in `tweets.js` (`tweet.js`, `tweets-part1.js`), long ones again in `note-tweet.js`; before
2019 in one file a month (`data/js/tweets/2013_05.js`). `account.js`, `manifest.js` and
`user_details.js` say whose they are. Nothing else in an archive is ever opened: it holds private
messages, and posts that were deleted.
"""

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import (
    NOT_NOTES,
    Account,
    Diagnostic,
    Hints,
    Link,
    LinkKind,
    PostGroup,
    Reading,
    Severity,
    SourceFile,
    Span,
    TakenFor,
)
from talkgraph.sources.archives.entries import (
    Entries,
    Entry,
    identifier_in,
    list_in,
    text_in,
    value_in,
)
from talkgraph.sources.archives.posted import Posted, post_of
from talkgraph.sources.archives.threads import Grouped, grouped
from talkgraph.sources.opening import opened
from talkgraph.sources.programmes.telling import BROKEN

_POSTS: Final = re.compile(r"tweets?(?:-part\d+)?\.js|\d{4}_\d\d\.js", re.IGNORECASE)
_LONG: Final = re.compile(r"note-tweets?(?:-part\d+)?\.js", re.IGNORECASE)
_OWNER: Final = re.compile(r"(?:account|manifest|user_details)\.js", re.IGNORECASE)
_MONTH: Final = re.compile(r"(?:.*/)?data/js/tweets/\d{4}_\d\d\.js", re.IGNORECASE)
_PRIVATE: Final = re.compile(r"deleted|direct|message|circle|draft", re.IGNORECASE)
_HEADS: Final = (
    ("posts", re.compile(rb"window\.YTD\.tweets?\.part\d+\s*=")),
    ("posts", re.compile(rb"Grailbird\.data\.tweets_\d{4}_\d\d\s*=")),
    ("long", re.compile(rb"window\.YTD\.note_?tweets?\.part\d+\s*=", re.IGNORECASE)),
    ("owner", re.compile(rb"window\.YTD\.account\.part\d+\s*=")),
    ("owner", re.compile(rb"window\.__THAR_CONFIG\s*=")),
    ("owner", re.compile(rb"(?:var\s+)?user_details\s*=")),
)
_BARE: Final = (
    ("long", re.compile(rb'\[\s*\{\s*"noteTweet"\s*:')),
    ("owner", re.compile(rb'\[\s*\{\s*"account"\s*:\s*\{[^{}]*"username"')),
    ("posts", re.compile(rb'\[\s*\{(?=.*"(?:full_text|text)"\s*:)(?=.*"id_str"\s*:)', re.DOTALL)),
    ("posts", re.compile(rb'\[\s*\{\s*"tweet"\s*:\s*\{')),
)
_FOLDERS: Final = re.compile(r"(?:(?:^|/)(?:data(?:/js(?:/tweets)?)?))?/?[^/]*$")


def _what(head: bytes, name: str) -> str:
    """Return what a file of the archive holds: "posts", "long" ones, its "owner", or nothing."""
    if _PRIVATE.search(name.rsplit("/", 1)[-1]):
        return ""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    known = _HEADS if not head.startswith(b"[") else _BARE
    return next((what for what, pattern in known if pattern.match(head)), "")


class TwitterArchive:
    """Reads tweets.js and what belongs to it.

    Implements `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        """Tell by its name whether a file is one of the few of an archive that are read."""
        base = name.rsplit("/", 1)[-1]
        if base[:1].isdigit():
            return bool(_MONTH.fullmatch(name))
        return any(each.fullmatch(base) for each in (_POSTS, _LONG, _OWNER))

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file holds posts, long posts or whose they are."""
        return bool(_what(head, name))

    def read(self, sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
        """Read archives, each as a whole: files that lie in one folder are of one."""
        folders: dict[str, list[SourceFile]] = {}
        for source in sources:
            folders.setdefault(_FOLDERS.sub("", source.name), []).append(source)
        told = {
            reading.source: reading
            for folder in sorted(folders)
            for reading in _Archive(folders[folder]).read()
        }
        return tuple(told[source.name] for source in sources)


@dataclass(slots=True, kw_only=True)
class _Owner:
    """Whose archive it is, as far as is known: the account's number and handles, best first."""

    number: str = ""
    handle: str = ""
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def account(self) -> Account:
        handle = self.handle
        if not handle and self.seen:
            handle = min(self.seen, key=lambda each: (-self.seen[each], each))
        return _account(handle)


def _account(handle: str) -> Account:
    return Account(
        service="twitter", handle=handle, url=f"https://twitter.com/{handle}" if handle else None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _LongPost:
    text: str
    note: object


class _Archive:
    """The files of one archive, read one after the other: first whose they are, posts last."""

    def __init__(self, sources: Sequence[SourceFile]) -> None:
        self._sources = sources
        self._owner = _Owner()
        self._long: dict[dt.datetime, list[_LongPost]] = {}
        self._raw: dict[str, list[_Tweet]] = {}
        self._read: dict[str, tuple[str, Entries]] = {}
        self._passed: dict[str, Counter[str]] = {}

    def read(self) -> tuple[Reading, ...]:
        """Read all files, and return a reading of each, in the order in which they are given."""
        kinds = {source.name: _kind(source) for source in self._sources}
        readers = (("owner", self._read_owner), ("long", self._read_long), ("posts", self._posts))
        for kind, read in readers:
            for source in sorted(self._sources, key=lambda each: each.name):
                if kinds[source.name] == kind:
                    at = "" if kind == "owner" and not _is_list(source) else "item"
                    entries = Entries(source, at)
                    self._read[source.name] = (kind, entries)
                    read(source.name, entries)
        owner = self._owner.account
        posts = [each.posted(owner, self._owner) for raw in self._raw.values() for each in raw]
        self._raw.clear()
        told = grouped(posts, owner)
        first = next((s.name for s in self._sources if kinds[s.name] == "posts"), None)
        return tuple(
            self._reading(source.name, told, whole=source.name == first) for source in self._sources
        )

    def _read_owner(self, name: str, entries: Entries) -> None:
        for entry in entries:
            about = entry.get("account", entry.get("userInfo", entry))
            self._owner.number = self._owner.number or identifier_in(about, "accountId", "id")
            handle = text_in(about, "username", "userName", "screen_name")
            self._owner.handle = self._owner.handle or _handle(handle)

    def _read_long(self, name: str, entries: Entries) -> None:
        for entry in entries:
            note = entry.get("noteTweet", entry)
            text = text_in(value_in(note, "core"), "text")
            time = time_of(text_in(note, "createdAt"))
            if text and time:
                long = _LongPost(text=html.unescape(text), note=value_in(note, "core"))
                self._long.setdefault(time.replace(microsecond=0), []).append(long)

    def _posts(self, name: str, entries: Entries) -> None:
        kept: list[_Tweet] = []
        passed = Counter[str]()
        for entry in entries:
            tweet = entry.get("tweet", entry)
            if not isinstance(tweet, dict):
                passed["without text"] += 1
                continue
            self._see(tweet)
            if _is_repeated(tweet):
                passed["of others"] += 1
                continue
            found = _tweet(tweet, name, self._long)
            if found is None:
                passed["without text"] += 1
            else:
                kept.append(found)
        self._raw[name], self._passed[name] = kept, passed

    def _see(self, tweet: Entry) -> None:
        """Take note of whose post it is: its author, or else whom it replies to if that is me."""
        owner = self._owner
        author = value_in(tweet, "user")
        owner.number = owner.number or identifier_in(author, "id_str", "id")
        handle = _handle(text_in(author, "screen_name"))
        if handle:
            owner.seen[handle] += 3
        to = identifier_in(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id")
        if to and to == owner.number:
            handle = _handle(text_in(tweet, "in_reply_to_screen_name"))
            if handle:
                owner.seen[handle] += 2
        own = identifier_in(tweet, "id_str", "id")
        for media in list_in(tweet, "entities", "media"):
            match = _STATUS.search(text_in(media, "expanded_url"))
            if match and match[2] == own:
                owner.seen[match[1]] += 1

    def _reading(self, name: str, told: Grouped, *, whole: bool) -> Reading:
        kind, entries = self._read.get(name, ("", None))
        sha256 = entries.sha256 if entries else ""
        problems = []
        if entries is not None and entries.problem:
            message = f"this is a Twitter archive, but not all of it can be read: {entries.problem}"
            problems.append(Diagnostic.at(Span(source=name), BROKEN, message, Severity.ERROR))
        if kind != "posts":
            return Reading(
                source=name,
                sha256=sha256,
                diagnostics=tuple(problems),
                taken_for=TakenFor(what="part", why=f"{_PARTS.get(kind, 'a part')} (Twitter)"),
            )
        groups = tuple(group for group in told.groups if group.source == name)
        return Reading(
            source=name,
            sha256=sha256,
            groups=groups,
            diagnostics=(*problems, *self._noticed(name, told, groups, whole=whole)),
            taken_for=TakenFor(
                what="archive", why="an archive of posts (Twitter)", format="Twitter"
            ),
        )

    def _noticed(
        self, name: str, told: Grouped, groups: Sequence[PostGroup], *, whole: bool
    ) -> Iterable[Diagnostic]:
        """Say how many posts are left out, and why; of the whole archive with one of its files."""
        span = Span(source=name)
        passed = self._passed.get(name, Counter())
        counts = [
            (passed["of others"], "repeat what others posted"),
            (passed["without text"], "have no text or no date"),
        ]
        if whole:
            counts += [
                (told.in_talk_with_others, "are said to others"),
                (told.superseded, "were edited later"),
                (told.untagged, "have no hashtag"),
            ]
            if not self._owner.account.handle:
                message = "nothing tells whose archive this is: account.js is not beside it"
                yield Diagnostic.at(span, "archive-owner-unknown", message)
        reasons = ", ".join(f"{count:,} {why}" for count, why in counts if count)
        if reasons:
            message = f"posts that are left out: {reasons}"
            yield Diagnostic.at(span, "posts-left-out", message, Severity.INFO)
        if not groups and not any(group.source != name for group in told.groups):
            message = "no post in this archive has a hashtag, by which to know its event"
            yield Diagnostic.at(span, NOT_NOTES, message, Severity.INFO)


_PARTS: Final = {"owner": "whose archive of posts it is", "long": "long posts"}
_REPEATED: Final = re.compile(r"\s*(?:(?:RT|MT)[ :]{0,2}@\w|[“\"]@\w+:)")
_STATUS: Final = re.compile(r"(?:twitter|x)\.com/(\w{1,30})/status(?:es)?/(\d{1,20})")


def _kind(source: SourceFile) -> str:
    try:
        with opened(source) as file:
            return _what(file.read(8192), source.name)
    except OSError:
        return "posts"


def _is_list(source: SourceFile) -> bool:
    try:
        with opened(source) as file:
            head = file.read(4096)
    except OSError:
        return True
    at, other = head.find(b"["), head.find(b"{")
    return at >= 0 and (other < 0 or at < other)


def _handle(text: str) -> str:
    return text if re.fullmatch(r"\w{1,30}", text) else ""


def _is_repeated(tweet: Entry) -> bool:
    """Tell whether somebody else's post is only repeated."""
    text = text_in(tweet, "full_text", "text")
    return bool(tweet.get("retweeted_status")) or bool(_REPEATED.match(text))


# ── one post ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tweet:
    """What is kept of a post until it is known whose archive it is."""

    source: str
    identifier: str
    time: dt.datetime
    text: str
    answers: str
    answered: tuple[str, str]
    editions: tuple[str, ...]
    media: tuple[Link, ...]
    names: tuple[tuple[str, str], ...]

    def posted(self, owner: Account, known: _Owner) -> Posted:
        """Return the post as its owner's."""
        number, handle = self.answered
        mine = (number and number == known.number) or (
            handle
            and handle.casefold() in {owner.handle.casefold(), *map(str.casefold, known.seen)}
        )
        url = _url(owner.handle, self.identifier)
        span = Span(source=self.source, address=url)
        post = post_of(
            self.text,
            source=self.source,
            identifier=self.identifier,
            url=url,
            time=self.time,
            author=owner if owner.handle else None,
            reply_to=_url(handle, self.answers) if self.answers else None,
            media=tuple(replace(each, span=span) for each in self.media),
        )
        return Posted(
            post=post,
            sequence=int(self.identifier),
            answers=self.answers or None,
            to_another=bool(self.answers) and not mine,
            editions=self.editions,
            names=tuple((_account(handle), name) for handle, name in self.names),
        )


def _url(handle: str, identifier: str) -> str:
    return f"https://twitter.com/{handle or 'i'}/status/{identifier}"


def _tweet(tweet: Entry, source: str, long: Mapping[dt.datetime, list[_LongPost]]) -> _Tweet | None:
    identifier = identifier_in(tweet, "id_str", "id")
    text = html.unescape(text_in(tweet, "full_text", "text"))
    time = time_of(text_in(tweet, "created_at")) or _time_in(identifier)
    if not identifier or time is None or not text.strip():
        return None
    urls = _urls(list_in(tweet, "entities", "urls"))
    whole = _whole(text, time, long)
    if whole is not None:
        text = whole.text
        urls |= _urls(list_in(whole.note, "urls"))
    media = [*list_in(tweet, "extended_entities", "media"), *list_in(tweet, "entities", "media")]
    urls |= {text_in(each, "url"): "" for each in media}
    own = re.compile(rf"https?://(?:twitter|x)\.com/(?:i/web|\w+)/status/{identifier}\b.*")
    text = _SHORT.sub(lambda m: own.sub("", urls.get(m[0], m[0])), text)
    return _Tweet(
        source=source,
        identifier=identifier,
        time=time,
        text=text,
        answers=identifier_in(tweet, "in_reply_to_status_id_str", "in_reply_to_status_id"),
        answered=(
            identifier_in(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id"),
            _handle(text_in(tweet, "in_reply_to_screen_name")),
        ),
        editions=_editions(tweet),
        media=_media(media, source),
        names=_names(tweet),
    )


_SHORT: Final = re.compile(r"https?://t\.co/\w+")
_CUT: Final = re.compile(r"\s*(?:…|\.\.\.)\s*(?:https?://t\.co/\w+\s*)*$")


def _whole(
    text: str, time: dt.datetime, long: Mapping[dt.datetime, list[_LongPost]]
) -> _LongPost | None:
    """Return the long post that a post is the beginning of: of the same second, and words."""
    cut = _CUT.search(text)
    if cut is None or not cut.start():
        return None
    beginning = " ".join(text[: cut.start()].split())
    second = time.replace(microsecond=0)
    for near in (second, second + dt.timedelta(seconds=1), second - dt.timedelta(seconds=1)):
        for each in long.get(near, ()):
            if " ".join(each.text.split()).startswith(beginning):
                return each
    return None


def _urls(entities: Iterable[object]) -> dict[str, str]:
    """Return what short addresses stand for."""
    found = {}
    for each in entities:
        short = text_in(each, "url", "shortUrl", "short_url")
        whole = text_in(each, "expanded_url", "expandedUrl")
        if short and whole and not re.search(r"\s", whole):
            found[short] = whole
    return found


def _editions(tweet: Entry) -> tuple[str, ...]:
    """Return the identifiers of all versions of a post."""
    info = tweet.get("edit_info")
    lists = (
        list_in(info, "initial", "editTweetIds"),
        list_in(info, "edit", "editControlInitial", "editTweetIds"),
        list_in(info, "edit", "editTweetIds"),
        list_in(tweet, "edit_history_tweet_ids"),
    )
    found = [each for values in lists for each in values if isinstance(each, str)]
    initial = text_in(value_in(info, "edit"), "initialTweetId", "initialTweetID")
    return tuple(dict.fromkeys((*found, initial))) if initial else tuple(dict.fromkeys(found))


_MEDIA_KINDS: Final = {"video": LinkKind.VIDEO}


def _media(media: Iterable[object], source: str) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for each in media:
        url = text_in(each, "media_url_https", "media_url_orig", "media_url")
        if url.startswith("http") and not re.search(r"[\s<>\"]", url):
            kind = _MEDIA_KINDS.get(text_in(each, "type"), LinkKind.IMAGE)
            label = " ".join(text_in(each, "ext_alt_text", "alt_text", "altText").split())
            place = Span(source=source)
            found.setdefault(url, Link(url=url, label=label, kind=kind, span=place))
    return tuple(found.values())


def _names(tweet: Entry) -> tuple[tuple[str, str], ...]:
    """Return the handles that a post mentions, with the names that they give themselves."""
    pairs = (
        (_handle(text_in(each, "screen_name", "screenName")), text_in(each, "name"))
        for each in list_in(tweet, "entities", "user_mentions")
    )
    return tuple((handle, " ".join(name.split())) for handle, name in pairs if handle and name)


# ── times ────────────────────────────────────────────────────────────────────────────────────────

_MONTHS: Final = {
    name: n
    for n, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_OLD_TIME: Final = re.compile(
    r"\w{3} (\w{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})", re.ASCII
)
_FIRST_SNOWFLAKE: Final = 1 << 35
_SNOWFLAKE_EPOCH: Final = 1288834974657


def time_of(text: str) -> dt.datetime | None:
    """Read a time, in UTC.

    >>> time_of("Thu Sep 14 19:00:00 +0000 2023") == time_of("2023-09-14T19:00:00.000Z")
    True
    >>> time_of("2013-11-29 07:05:13 +0000").isoformat()
    '2013-11-29T07:05:13+00:00'
    """
    old = _OLD_TIME.fullmatch(text.strip())
    if old:
        month = _MONTHS.get(old[1], 0)
        text = f"{old[5]}-{month:02d}-{old[2]}T{old[3]}{old[4]}"
    try:
        time = dt.datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", text.strip()))
        return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _time_in(identifier: str) -> dt.datetime | None:
    """Return the time that stands in an identifier since November 2010."""
    if not identifier or int(identifier) < _FIRST_SNOWFLAKE:
        return None
    try:
        milliseconds = (int(identifier) >> 22) + _SNOWFLAKE_EPOCH
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
