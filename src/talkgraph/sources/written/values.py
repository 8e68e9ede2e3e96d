"""How single values are written in our own notes, and read again: words, links, people.

All of it is Markdown. What Markdown, or a list of details, would take for more is escaped.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from markdown_it import MarkdownIt

from talkgraph.model import Account, Link, LinkKind, Span, Speaker, Thread
from talkgraph.sources.notes.addresses import account_of
from talkgraph.sources.notes.markdown.inline import pieces_of, text_of

# ── words ────────────────────────────────────────────────────────────────────────────────────────

_INLINE: Final = MarkdownIt("commonmark")
_MARKUP: Final = re.compile(r"[\\`*_<&\[]")
_SPECIAL: Final = r"[\\`*<]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])"


def one_line(text: str) -> str:
    """Return a text with its white space folded, as whatever stands in one line has it."""
    return " ".join(text.replace("\0", "\ufffd").split())


def words(text: str, also: str = "") -> str:
    r"""Return a plain text as Markdown on one line; characters of `also` are escaped, too.

    >>> words("C# for *fun*, snake_case & <b>")
    'C# for \\*fun\\*, snake_case & \\<b>'
    """
    text = one_line(text)
    more = also + "[" if "](" in text else also
    return _special(more).sub(r"\\\g<0>", text)


@cache
def _special(also: str) -> re.Pattern[str]:
    return re.compile(f"{_SPECIAL}|[{re.escape(also)}]" if also else _SPECIAL)


def read_words(markdown: str) -> str:
    r"""Return the plain text of Markdown on one line.

    >>> read_words("C# for \\*fun\\* and **more**")
    'C# for *fun* and more'
    """
    if not _MARKUP.search(markdown):
        return one_line(markdown)
    children = _INLINE.parseInline(markdown)[0].children
    return text_of(pieces_of(children, 1))


# ── lists of details ─────────────────────────────────────────────────────────────────────────────

_TARGET: Final = r"(?:<(?P<long>(?:\\.|[^<>\\])*)>|(?P<short>[^()<>\s]*))"
_LINK: Final = re.compile(rf"\[(?P<label>(?:\\.|[^\[\]\\])*)\]\({_TARGET}\)|<(?P<bare>[^<>\s]+)>")
_TOKEN: Final = re.compile(rf"\\.|{_LINK.pattern}|.", re.DOTALL)
_AUTOLINK: Final = re.compile(r"[^\s<>\\]+")
_SHORT: Final = re.compile(r"[^\s()<>\\]+")


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the places of a line's characters; a link and an escaped character are one."""
    for match in _TOKEN.finditer(text):
        yield match.start(), match[0]


def split(text: str, mark: str) -> list[str]:
    r"""Split a line at a mark of one character, outside links and escapes; parts are stripped.

    >>> split(r"a\· b · <https://example.org/c·d>", "·")
    ['a\\· b', '<https://example.org/c·d>']
    """
    parts: list[str] = []
    rest: str | None = text
    while rest is not None:
        first, rest = _cut(rest, mark)
        parts.append(first)
    return parts


def _cut(text: str, mark: str) -> tuple[str, str | None]:
    """Return what stands before a mark, and what stands behind it (`None` without one)."""
    at = next((place for place, token in tokens(text) if token == mark), None)
    return (text.strip(), None) if at is None else (text[:at].strip(), text[at + 1 :].strip())


def split_list(text: str) -> list[str]:
    """Split a line of several, each of which may have details in brackets, at the commas.

    >>> split_list("Ada Quay (@adaquay, Quay Works), Ben Ode")
    ['Ada Quay (@adaquay, Quay Works)', 'Ben Ode']
    """
    parts, start, depth = [], 0, 0
    for at, token in tokens(text):
        depth += (token == "(") - (token == ")" and depth > 0)
        if token == "," and not depth:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _details(text: str) -> tuple[str, str]:
    """Part a line from what stands in brackets at its end."""
    depth = start = 0
    end = -1
    for at, token in tokens(text):
        if token == "(":
            start = at if not depth else start
            depth += 1
        elif token == ")" and depth:
            depth -= 1
            end = at if not depth else end
    if end < 0 or depth or text[end + 1 :].strip():
        return text.strip(), ""
    return text[:start].strip(), text[start + 1 : end].strip()


# ── links ────────────────────────────────────────────────────────────────────────────────────────


def target(url: str) -> str:
    """Return an address as it stands behind a link's words."""
    url = " ".join(url.split()) if re.search(r"[^\S ]", url) else url
    return url if _SHORT.fullmatch(url) else "<" + re.sub(r"[<>\\]", r"\\\g<0>", url) + ">"


def link(label: str, url: str) -> str:
    """Return a link; one whose label is its address is the address alone.

    >>> link("slides", "https://example.org/a"), link("https://x.org/", "https://x.org/")
    ('[slides](https://example.org/a)', '<https://x.org/>')
    """
    if label == url and _AUTOLINK.fullmatch(url):
        return f"<{url}>"
    return f"[{words(label, '[]')}]({target(url)})"


