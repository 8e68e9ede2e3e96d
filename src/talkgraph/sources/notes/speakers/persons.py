"""Whether some words may be a person's name, a company's, a credential or a part played.

The words alone decide, with no list of people: capital letters, particles, titles, and the
words that companies and headings are made of.
"""

import re
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.notes.addresses import handle_in
from talkgraph.sources.notes.event.places import folded
from talkgraph.sources.notes.said.lexicon import is_plain_word
from talkgraph.words import CREDENTIALS, PARTICLES, TITLES, fold, word_set

_TITLES: Final = TITLES | word_set("dra rev fr")
_CREDENTIALS: Final = CREDENTIALS | word_set(
    "md msc bsc ma ms ba bs pe ii iv rn mph cpa jd obe mbe cism cisa"
)
_PARTICLES: Final = PARTICLES | word_set(
    "af av ben bint d dal del della do dos e las lo los st st. te vom zu zum"
)
_NOT_NAMES: Final = word_set(
    "a about after agile all an and anonymous api apps are as at automation better "
    "beyond big blameless bring build building by change chaos cloud code coffee "
    "continuous culture data database delivery design dev developer development "
    "devops discussion do docker does don't engineer engineering enterprise every everything "
    "for from future general getting have high how human "
    "ignite ignites in incident infrastructure into introduction is it its keynote keynotes "
    "kubernetes legacy lessons lightning like live lots making management many "
    "meaningful microservices modern monitoring more moving my need new next no not notes "
    "observability of on open operations ops or our out overview panel people performance "
    "pipeline platform practices postmortem postmortems practice process product production "
    "psychological real reliability resilience safety science security senior "
    "serverless service services session shared shift site slides small software some source "
    "space spaces stop stream system systems talk talks team teams tech "
    "technology test testing that the there these things this three to tools transformation "
    "two up use user using value video way we web welcome what when where who why with "
    "without work workshop world you your be been bug bugs deep final intro learning machine "
    "questions serial summary tbd tba tbc unknown universal various was were "
    "someone somebody anybody nobody "
    "designers developers engineers users"
)
_COMPANY_WORDS: Final = word_set(
    "ag agency airlines airways aps assessment associates association authority bank bros bv "
    "capital center centre cloud co college communications company consultancy consulting "
    "corp corporation council department digital energy enterprises entertainment "
    "fachhochschule financial foundation gmbh government group health healthcare hochschule "
    "holdings hospital inc incorporated industries institut institute instituto insurance "
    "interactive international lab labs limited llc llp logistics ltd media ministry mutual "
    "network networks nv oy partners pharmaceuticals plc politecnico polytechnic press pty "
    "research retail sa sarl school security services society software solutions studio "
    "studios systems technologies technology telecom uni universidad universita universitat "
    "universite universiteit university ventures works"
)
_ROLES: Final = word_set(
    "chair facilitator host keynote mc emcee moderator organizer organiser panelist panellist "
    "presenter remote speaker virtual he him she her they them his hers theirs any pronouns "
    "online recorded via video in-person me"
)
_POSITIONS: Final = word_set(
    "advocate analyst architect ceo cio ciso coach consultant coo cto designer developer director "
    "engineer evangelist founder cofounder head lead manager president programmer researcher "
    "scientist sre strategist tester vp administrator author cfo consultants editor expert fellow "
    "intern journalist lecturer maintainer officer owner professor specialist student teacher "
    "writer"
)
_NICKNAME: Final = re.compile(r"[\"“”'‘’(][^\"“”()]{1,20}[\"“”'‘’)](?=\s|$)")
_NAME_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*")
_SHAPED_WORD: Final = re.compile(r"[^\W_](?:[\w]|['’.\-])*")
_NOUN: Final = re.compile(
    r"\w{3,}(?:[ts]ions?|ments|\wments?|ness|[ai]bility|ities|ology|ware|i[sz]ation|[ly]tics)$|^metrics$",
    re.IGNORECASE,
)
_ADJECTIVE: Final = re.compile(r"\w{4,}(?:[ai]ble|sive|ental)", re.IGNORECASE)
_ACRONYMS: Final = word_set(
    "ajax api aria asp aws cli ide iaas iot json jsx llm mit nasa nato oauth ops osi paas rag rest "
    "saas sass seo sla slo sre ssh uml unix url usa use yaml wcag bsd gnu ios faas ada aaa"
)
_IN_CAPITALS: Final = 2
_SHORTEST_VERB: Final = 4
"""Shorter ones are given names somewhere: "Ask", "Go", "Set"."""
_GERUND: Final = re.compile(r"\w{3,}ing", re.IGNORECASE)
_VOWEL: Final = re.compile(r"[aeiouy]")
_SHORTEST_CAPITALS: Final = 4
_MOST_WORDS: Final = 5
_LONGEST_SHAPE: Final = 40
_LONGEST_NAME: Final = 120


