"""One post as an archive of Twitter, later X, tells it, in whatever year that was made.

Short addresses are written out, what hangs on a post is no part of its text, and a long post whose
beginning alone is told is restored from where the whole of it stands.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Account, Link, LinkKind, Span
from talkgraph.sources.archives.entries import (
    Entries,
    Entry,
    Hashed,
    identifier_in,
    list_in,
    text_in,
    value_in,
)
from talkgraph.sources.archives.posted import Posted, post_of
from talkgraph.sources.notes.markdown.html import unescaped
from talkgraph.sources.opening import opened
from talkgraph.sources.times import utc_time_in
from talkgraph.words import MONTHS

_REPEATED: Final = re.compile(r"\s*(?:(?:RT|MT)[ :]{0,2}@\w|[“\"]@\w+:)")


def is_repeated(tweet: Entry) -> bool:
    """Tell whether somebody else's post is only repeated."""
    text = text_in(tweet, "full_text", "text")
    return bool(tweet.get("retweeted_status")) or bool(_REPEATED.match(text))


def handle_in(entry: object, *keys: str) -> str:
    """Return the handle at a key, or at the first of several; nothing where it cannot be one."""
    text = text_in(entry, *keys)
    return text if re.fullmatch(r"\w{1,30}", text) else ""


def account(handle: str) -> Account:
    """Return the account of a handle, which may be empty where nobody tells it."""
    url = f"https://twitter.com/{handle}" if handle else None
    return Account(service="twitter", handle=handle, url=url)


@dataclass(frozen=True, slots=True, kw_only=True)
class LongPost:
    """The whole of a post that is longer than others, and what `note` it stands in."""

    text: str
    note: object


def long_post(entry: Entry) -> tuple[dt.datetime, LongPost] | None:
    """Return a long post and the second in which it was posted."""
    note = entry.get("noteTweet", entry)
    text = text_in(value_in(note, "core"), "text")
    time = time_of(text_in(note, "createdAt"))
    if not text or time is None:
        return None
    long = LongPost(text=unescaped(text), note=value_in(note, "core"))
    return time.replace(microsecond=0), long


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweet:
    """What is kept of a post until it is known whose archive it is.

    `answers` is the identifier of the post that it replies to, `answered` the number and the handle
    of whose that is; all are empty where it is no reply. `names` are handles and names.
    """

    source: str
    identifier: str
    time: dt.datetime
    text: str
    answers: str
    answered: tuple[str, str]
    editions: tuple[str, ...]
    media: tuple[Link, ...]
    names: tuple[tuple[str, str], ...]

    def posted(self, owner: Account, number: str, handles: Set[str]) -> Posted:
        """Return the post as its owner's, whose `number` and `handles` (casefolded) are known."""
        to, handle = self.answered
        mine = (to and to == number) or handle.casefold() in handles
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
            names=tuple((account(other), name) for other, name in self.names),
        )


def _url(handle: str, identifier: str) -> str:
    return f"https://twitter.com/{handle or 'i'}/status/{identifier}"


def tweet_of(tweet: Entry, source: str, long: Mapping[dt.datetime, list[LongPost]]) -> Tweet | None:
    """Return a post, restored from the long ones (by second) if it is one; `None` without text."""
    identifier = identifier_in(tweet, "id_str", "id")
    text = unescaped(text_in(tweet, "full_text", "text"))
    time = time_of(text_in(tweet, "created_at")) or _time_in(identifier)
    if not identifier or time is None or not text.strip():
        return None
    urls = _urls(list_in(tweet, "entities", "urls"))
    whole = _whole(text, time, long)
    if whole is not None:
        text = whole.text
        urls |= _urls(list_in(whole.note, "urls"))
    media = [*list_in(tweet, "extended_entities", "media"), *list_in(tweet, "entities", "media")]
    urls |= {text_in(each, "url"): "" for each in media if text_in(each, "url")}
    urls = {short: "" if _leads_to(url, identifier) else url for short, url in urls.items()}
    text = _SHORT.sub(lambda short: urls.get(short[0], short[0]), text)
    return Tweet(
        source=source,
        identifier=identifier,
        time=time,
        text=text,
        answers=identifier_in(tweet, "in_reply_to_status_id_str", "in_reply_to_status_id"),
        answered=(
            identifier_in(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id"),
            handle_in(tweet, "in_reply_to_screen_name"),
        ),
        editions=_editions(tweet),
        media=_media(media, source),
        names=_names(tweet),
    )


def _leads_to(url: str, identifier: str) -> bool:
    """Tell whether an address is that of a post, which its own text has where it was cut."""
    status = _STATUS.match(url)
    return status is not None and status[1] == identifier


_STATUS: Final = re.compile(r"https?://(?:twitter|x)\.com/(?:i/web|\w+)/status/(\d+)\b")
_SHORT: Final = re.compile(r"https?://t\.co/\w+")
_TAIL: Final = 200
_CUT: Final = re.compile(r"(?:…|\.\.\.)\s*+(?:https?://t\.co/\w++\s*+)*+$")


def _whole(
    text: str, time: dt.datetime, long: Mapping[dt.datetime, list[LongPost]]
) -> LongPost | None:
    """Return the long post that a post is the beginning of: of the same second, and words."""
    cut = _CUT.search(text, max(len(text) - _TAIL, 0))
    beginning = " ".join(text[: cut.start()].split()) if cut else ""
    if not beginning:
        return None
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
        (handle_in(each, "screen_name", "screenName"), text_in(each, "name"))
        for each in list_in(tweet, "entities", "user_mentions")
    )
    return tuple((handle, " ".join(name.split())) for handle, name in pairs if handle and name)