def read_link(text: str) -> tuple[str, str] | None:
    """Return the label and the address of what is a link and no more; an address alone is one."""
    match = _LINK.fullmatch(text)
    if match is None:
        url = text.strip()
        return (url, url) if re.fullmatch(r"[a-z][a-z+.-]+:[^\s<>]+", url, re.I) else None
    if match["bare"] is not None:
        return match["bare"], match["bare"]
    if match["long"] is not None:
        return read_words(match["label"]), re.sub(r"\\([<>\\])", r"\1", match["long"])
    return read_words(match["label"]), match["short"] or ""


# ── accounts and people ──────────────────────────────────────────────────────────────────────────

_DETAIL: Final = "[](),·"


def account(value: Account) -> str:
    """Return an account: a handle and, but for Twitter, its service; with its address as a link.

    >>> account(Account(service="example.social", handle="ana", url="https://example.social/@ana"))
    '[@ana@example.social](https://example.social/@ana)'
    """
    short = value.service == "twitter" and "@" not in value.handle
    name = f"@{value.handle}" if short else f"@{value.handle}@{value.service}"
    return (
        words(name, _DETAIL) if value.url is None else f"[{words(name, '[]')}]({target(value.url)})"
    )


def read_account(text: str) -> Account | None:
    """Return the account that a handle, or a link of one, names; or `None`."""
    found = read_link(text)
    name, url = found or (read_words(text), None)
    if not name.startswith("@") or text.startswith("\\"):
        return account_of(url) if url is not None and name == url else None
    handle, _, service = name[1:].rpartition("@")
    if not handle:
        handle, service = service, "twitter"
    if not handle or not service or " " in name:
        return None
    return Account(service=service.lower(), handle=handle, url=url)


def speaker(value: Speaker) -> str:
    """Return a speaker: the name and, in brackets, accounts, page and affiliation."""
    details = [account(each) for each in value.accounts]
    if value.url:
        details.append(link(value.url, value.url))
    if value.affiliation:
        works = words(value.affiliation, "()")
        works = words(value.affiliation, "():") if read_link(works) else works
        details.append(f"\\{works}" if works[0] in "@[" else works)
    name = words(value.name, "()[]")
    return f"{name} ({', '.join(details)})" if details else name


def read_speaker(text: str, position: int, span: Span) -> Speaker | None:
    """Return the speaker whom a line names; what is neither account nor link is an affiliation."""
    head, details = _details(text)
    rest: str | None = details or None
    named = read_link(head)
    accounts: list[Account] = []
    pages: list[str] = []
    if named is not None and named[0] != named[1]:
        head = words(named[0])
        own = account_of(named[1])
        (accounts if own else pages).append(own or named[1])  # type: ignore[arg-type]
    while rest:
        first, behind = _cut(rest, ",")
        known, page = read_account(first), read_link(first)
        if known is not None:
            accounts.append(known)
        elif page is not None:
            pages.append(page[1])
        else:
            break
        rest = behind
    name = read_words(head)
    if not name:
        return None
    return Speaker(
        name=name,
        position=position,
        span=span,
        account=next(iter(accounts), None),
        more_accounts=tuple(accounts[1:]),
        url=next(iter(pages), None),
        affiliation=read_words(rest or "") or None,
    )


def thread(value: Thread) -> str:
    """Return a thread: its link, and whose it is."""
    parts = [link(value.label, value.url)]
    if value.account:
        parts.append(f"by {account(value.account)}")
    if value.name:
        parts.append(f"by {words(value.name, _DETAIL)}")
    return " · ".join([*parts, *(["mine"] if value.by_note_taker else [])])


def read_thread(text: str, span: Span) -> Thread | None:
    """Return the thread that a line tells of, or `None`."""
    first, *rest = split(text, "·")
    found = read_link(first)
    if found is None:
        return None
    who = [part[3:].strip() for part in rest if part.startswith("by ")]
    accounts = [known for each in who if (known := read_account(each))]
    names = [read_words(each) for each in who if read_account(each) is None]
    return Thread(
        url=found[1],
        label=found[0],
        span=span,
        account=next(iter(accounts), None),
        name=next(iter(names), None),
        by_note_taker="mine" in rest,
    )


LINK_LABELS: Final = {
    **{kind.value.title(): kind for kind in LinkKind if kind is not LinkKind.OTHER},
    "Link": LinkKind.OTHER,
}
"""The labels of links, by which of them they are."""

KIND_LABELS: Final = {kind: label for label, kind in LINK_LABELS.items()}


def media(value: Link) -> str:
    """Return what hangs on a post: a picture as such, anything else after the word for it."""
    if value.kind is LinkKind.IMAGE:
        return f"![{words(value.label, '[]')}]({target(value.url)})"
    return f"{KIND_LABELS[value.kind].lower()} {link(value.label, value.url)}"


def read_media(text: str, span: Span) -> Link | None:
    """Return what hangs on a post, or `None` where a text is something else."""
    word, _, rest = text.partition(" ")
    kind = LINK_LABELS.get(word.title())
    if text.startswith("!["):
        kind, rest = LinkKind.IMAGE, text[1:]
    found = read_link(rest.strip()) if kind else None
    return Link(url=found[1], label=found[0], kind=kind, span=span) if kind and found else None
