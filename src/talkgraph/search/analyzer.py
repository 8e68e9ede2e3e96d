"""Cuts texts into the words that the lexical index compares.

Words are compared without case, accents and endings; stop words are left out. A compound is
found however it is written: "on-call", "on call" and "oncall" all give ``oncal``, the first two
give ``call`` as well, although "on" is a stop word. "#opentelemetry" and "@handle" give the bare
word, "CI/CD" gives ``ci``, ``cd`` and ``cicd``; "C++", "C#" and "k8s" stay what they are.

Japanese and Chinese have no blanks between words. Of a run in their scripts, each two characters
beside each other are a word ("東京都" gives ``東京`` and ``京都``), which needs no dictionary and
finds what a text has in common with a query nearly as well (Nie, Gao, Zhang and Zhou 2000, "On the
Use of Words and N-grams for Chinese Information Retrieval").
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Final

from talkgraph.errors import InputError
from talkgraph.words import fold, stem

_WORD: Final = r"[^\W_]+(?:['’][^\W_]+)*"
_TOKEN: Final = re.compile(
    rf"(?P<symbol>(?<!\w)[A-Za-z](?:\+\+|\#)(?!\w))"
    r"|(?P<number>\d+(?:[.,]\d+)+)"
    rf"|(?P<words>{_WORD}(?:[-‐‑/&._]{_WORD})*)"
)
_JOINTS: Final = re.compile(r"[-‐‑/&._]")
# Han, kana and what is written among them; Korean has blanks.
_UNSPACED: Final = (
    r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_IS_UNSPACED: Final = re.compile(rf"[{_UNSPACED}]")
_RUN: Final = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|[^{_UNSPACED}]+")
# Beyond this length the parts of "monitoring/alerting" are alternatives, not an abbreviation.
_LONGEST_SLASHED: Final = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text, from `start` to `end`, and the index words that it gives."""

    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    parts: tuple[str, ...]  # folded, not stemmed
    joined: str | None  # the compound written as one word