# ── times ────────────────────────────────────────────────────────────────────────────────────────

_MONTHS: Final = {name[:3].capitalize(): number for number, name in enumerate(MONTHS, 1)}
_OLD_TIME: Final = re.compile(
    r"\w{3} (\w{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})", re.ASCII
)
_LONGEST_TIME: Final = 40
_FIRST_WITH_TIME: Final = 1 << 35
_EPOCH: Final = 1288834974657


def time_of(text: str) -> dt.datetime | None:
    """Read a time, in UTC.

    >>> time_of("Thu Sep 14 19:00:00 +0000 2023") == time_of("2023-09-14T19:00:00.000Z")
    True
    >>> time_of("2013-11-29 07:05:13 +0000").isoformat()
    '2013-11-29T07:05:13+00:00'
    """
    text = text.strip()
    if len(text) > _LONGEST_TIME:
        return None
    old = _OLD_TIME.fullmatch(text)
    if old:
        month = _MONTHS.get(old[1], 0)
        text = f"{old[5]}-{month:02d}-{old[2]}T{old[3]}{old[4]}"
    return utc_time_in(re.sub(r"\s+(?=[+-]\d)", "", text))


def _time_in(identifier: str) -> dt.datetime | None:
    """Return the time that stands in an identifier since November 2010."""
    if not identifier or int(identifier) < _FIRST_WITH_TIME:
        return None
    try:
        milliseconds = (int(identifier) >> 22) + _EPOCH
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


# ── posts in a table ─────────────────────────────────────────────────────────────────────────────


class Table(Entries):
    """Reads the posts of `tweets.csv` as the entries of other files are."""

    def __iter__(self) -> Iterator[Entry]:
        """Yield the rows; one that is no row of a table ends it."""
        try:
            with opened(self._source) as file:
                hashed = Hashed(file)
                text = io.TextIOWrapper(io.BufferedReader(hashed), "utf-8-sig", "replace", "")
                try:
                    for row in csv.DictReader(text):
                        self.count += 1
                        yield _of_row(row)
                except csv.Error:
                    self.problem = f"it is no table after row {self.count}"
                self.sha256 = hashed.finish()
        except OSError as error:
            self.problem = f"the file cannot be read: {error.strerror or 'no access'}"


def _of_row(row: Mapping[str, str | None]) -> Entry:
    """Return a row as an entry; its addresses belong to the short ones if there are as many."""
    text = row.get("text") or ""
    short = list(dict.fromkeys(_SHORT.findall(text)))
    whole = list(dict.fromkeys((row.get("expanded_urls") or "").split(",")))
    pairs = zip(short, whole, strict=True) if len(short) == len(whole) else ()
    return {
        "id_str": row.get("tweet_id"),
        "created_at": row.get("timestamp"),
        "full_text": text,
        "in_reply_to_status_id_str": row.get("in_reply_to_status_id"),
        "in_reply_to_user_id_str": row.get("in_reply_to_user_id"),
        "retweeted_status": row.get("retweeted_status_id"),
        "entities": {
            "urls": [{"url": url, "expanded_url": to} for url, to in pairs],
            "media": [{"expanded_url": to} for to in whole],
        },
    }