def _bare(word: str) -> str:
    return word.casefold().strip(".,").replace(".", "")


def without_titles(text: str) -> str:
    """Return a name without titles before it, credentials after it and nicknames in it.

    >>> without_titles('Prof. Ana "Nan" Reed, PhD')
    'Ana Reed'
    """
    words = _NICKNAME.sub(" ", text).replace(",", " ").split()
    while words and _bare(words[0]) in _TITLES:
        words.pop(0)
    while words and _bare(words[-1]) in _CREDENTIALS:
        words.pop()
    return " ".join(words)


def is_credential(text: str) -> bool:
    """Tell whether all words are credentials or suffixes ("PhD", "M.D.", "Jr.")."""
    words = text.split()
    return bool(words) and all(_bare(word) in _CREDENTIALS for word in words)


def is_title(text: str) -> bool:
    """Tell whether all words are titles ("Dr.", "Professor")."""
    words = text.split()
    return bool(words) and all(_bare(word) in _TITLES for word in words)


def is_role(text: str) -> bool:
    """Tell whether the words say what somebody did, or pronouns, not whom they work for."""
    words = re.findall(r"[\w-]+", text.casefold())
    return bool(words) and all(word in _ROLES for word in words)


def is_position(text: str) -> bool:
    """Tell whether a few words name somebody's position ("Staff Engineer")."""
    words = text.split()
    capitals = sum(word[:1].isupper() for word in words)
    short = len(words) <= _MOST_WORDS and 2 * capitals >= len(words)
    parts = (part for word in words for part in (_bare(word), *_bare(word).split("-")))
    return short and any(part in _POSITIONS for part in parts)


def is_company(text: str) -> bool:
    """Tell whether the words have the marks of a company's name."""
    words = [_bare(word) for word in text.split()]
    return any(word in _COMPANY_WORDS for word in words) or bool(re.search(r"\d|\.\w{2,}$", text))


def may_be_person(text: str, *, linked: bool = False) -> bool:
    """Tell whether some words look like a person's name; a link to an account lets more pass.

    >>> may_be_person("Ana de la Cruz"), may_be_person("Everything as Code")
    (True, False)
    """
    words = without_titles(text).split() if len(text) <= _LONGEST_NAME else []
    if not words or len(words) > _MOST_WORDS or re.search(r"[:!?;/#@]|\d", text):
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    if linked:
        return True
    if len(words) < 2 or any(_bare(word) in _NOT_NAMES for word in words) or is_company(text):
        return False
    if any(word.endswith(".") and len(word) > 4 for word in words):
        return False
    if any(_bare(word).endswith(("conf", "days")) or _NOUN.search(word) for word in words):
        return False
    if _GERUND.fullmatch(words[0]) or _ADJECTIVE.fullmatch(words[0]):
        return False
    if len(words[0]) >= _SHORTEST_VERB and is_plain_word(words[0]):
        return False
    if len(words) == _IN_CAPITALS and all(map(_is_capitals, words)):
        return True
    return _is_capital(words[0]) and all(_name_like(word) for word in words)


