"""Which links of an entry are kept, and what they lead to: recordings, slides, other pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from talkgraph.model import Link, LinkKind, Span
from talkgraph.sources.notes.addresses import link_kind
from talkgraph.sources.programmes.schedule.programme import Entry, Fields, Part, line

_USELESS: Final = re.compile(
    r"(?:(?:submit|send|give|leave|your|talk|session)\s+)*(?:chat(?:\s*room)?|feedback(?:\s+form)?"
    r"|rate\s+this\s+\w+)(?:\s*\([^()]*\))?|(?:join|live)\s+chat(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
_USELESS_URL: Final = re.compile(
    r"https?://(?:www\.)?matrix\.to/|https?://[^?#]*/feedback(?:/|/new|/\d+\.php)?(?:[?#]|$)", re.I
)
_RECORDING: Final = re.compile(
    r"(?:(?:talk|session|the|full|download|watch)\s+)*(?:video|recording|aufzeichnung|mitschnitt"
    r"|vid[eé]o|enregistrement|youtube|vimeo)"
    r"(?:\s+(?:recording|video|of\s+(?:the|this)\s+(?:talk|session)|download|stream|file|link))*"
    r"(?:\s*[(\[][^()\[\]]{0,40}[)\]])?(?:\s*[-–,]?\s*[\d.,]+\s*[KMG]i?B)?",
    re.IGNORECASE,
)
_CHANNEL: Final = re.compile(
    r"//(?:www\.|m\.)?youtube\.com/(?:@|c/|channel/|user/|playlist)|/channels?(?:[/?#]|$)", re.I
)
_SLIDES: Final = re.compile(r"\.(?:odp|pptx?|key)(?:[?#]|$)", re.IGNORECASE)
_SUBTITLES: Final = re.compile(r"\.(?:vtt|srt)(?:[?#]|$)", re.IGNORECASE)
_VIDEO: Final = re.compile(
    r"\.(?:webm|mp4|mkv|m4v|ogv)(?:[?#]|$)|//(?:www\.)?media\.ccc\.de/v/", re.IGNORECASE
)
_NAMED_SO: Final = re.compile(r"sub-?titles?|captions?|untertitel|sous-titres|transcript", re.I)
_TYPES: Final = {
    **dict.fromkeys(("slides", "slide", "presentation"), LinkKind.SLIDES),
    **dict.fromkeys(("video", "recording", "recordings"), LinkKind.VIDEO),
    **dict.fromkeys(("blog", "article"), LinkKind.BLOG),
    **dict.fromkeys(("image", "logo"), LinkKind.IMAGE),
}
_WHOLE: Final = re.compile(r"https?://[^/]", re.IGNORECASE)
_TELLING: Final = 4
"""A label of more words is the title of something, which is hardly the talk's own recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links of an entry that are of use, and how many are not."""

    kept: tuple[Link, ...]
    useless: int = 0


def links_of(entry: Entry, source: str, base: str) -> Links:
    """Return the links of an entry, each address once; `base` is what short addresses are below.

    Chat rooms and forms for feedback are of no use.
    """
    kept: dict[str, Link] = {}
    useless = 0
    for part in (*entry.links, *_fields(entry)):
        url = web_address(line(part.fields, "url", "href", "@href", "#text"), base)
        label = _label(part.fields, url)
        if not url:
            continue
        if _USELESS.fullmatch(label) or _USELESS_URL.match(url):
            useless += 1
            continue
        kind, label = _kind(url, label, part.fields)
        span = Span(source=source, path=part.path)
        kept.setdefault(url, Link(url=url, label=label, kind=kind, span=span))
    return Links(kept=tuple(kept.values()), useless=useless)


def _fields(entry: Entry) -> Iterable[Part]:
    """Yield what an entry has in fields of its own: a recording to download, a picture."""
    for name, kind, label in (
        ("video_download_url", "video", "Video"),
        ("video_url", "video", "Video"),
        ("logo", "logo", "Logo"),
    ):
        told = line(entry.fields, name) or line(_below(entry.fields, name), "url")
        if told:
            fields = {"url": told, "type": kind, "title": label}
            yield Part(path=f"{entry.path}/{name}", fields=fields)


def _below(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def web_address(url: str, base: str) -> str:
    """Return a whole address, or nothing if it is none of the web.

    >>> web_address("/files/a.pdf", "https://quay.example/2031/"), web_address("http://", "")
    ('https://quay.example/files/a.pdf', '')
    """
    try:
        whole = url if _WHOLE.match(url) or not (base and url) else urljoin(base, url)
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:
        return ""
    is_whole = parts.scheme in {"http", "https"} and host and not re.search(r"\s", whole)
    return whole if is_whole else ""


def _label(fields: Fields, url: str) -> str:
    own = line(fields, "title", "name", "label", "description")
    return own or (line(fields, "#text") if line(fields, "url", "href", "@href") else "") or url


def _kind(url: str, label: str, fields: Fields) -> tuple[LinkKind, str]:
    """Return what a link leads to, and its label."""
    if _SUBTITLES.search(url):
        return LinkKind.OTHER, label if _NAMED_SO.search(label) else f"Subtitles: {label}"
    told = _TYPES.get(line(fields, "type").casefold())
    if told is not None:
        return told, label
    if line(fields, "in") == "recordings" or _is_recording(url, label):
        return LinkKind.VIDEO, label
    if line(fields, "in") == "attachments" and _SLIDES.search(url):
        return LinkKind.SLIDES, label
    kind = link_kind(url, label)
    is_video = LinkKind.VIDEO in {kind, link_kind(url)}
    return (LinkKind.OTHER if is_video else kind), label


def _is_recording(url: str, label: str) -> bool:
    """Tell whether a link leads to the talk's own recording, and not to any video or channel."""
    if _CHANNEL.search(url):
        return False
    if label == url:
        return bool(_VIDEO.search(url)) or link_kind(url) is LinkKind.VIDEO
    is_short = len(label.split()) <= _TELLING
    return bool(_RECORDING.fullmatch(label) or (is_short and _VIDEO.search(url)))
