"""Reads the archive of posts that Twitter, later X, hands to its users, of whatever year.

Posts are in `tweets.js` (`tweet.js`, `tweets-part1.js`), long ones again in `note-tweet.js`; before
2019 in one file a month (`data/js/tweets/2013_05.js`) and in a table, `tweets.csv`. `account.js`,
`manifest.js` and `user_details.js` say whose they are. Nothing else in an archive is ever opened:
it holds private messages, and posts that were deleted.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.model import (
    NOT_NOTES,
    Account,
    Diagnostic,
    Hints,
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
from talkgraph.sources.archives.threads import Grouped, grouped
from talkgraph.sources.archives.tweet import (
    LongPost,
    Table,
    Tweet,
    account,
    handle_in,
    is_repeated,
    long_post,
    tweet_of,
)
from talkgraph.sources.formats import CUT
from talkgraph.sources.opening import opened
from talkgraph.sources.whole import BROKEN
from talkgraph.words import numbered

_POSTS: Final = re.compile(r"tweets?(?:-part\d+)?\.js|\d{4}_\d\d\.js", re.IGNORECASE)
_LONG: Final = re.compile(r"note-tweets?(?:-part\d+)?\.js", re.IGNORECASE)
_OWNER: Final = re.compile(r"(?:account|manifest|user_details)\.js", re.IGNORECASE)
_TABLE: Final = re.compile(r"tweets\.csv", re.IGNORECASE)
_PRIVATE: Final = re.compile(r"deleted|direct|message|circle|draft", re.IGNORECASE)
_HEADS: Final = (
    ("posts", re.compile(rb"window\.YTD\.tweets?\.part\d+\s*=")),
    ("posts", re.compile(rb"Grailbird\.data\.tweets_\d{4}_\d\d\s*=")),
    ("long", re.compile(rb"window\.YTD\.note_?tweets?\.part\d+\s*=", re.IGNORECASE)),
    ("owner", re.compile(rb"window\.YTD\.account\.part\d+\s*=")),
    ("owner", re.compile(rb"window\.__THAR_CONFIG\s*=")),
    ("owner", re.compile(rb"(?:var\s+)?user_details\s*=")),
    ("table", re.compile(rb'"?tweet_id"?,[^\r\n]*"?timestamp"?,[^\r\n]*"?text"?[,\r\n]')),
)
_BARE: Final = (
    ("long", re.compile(rb'\[\s*\{\s*"noteTweet"\s*:')),
    ("owner", re.compile(rb'\[\s*\{\s*"account"\s*:\s*\{[^{}]*"username"')),
    ("posts", re.compile(rb'\[\s*\{(?=.*"(?:full_text|text)"\s*:)(?=.*"id_str"\s*:)', re.DOTALL)),
    ("posts", re.compile(rb'\[\s*\{\s*"tweet"\s*:\s*\{')),
)
_FOLDERS: Final = re.compile(r"(?:(?:^|/)(?:data(?:/js(?:/tweets)?)?))?/?[^/]*$")


def _what(head: bytes, name: str) -> str:
    """Return what a file holds: "posts", a "table" of them, "long" ones, the "owner", or ""."""
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
        folder, _, base = name.rpartition("/")
        if base[:1].isdigit() and _PRIVATE.search(folder.rsplit("/", 1)[-1]):
            return False
        return any(each.fullmatch(base) for each in (_POSTS, _LONG, _OWNER, _TABLE))

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
        """The account, without a handle where nothing tells it."""
        best = min(self.seen, key=lambda each: (-self.seen[each], each), default="")
        return account(self.handle or best)

    @property
    def handles(self) -> frozenset[str]:
        """All handles that it has had."""
        return frozenset(each.casefold() for each in (self.handle, *self.seen) if each)

    def told(self, entry: Entry) -> None:
        """Take what a file says that is about nothing else."""
        about = entry.get("account", entry.get("userInfo", entry))
        self.number = self.number or identifier_in(about, "accountId", "id")
        self.handle = self.handle or handle_in(about, "username", "userName", "screen_name")

    def see(self, tweet: Entry) -> None:
        """Take what a post says: its author, whom it replies to if that is me, its pictures."""
        author = value_in(tweet, "user")
        self.number = self.number or identifier_in(author, "id_str", "id")
        self._count(handle_in(author, "screen_name"), 3)
        to = identifier_in(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id")
        if to and to == self.number:
            self._count(handle_in(tweet, "in_reply_to_screen_name"), 2)
        own = identifier_in(tweet, "id_str", "id")
        for media in list_in(tweet, "entities", "media"):
            match = _STATUS.search(text_in(media, "expanded_url"))
            if match and match[2] == own:
                self._count(match[1], 1)

    def see_replies(self, tweets: Iterable[Tweet]) -> None:
        """Take whom posts reply to that reply to one of them."""
        tweets = tuple(tweets)
        own = {each.identifier for each in tweets}
        for each in tweets:
            if each.answers in own:
                self.number = self.number or each.answered[0]
                self._count(each.answered[1], 2)

    def _count(self, handle: str, weight: int) -> None:
        if handle:
            self.seen[handle] += weight


class _Archive:
    """The files of one archive, read one after the other: first whose they are, posts last."""

    def __init__(self, sources: Sequence[SourceFile]) -> None:
        self._sources = sources
        self._owner = _Owner()
        self._long: dict[dt.datetime, list[LongPost]] = {}
        self._raw: dict[str, list[Tweet]] = {}
        self._entries: dict[str, Entries] = {}
        self._passed: dict[str, Counter[str]] = {}

    def read(self) -> tuple[Reading, ...]:
        """Read all files, and return a reading of each, in the order in which they are given."""
        kinds = {source.name: _kind(source) for source in self._sources}
        several = "posts" in kinds.values()
        for kind in ("owner", "long", "posts", *(() if several else ("table",))):
            for source in sorted(self._sources, key=lambda each: each.name):
                if kinds[source.name] == kind:
                    self._read_file(source, kind)
        tweets = [each for raw in self._raw.values() for each in raw]
        self._raw.clear()
        self._owner.see_replies(tweets)
        owner = self._owner.account
        posts = (each.posted(owner, self._owner.number, self._owner.handles) for each in tweets)
        told = grouped(posts, owner)
        first = next(iter(self._passed), None)
        return tuple(
            self._reading(source.name, kinds[source.name], told, whole=source.name == first)
            for source in self._sources
        )

    def _read_file(self, source: SourceFile, kind: str) -> None:
        entries: Entries = Table(source) if kind == "table" else Entries(source)
        self._entries[source.name] = entries
        if kind in {"posts", "table"}:
            self._read_posts(source.name, entries)
        for entry in entries if kind in {"owner", "long"} else ():
            if kind == "owner":
                self._owner.told(entry)
            elif found := long_post(entry):
                self._long.setdefault(found[0], []).append(found[1])

    def _read_posts(self, name: str, entries: Entries) -> None:
        kept: list[Tweet] = []
        passed = Counter[str]()
        for entry in entries:
            tweet = entry.get("tweet", entry)
            if not isinstance(tweet, dict):
                passed["without text"] += 1
                continue
            self._owner.see(tweet)
            if value_in(tweet, "user", "protected") is True:
                passed["protected"] += 1
                continue
            if is_repeated(tweet):
                passed["of others"] += 1
                continue
            found = tweet_of(tweet, name, self._long)
            if found is None:
                passed["without text"] += 1
            else:
                kept.append(found)
        self._raw[name], self._passed[name] = kept, passed

    def _reading(self, name: str, kind: str, told: Grouped, *, whole: bool) -> Reading:
        entries = self._entries.get(name)
        sha256 = entries.sha256 if entries else ""
        problems = []
        if entries is not None and entries.problem:
            message = (
                f"this is a Twitter archive, but not all of it can be read: {entries.problem}; "
                "ask for it anew"
            )
            problems.append(Diagnostic.at(Span(source=name), BROKEN, message, Severity.ERROR))
        if name not in self._passed:
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
            (passed["protected"], "is of a protected account", "are of a protected account"),
            (passed["of others"], "repeats what others posted", "repeat what others posted"),
            (passed["without text"], "has no text or no date", "have no text or no date"),
        ]
        if whole:
            counts += [
                (told.in_talk_with_others, "is said to others", "are said to others"),
                (told.superseded, "was edited later", "were edited later"),
                (told.untagged, "has no hashtag", "have no hashtag"),
            ]
            if not self._owner.account.handle:
                message = (
                    "nothing tells whose archive this is: account.js is not beside it; put it there"
                )
                yield Diagnostic.at(span, "archive-owner-unknown", message)
        reasons = ", ".join(numbered(*each) for each in counts if each[0])
        if reasons:
            message = f"posts that are left out: {reasons}"
            yield Diagnostic.at(span, "posts-left-out", message, Severity.INFO)
        if not groups and not any(group.source != name for group in told.groups):
            message = "no post in this archive has a hashtag, by which to know its event"
            yield Diagnostic.at(span, NOT_NOTES, message, Severity.INFO)


_PARTS: Final = {
    "owner": "whose archive of posts it is",
    "long": "long posts",
    "table": "a table of the posts that other files tell in full",
}
_STATUS: Final = re.compile(r"(?:twitter|x)\.com/(\w{1,30})/status(?:es)?/(\d{1,20})")


def _kind(source: SourceFile) -> str:
    """Return what a file holds; one that cannot be opened will say so when it is read."""
    try:
        with opened(source) as file:
            return _what(file.read(CUT), source.name) or "posts"
    except OSError:
        return "posts"
