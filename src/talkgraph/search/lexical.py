"""Scores texts against a query by their words: BM25 in Lucene's variant.

The formula, with its parameters k1 = 1.5 and b = 0.75, is that of Kamphuis et al. 2020, "Which
BM25 Do You Mean?": the sum over the query's words of

    log(1 + (N - df + 0.5) / (df + 0.5)) * tf / (tf + k1 * (1 - b + b * length / mean length))
"""

import math
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from talkgraph.errors import InputError, unreadable
from talkgraph.protocols import LexicalIndex
from talkgraph.search.analyzer import Analyzer
from talkgraph.search.files import (
    load,
    load_array,
    load_lines,
    save,
    save_array,
    save_lines,
)
from talkgraph.search.stored.shelf import Numbers, Shelf, save_shelf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The folders of a generation that hold an index: of passages, of talks as wholes.
PASSAGE_WORDS: Final = "lexical"
TALK_WORDS: Final = "lexical-talks"

_K1: Final = 1.5
_B: Final = 0.75
_WORDS_FILE: Final = "words.json"
_SHELF: Final = "words.jsonl"
_TERMS, _KNOWN = "terms", "words"  # the dictionaries there
_TEXTS_FILE: Final = "texts.jsonl"  # of the plain twin
_ARRAYS: Final = {"data": "float32", "indices": "int32", "indptr": "int64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the index of a folder holds beside its arrays and its words."""

    language: str
    texts: int
    terms: int


def index_words(texts: Sequence[str], language: str) -> LexicalIndex:
    """Index texts in a language; raises `InputError` for an unknown one.

    Here another index is chosen.
    """
    return Bm25Index(texts, language=language)


def open_words(folder: Path) -> LexicalIndex:
    """Open an index of a generation; raises `KnowledgeBaseDamaged`, naming the file."""
    return Bm25Index.load(folder)


class PlainBm25:
    """The formula, word by word (a `LexicalIndex`): the plain twin."""

    def __init__(self, texts: Sequence[str], *, language: str = "english") -> None:
        """Index the texts, whose language decides stop words and stems."""
        self._given = tuple(texts)
        self._analyzer = Analyzer(language).with_words_of(texts)
        self._texts = [self._analyzer.terms(text) for text in texts]
        self._document_frequency = Counter(term for terms in self._texts for term in set(terms))

    def scores(self, query: str) -> "NDArray[np.float32]":
        """Return one score per text, in the order of the texts; shape (n,)."""
        import numpy as np

        words = self._analyzer.terms(query)
        return np.array([self._score(words, terms) for terms in self._texts], dtype=np.float32)

    def coverage(self, query: str) -> "NDArray[np.float32]":
        """Return, for each text, the share of the query's words, by rarity, that it holds."""
        import numpy as np

        rarities = {
            word: np.float32(_rarity(self._document_frequency[word], len(self._texts)))
            for word in sorted(set(self._analyzer.terms(query)))
        }
        whole = sum(rarities.values())
        held = [sum(r for word, r in rarities.items() if word in set(ts)) for ts in self._texts]
        return np.array([each / whole if whole else 0.0 for each in held], dtype=np.float32)

    def words_in(self, query: str, text: str) -> tuple[str, ...]:
        """Return the query's words that stand in the text, as the text spells them, in order."""
        return self._analyzer.shared(query, text)

    def words(self) -> frozenset[str]:
        """Return the words of all texts, and the language's stop words: whole words, folded."""
        return frozenset(self._analyzer.words) | self._analyzer.stop_words

    def save(self, folder: Path) -> None:
        """Write the language and the texts to a new folder."""
        folder.mkdir(parents=True)
        save_lines(folder / _TEXTS_FILE, (self._analyzer.language, *self._given))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises `KnowledgeBaseDamaged`, naming the file."""
        language, *texts = load_lines(folder / _TEXTS_FILE, str)
        return cls(texts, language=language)

    def _score(self, words: Sequence[str], terms: Sequence[str]) -> float:
        count = len(self._texts)
        mean = sum(map(len, self._texts)) / count
        score = 0.0
        for word in words:
            frequency = terms.count(word)
            if frequency:
                rarity = _rarity(self._document_frequency[word], count)
                length = 1 - _B + _B * len(terms) / mean
                score += rarity * frequency / (frequency + _K1 * length)
        return score


class Bm25Index:
    """The same formula with bm25s, which works it out when indexing (a `LexicalIndex`).

    What it has worked out is added up without it, for importing it takes longer than a search.
    """

    def __init__(self, texts: Sequence[str], *, language: str = "english") -> None:
        """Index the texts, whose language decides stop words and stems.

        Raises `InputError` if there is no stemmer for the language.
        """
        analyzer = Analyzer(language).with_words_of(texts)
        found = [analyzer.bag(text) for text in texts]
        vocabulary = {
            term: number for number, term in enumerate(sorted({t for ts in found for t in ts}))
        }
        self._set(analyzer, vocabulary, len(texts), _index(found, vocabulary))

    def _set(
        self,
        analyzer: Analyzer,
        vocabulary: Mapping[str, int],
        count: int,
        arrays: "Mapping[str, NDArray[Any]]",
    ) -> None:
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._count = count
        self._arrays = arrays

    def scores(self, query: str) -> "NDArray[np.float32]":
        """Return one score per text, in the order of the texts; shape (n,)."""
        import numpy as np

        scores = np.zeros(self._count, dtype=np.float32)
        for term in self._analyzer.terms(query):
            column = self._vocabulary.get(term)
            if column is not None:  # in this variant a missing word scores nothing
                entries = self._entries(column)
                scores[self._arrays["indices"][entries]] += self._arrays["data"][entries]
        return scores

    def coverage(self, query: str) -> "NDArray[np.float32]":
        """Return, for each text, the share of the query's words, by rarity, that it holds."""
        import numpy as np

        held = np.zeros(self._count, dtype=np.float32)
        whole = np.float32(0.0)
        texts = self._arrays["indices"]
        for word in sorted(set(self._analyzer.terms(query))):
            column = self._vocabulary.get(word)
            holding = texts[:0] if column is None else texts[self._entries(column)]
            rarity = np.float32(_rarity(len(holding), self._count))
            held[holding] += rarity
            whole += rarity  # in the same order: a text with every word holds exactly as much
        return held / whole if whole else held

    def _entries(self, column: int) -> slice:
        """Return where the texts with a word, and their scores, stand."""
        starts = self._arrays["indptr"]
        return slice(int(starts[column]), int(starts[column + 1]))

    def words_in(self, query: str, text: str) -> tuple[str, ...]:
        """Return the query's words that stand in the text, as the text spells them, in order."""
        return self._analyzer.shared(query, text)

    def words(self) -> frozenset[str]:
        """Return the words of all texts, and the language's stop words: whole words, folded."""
        return frozenset(self._analyzer.words) | self._analyzer.stop_words

    def save(self, folder: Path) -> None:
        """Write the index to a new folder: the words on a shelf, the scores as NumPy arrays."""
        folder.mkdir(parents=True)
        words = _Words(
            language=self._analyzer.language, texts=self._count, terms=len(self._vocabulary)
        )
        save(folder / _WORDS_FILE, words)
        terms = {term: (str(number),) for term, number in self._vocabulary.items()}
        known = dict.fromkeys(self._analyzer.words, ())
        save_shelf(folder / _SHELF, {_TERMS: terms, _KNOWN: known})
        for name, kind in _ARRAYS.items():
            save_array(folder / f"{name}.npy", self._arrays[name], kind)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises `KnowledgeBaseDamaged`, naming the file."""
        import numpy as np

        words, shelf = load(folder / _WORDS_FILE, _Words), Shelf(folder / _SHELF)
        try:
            analyzer = Analyzer(words.language, shelf.dictionary(_KNOWN))
        except InputError as error:
            raise unreadable(folder / _WORDS_FILE, error) from error
        arrays = {
            name: np.asarray(load_array(folder / f"{name}.npy", kind, 1))
            for name, kind in _ARRAYS.items()
        }
        _check(folder, arrays, words.terms, words.texts)
        index = cls.__new__(cls)
        index._set(analyzer, Numbers(shelf.dictionary(_TERMS)), words.texts, arrays)
        return index


def _rarity(frequency: int, count: int) -> float:
    """Return the IDF of a word that stands in so many texts of a number: never 0."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _bm25() -> Any:  # noqa: ANN401 - bm25s has no types
    with warnings.catch_warnings():
        # It asks for a progress bar of notebooks that is not installed, and never shows one.
        warnings.simplefilter("ignore")
        import bm25s

    return bm25s.BM25(k1=_K1, b=_B, method="lucene", dtype="float32", int_dtype="int32")


def _index(
    texts: Sequence[Sequence[str]], vocabulary: Mapping[str, int]
) -> "dict[str, NDArray[Any]]":
    """Return the score of every word in every text, as a sparse matrix by columns (words)."""
    import numpy as np

    if not vocabulary:
        empty: dict[str, NDArray[Any]] = {n: np.zeros(0, kind) for n, kind in _ARRAYS.items()}
        return {**empty, "indptr": np.zeros(1, _ARRAYS["indptr"])}
    matrix = _bm25().build_index_from_ids(
        unique_token_ids=list(range(len(vocabulary))),
        corpus_token_ids=[[vocabulary[term] for term in terms] for terms in texts],
        show_progress=False,
    )
    return {name: np.asarray(matrix[name]).astype(kind) for name, kind in _ARRAYS.items()}


def _check(folder: Path, arrays: "Mapping[str, NDArray[Any]]", terms: int, texts: int) -> None:
    import numpy as np

    data, indices, indptr = arrays["data"], arrays["indices"], arrays["indptr"]
    if len(indptr) != terms + 1 or indptr[0] != 0 or bool(np.any(np.diff(indptr) < 0)):
        raise unreadable(folder / "indptr.npy", "it does not fit the words")
    if len(data) != indptr[-1] or not bool(np.all(data >= 0)):
        raise unreadable(folder / "data.npy", "it does not fit the words")
    if len(indices) != len(data) or bool(np.any((indices < 0) | (indices >= texts))):
        raise unreadable(folder / "indices.npy", "it does not fit the texts")