class Analyzer:
    """Turns texts into index words by the rules of one language.

    `language` is one that PyStemmer and bm25s both know, such as ``english``. `words` are the
    words, as one writes them, that two words beside each other may stand for ("on call"), and
    into which a word that is not among them may be taken apart ("oncall").
    """

    def __init__(self, language: str, words: Collection[str] = frozenset()) -> None:
        """Prepare for texts in `language`; raises `InputError` if it is not known."""
        if not _is_known(language):
            raise InputError(
                f"{language}: no stemmer and stop words for this language; choose one of "
                f"{', '.join(known_languages())}"
            )
        self.language = language
        self.words = words
        self.stop_words = frozenset(_fold(word) for word in _stop_words(language) or ())
        # Texts have few words, again and again.
        self._terms = lru_cache(maxsize=65536)(self._find_terms)
        self._known = lru_cache(maxsize=65536)(self._look_up)
        # A search asks about the same query and labels many times over.
        self._recent_terms = lru_cache(maxsize=64)(lambda text: frozenset(self.terms(text)))

    def with_words_of(self, texts: Iterable[str]) -> "Analyzer":
        """Return an analyzer that knows the words and the compounds of these texts."""
        written: set[tuple[str, str | None]] = set()
        for text in texts:
            written.update((match[0], match.lastgroup) for match in _TOKEN.finditer(text))
        words: set[str] = set()
        for word, kind in written:
            for piece in _pieces_of(word, 0, kind):
                words.update(piece.parts)
                if len(piece.parts) == 2 and piece.joined is not None:
                    words.add(piece.joined)
        return Analyzer(self.language, words)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of a text in order; those that are only stop words give no terms."""
        pieces = tuple(_pieces(text))
        tokens = [Token(p.start, p.end, self._terms(p.parts, p.joined)) for p in pieces]
        beside = [
            Token(left.start, right.end, (self._stem(joined),))
            for left, right in pairwise(pieces)
            if (joined := self._together(left, right)) and text[left.end : right.start].isspace()
        ]
        return tuple(sorted((*tokens, *beside), key=lambda token: (token.start, -token.end)))

    def terms(self, text: str) -> list[str]:
        """Return the index words of a text, in order and with repeats."""
        return [term for token in self.tokens(text) for term in token.terms]

    def bag(self, text: str) -> list[str]:
        """Return the index words of a text in no order, with repeats: for half the work."""
        if _IS_UNSPACED.search(text):
            return self.terms(text)
        found: list[str] = []
        before, end = "", 0
        for match in _TOKEN.finditer(text):
            terms, part = self._known(match[0], match.lastgroup)
            found += terms
            if (
                before
                and part
                and before + part in self.words
                and text[end : match.start()].isspace()
                and (joined := self._made_of(before, part))
            ):
                found.append(self._stem(joined))
            before, end = part, match.end()
        return found

    def shared(self, query: str, text: str) -> tuple[str, ...]:
        """Return the query's words that stand in the text, as the text spells them, in order.

        Of "on call" and the "call" inside it, the longer one is what the text says.
        """
        wanted = self._recent_terms(query)
        spans: list[tuple[int, int]] = []
        end = 0
        for start, until in self._telling(wanted, text):
            if until > end:
                begun = start
                if start < end and _IS_UNSPACED.match(text, start):  # goes on where one ended
                    begun, _ = spans.pop()
                spans.append((begun, until))
                end = until
        found: dict[str, str] = {}
        for start, end in spans:
            found.setdefault(text[start:end].casefold(), text[start:end])
        return tuple(found.values())

    def _telling(self, wanted: frozenset[str], text: str) -> Iterator[tuple[int, int]]:
        """Yield where the tokens of a text stand that give wanted terms: for a part of the work."""
        if _IS_UNSPACED.search(text):
            for token in self.tokens(text):
                if not wanted.isdisjoint(token.terms):
                    yield token.start, token.end
            return
        before, first, end, is_told = "", 0, 0, False
        for match in _TOKEN.finditer(text):
            terms, part = self._known(match[0], match.lastgroup)
            start = match.start()
            beside = (
                before
                and part
                and self._stem(before + part) in wanted
                and text[end:start].isspace()
                and self._made_of(before, part)
            )
            if beside:
                yield first, match.end()
            if is_told:
                yield first, end
            before, first, end = part, start, match.end()
            is_told = not wanted.isdisjoint(terms)
        if is_told:
            yield first, end

    def _together(self, left: _Piece, right: _Piece) -> str | None:
        """Return the word that two words beside each other make, if it is a word at all."""
        if len(left.parts) != 1 or len(right.parts) != 1:
            return None
        return self._made_of(left.parts[0], right.parts[0])

    def _made_of(self, left: str, right: str) -> str | None:
        joined = left + right
        if joined not in self.words or joined in self.stop_words:
            return None
        return None if self.stop_words.issuperset((left, right)) else joined

    def _look_up(self, word: str, kind: str | None) -> tuple[tuple[str, ...], str]:
        """Return the terms of a word as it is written, and its part where it has but one."""
        (piece,) = _pieces_of(word, 0, kind)
        terms = self._terms(piece.parts, piece.joined)
        return terms, piece.parts[0] if len(piece.parts) == 1 else ""

    def _apart(self, word: str) -> tuple[str, ...]:
        """Return the two known words that an unknown one is made of, or the word itself."""
        if word not in self.words:
            for cut in range(2, len(word) - 1):
                if word[:cut] in self.words and word[cut:] in self.words:
                    return (word[:cut], word[cut:])
        return (word,)

    def _find_terms(self, parts: tuple[str, ...], joined: str | None) -> tuple[str, ...]:
        parts = self._apart(*parts) if len(parts) == 1 else parts
        terms = [self._stem(part) for part in parts if part not in self.stop_words]
        if joined is not None:
            terms.append(self._stem(joined))
        return tuple(terms)

    def _stem(self, word: str) -> str:
        # Endings belong to words: "k8s" and "s3" are names.
        return word if any(map(str.isdigit, word)) else stem(word, self.language)


def known_languages() -> tuple[str, ...]:
    """Return the languages that there are both a stemmer and stop words for."""
    from Stemmer import algorithms

    return tuple(filter(_is_known, sorted(algorithms())))


def _is_known(language: str) -> bool:
    from Stemmer import algorithms

    return language in algorithms() and _stop_words(language) is not None


def _stop_words(language: str) -> Sequence[str] | None:
    name = "EN_PLUS" if language == "english" else language.upper()
    listed: Sequence[str] | None = getattr(_stop_word_lists(), f"STOPWORDS_{name}", None)
    return listed


@cache
def _stop_word_lists() -> ModuleType:
    """Return the module of bm25s that lists stop words, without what its package imports: SciPy."""
    place = find_spec("bm25s")
    folder = Path(place.origin or "").parent if place else Path()
    spec = spec_from_file_location("bm25s_stop_words", folder / "stopwords.py")
    if spec is None or spec.loader is None:
        raise ImportError("bm25s has no stop words")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pieces(text: str) -> Iterator[_Piece]:
    for match in _TOKEN.finditer(text):
        yield from _pieces_of(match[0], match.start(), match.lastgroup)


def _pieces_of(word: str, start: int, kind: str | None) -> Iterator[_Piece]:
    """Yield the pieces of what `_TOKEN` finds at a place; `kind` names the group that it is."""
    end = start + len(word)
    if kind != "words":
        yield _Piece(start, end, (_fold(word),), None)
        return
    parts, joined = _taken_apart(word)
    if parts:
        yield _Piece(start, end, parts, joined)
    else:
        yield from _unspaced_pieces(word, start)


@lru_cache(maxsize=65536)
def _taken_apart(word: str) -> tuple[tuple[str, ...], str | None]:
    """Return the parts of a word, folded, and the word that they make; none of a run.

    Texts have few words, again and again.
    """
    if _IS_UNSPACED.search(word):
        return (), None
    parts = tuple(_fold(part) for part in _JOINTS.split(word))
    slashed = "/" in word and max(map(len, parts)) > _LONGEST_SLASHED
    return parts, None if len(parts) == 1 or slashed else "".join(parts)


def _unspaced_pieces(text: str, offset: int) -> Iterator[_Piece]:
    """Yield the pieces of a run without blanks that begins at an offset: `Kubernetesの運用`."""
    for run in _RUN.finditer(text):
        first = offset + run.start()
        if run["unspaced"] is None:
            for piece in _pieces(run[0]):
                yield replace(piece, start=first + piece.start, end=first + piece.end)
            continue
        for at in range(max(1, len(run[0]) - 1)):
            pair = run[0][at : at + 2]
            yield _Piece(first + at, first + at + len(pair), (_fold(pair),), None)


def _fold(word: str) -> str:
    return fold(word.replace("’", "'"))