def _is_capitals(word: str) -> bool:
    """Tell whether a word in capitals may be a part of a name: it can be said, no acronym."""
    known = word.casefold() in _ACRONYMS
    return word.isupper() and len(word) > 2 and not known and bool(_VOWEL.search(fold(word)))


def is_name_shaped(text: str) -> bool:
    """Tell whether words that something else calls a name may be one: few, and no sentence.

    >>> is_name_shaped("wolf"), is_name_shaped("jennz0r"), is_name_shaped("to be announced")
    (True, True, False)
    """
    words = without_titles(text).split()
    if not 0 < len(words) <= _MOST_WORDS - 1 or len(text) > _LONGEST_SHAPE:
        return False
    plain = all(_SHAPED_WORD.fullmatch(word) for word in words)
    known = [_bare(word) in _NOT_NAMES for word in words]
    parts = [part for word in words for part in _bare(word).split("-")]
    is_part_played = all(part in _POSITIONS | _ROLES or part == "co" for part in parts)
    return plain and not (known[0] or all(known) or is_part_played)


def _is_capital(word: str) -> bool:
    return word[0].isupper() or not (word[0].islower() or word[0].isupper())


def _name_like(word: str) -> bool:
    if word.casefold() in _PARTICLES:
        return True
    letters = [c for c in word if c.isalpha()]
    capitals = all(c.isupper() for c in letters)
    surname = len(letters) >= _SHORTEST_CAPITALS and _VOWEL.search(fold(word)) is not None
    acronym = len(letters) > 2 and capitals and not surname
    return _is_capital(word) and not acronym


def doubt(words: str, span: Span) -> Diagnostic:
    """Say that words behind a comma were taken for a company and may be a speaker."""
    message = (
        f"{words!r} behind a comma is taken for a company; if it is a speaker, join the names"
        " with | or list both in the table of contents"
    )
    return Diagnostic.at(span, "speaker-or-company", message, Severity.INFO)


_ALIKE: Final = 85
_SHORTEST_SURNAME: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The names that the table of contents gives, and the folded words of the talk's anchor.

    The note-taker makes an anchor of the speakers' surnames: `#reed-lind`. `employs` is true
    where lines of speakers have employers behind a comma ("Ana Reed, Quay Works").
    """

    names: tuple[str, ...] = ()
    surnames: frozenset[str] = frozenset()
    employs: bool = False

    def has(self, name: str) -> bool:
        """Tell whether a name is one of those listed, a slip of the pen or a title aside."""
        bare = folded(without_titles(name)) if self.names else ""
        return any(_same(bare, folded(without_titles(other))) for other in self.names)

    def has_surname(self, name: str) -> bool:
        """Tell whether the anchor holds the last word of a name of two words or more."""
        words = folded(without_titles(name)).split() if self.surnames else []
        return len(words) > 1 and words[-1] in self.surnames


NOBODY: Final = Listed()


def named_by(names: tuple[str, ...], anchor: str | None) -> Listed:
    """Return what an entry's names and an anchor tell; an anchor of one word tells nothing more."""
    words = folded((anchor or "").replace("_", " ")).split()
    return Listed(names=names, surnames=frozenset(words if len(words) > 1 else ()))


def is_handle_of(text: str, name: str) -> bool:
    """Tell whether a text is a handle that holds a person's surname.

    >>> is_handle_of("@drAnaReed", "Ana Reed"), is_handle_of("@anaops", "Ana Reed")
    (True, False)
    """
    account, surname = handle_in(text), folded(without_titles(name)).split()[-1:]
    if account is None or not surname or len(surname[0]) < _SHORTEST_SURNAME:
        return False
    return surname[0] in folded(account.handle).replace(" ", "")


def _same(bare: str, theirs: str) -> bool:
    if bare and (bare == theirs or fuzz.ratio(bare, theirs) >= _ALIKE):
        return True
    ours, whole = bare.split(), theirs.split()
    return len(ours) > 1 and len(whole) > 1 and ours[-1] == whole[-1] and ours[0][0] == whole[0][0]
