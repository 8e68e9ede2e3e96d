"""When a post was posted, as its number tells: some networks number posts by the clock.

==============  =======================================  ==========================================
network         bits of the number                       counted from
==============  =======================================  ==========================================
X, Twitter      42 of milliseconds, 22 of others         2010-11-04 01:42:54.657 UTC ("snowflake")
Mastodon        48 of milliseconds, 16 of others         1970-01-01 00:00 UTC
==============  =======================================  ==========================================

Twitter numbers posts so since 2010-11-04 (the first such number is 29700859247); before, it counted
them, and a number tells no time. Mastodon does since version 2.0 (October 2017). A Mastodon number
is read where the host is not known to be something else, and only where the time it gives lies
between that version and the year 2100: other servers number posts in other ways, and theirs are
shorter.
"""

import datetime as dt
import re
from typing import Final

from talkgraph.model.links import TWITTER, host_and_path, is_federated

_POST_AT_TWITTER: Final = re.compile(r"[^/]+/(?:web/)?status(?:es)?/(\d{1,20})(?:/.*)?")
_UNROLLED: Final = re.compile(r"thread/(\d{1,20})(?:\.html)?")
_POST_AT_MASTODON: Final = re.compile(r"(?:@[^/]+|users/[^/]+/statuses)/(\d{1,20})")
_TWITTER_BITS: Final = 22
_TWITTER_BEGAN: Final = 1_288_834_974_657
_FIRST_SNOWFLAKE: Final = 29_700_859_247
_MASTODON_BITS: Final = 16
_MASTODON_2: Final = dt.datetime(2017, 10, 1, tzinfo=dt.UTC)
_LAST: Final = int(dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp())


def posted_at(url: str) -> dt.datetime | None:
    """Return when the post at an address was posted, in UTC, where its number says so.

    As the networks show it, in whole seconds.

    >>> str(posted_at("https://x.com/ana/status/1500000000000000000?s=20"))
    '2022-03-05 06:47:23+00:00'
    >>> str(posted_at("https://quay.example/@ana/109300000000000000"))
    '2022-11-07 01:47:24+00:00'
    >>> posted_at("https://twitter.com/ana/status/20") is None
    True
    """
    host, segments = host_and_path(url)
    path = "/".join(segments)
    if host in TWITTER:
        return _by_twitter(_POST_AT_TWITTER.fullmatch(path))
    if host == "threadreaderapp.com":
        return _by_twitter(_UNROLLED.fullmatch(path))
    return _by_mastodon(_POST_AT_MASTODON.fullmatch(path)) if is_federated(host) else None


def _by_twitter(match: re.Match[str] | None) -> dt.datetime | None:
    number = int(match[1]) if match else 0
    if number < _FIRST_SNOWFLAKE:
        return None
    return _at(_TWITTER_BEGAN + (number >> _TWITTER_BITS))


def _by_mastodon(match: re.Match[str] | None) -> dt.datetime | None:
    time = _at(int(match[1]) >> _MASTODON_BITS) if match else None
    return time if time is not None and time >= _MASTODON_2 else None


def _at(milliseconds: int) -> dt.datetime | None:
    """Return a time of Unix, unless no network can have numbered a post so."""
    seconds = milliseconds // 1000
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds < _LAST else None
