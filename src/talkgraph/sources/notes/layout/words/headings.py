"""The words by which headings say what they are: a session, a container, a part of a talk."""

import re
from typing import Final

from talkgraph.model import SessionKind
from talkgraph.sources.notes.event.places import folded
from talkgraph.words import word_set

_SESSIONS: Final = (
    (SessionKind.IGNITES, re.compile(r"(?:ignites?|lightning[\s-]+talks?)\b", re.I)),
    (SessionKind.OPEN_SPACE, re.compile(r"(?:open[\s-]*spaces?|unconference|bofs?\b)", re.I)),
    (SessionKind.WORKSHOP, re.compile(r"(?:workshops?|tutorials?)\b", re.I)),
)
_BARE: Final = re.compile(
    r"(?:(?:ignites?|lightning|open[\s-]*spaces?|unconference|workshops?|tutorials?|talks?"
    r"|sessions?|day|afternoon|morning|topics|proposals|discussions?|and|\d+)\b[\s:,&()#–—-]*)+",
    re.I,
)
_MEALS: Final = word_set(
    "lunch breakfast brunch dinner drinks beer beers mittagessen fruhstuck abendessen dejeuner"
    " diner almuerzo comida cena desayuno pranzo colazione almoco jantar"
)
_PROGRAMME: Final = _MEALS | word_set(
    "break breaks coffee tea registration welcome opening closing introduction introductions wrap"
    " up wrapup party afterparty social reception sponsor sponsors networking retrospective"
    " announcement announcements thanks acknowledgement acknowledgements track hallway bof bofs"
    " arrival checkin travel swag raffle poster posters"
    " snack snacks"
    " pause pausen kaffeepause mittagspause teepause mittag kaffee begrussung willkommen eroffnung"
    " anmeldung registrierung einlass anreise abreise ankunft ausklang verabschiedung abschied"
    " abschluss stehempfang empfang feierabend"
    " cafe accueil bienvenue inscription inscriptions ouverture cloture gouter aperitif apero dej"
    " arrivee"
    " descanso pausa merienda bienvenida registro acreditacion acreditaciones inauguracion apertura"
    " clausura cierre llegada despedida"
    " caffe benvenuto benvenuti accoglienza registrazione chiusura saluti arrivo merenda"
    " intervalo lanche boas vindas credenciamento abertura encerramento fechamento chegada"
    " inscricao inscricoes"
)
_SPOKEN: Final = word_set(
    "welcome opening closing introduction introductions wrap up wrapup retrospective announcement"
    " announcements thanks acknowledgement acknowledgements sponsor sponsors track bof bofs"
    " begrussung willkommen eroffnung verabschiedung abschied abschluss bienvenue ouverture cloture"
    " bienvenida inauguracion apertura clausura cierre despedida benvenuto benvenuti chiusura"
    " saluti boas vindas abertura encerramento fechamento"
)
_BESIDE_PROGRAMME: Final = word_set(
    "remarks notes words session sessions ceremony speech event events time hour day evening"
    " morning afternoon with from talk booth booths expo after check in birds of a feather"
    " circle to hall conference"
    " veranstaltung konferenz tag abend gemeinsame gemeinsames petit matin midi soir evenement"
    " mot mots discours palabras discorso parole palavras"
    " evento conferencia dia noche tarde gala conferenza giorno sera sociale manha da noite"
)
_CONTAINERS: Final = re.compile(
    r"(?:(?:all|main|the|my|morning|afternoon|evening|day|track|stage|room|hall|session|block|part"
    r"|lightning|ignite|invited|regular|other|short|long|general|featured)\b[\s:]*)*"
    r"(?:keynotes?|talks?|sessions?|tracks?|presentations?|ignites?|workshops?|tutorials?|panels?"
    r"|posters?|breakouts?|plenar(?:y|ies)|speakers|programme|program|schedule|unconference"
    r"|open[\s-]*spaces?|day|room|stage|morning|afternoon|hall|block|conference|conf[ée]rences?)"
    r"(?:(?:\s+(?:[A-Z]|one|two|three)|\s*#?\d+)\b)?[\s:]*[^\w\s]*",
    re.IGNORECASE,
)
_PARTS: Final = word_set(
    "abstract agenda aims background bio biography comments conclusion conclusions context"
    " demo demos description detail details discussion example examples feedback goals ideas intro"
    " introduction issues key learnings lessons links main motivation notes other outline overview"
    " points pre problem problems qa qna question questions answers session recap references"
    " resources results reviews solution solutions summary takeaway takeaways thoughts tips tldr"
    " todo tools topics wrap wrapup why what how interesting further reading look into official"
    " slides video away aways"
)
_QUESTIONS: Final = frozenset({"q a", "q and a", "q amp a"})
_OF_EVENTS: Final = word_set(
    "conclusion conclusions summary thoughts impressions impression venue food highlights highlight"
    " overall photos pictures credits travel hotel logistics organisation organization introduction"
    " intro overview recap wrap wrapup general misc miscellaneous final conference event people"
    " background motivation prologue epilogue preface why went conf meetup feedback epilog"
    " sonstiges verschiedenes unsortiert divers varios varie diversos"
    " verdict tldr lowlights afterthoughts reflections"
    " fazit einleitung zusammenfassung eindrucke schlusswort ruckblick ausblick gedanken"
    " bilan fin resume synthese pensees reflexions"
    " resumen conclusiones impresiones reflexiones"
    " riassunto riepilogo conclusione conclusioni impressioni riflessioni"
    " resumo conclusao conclusoes impressoes reflexoes"
)
_BESIDE_EVENTS: Final = word_set("closing last first parting mes mis mein meine miei minhas")
_FILLING: Final = word_set("a an and for from in my of on q our s some take the them to up we with")
_GATHERINGS: Final = frozenset(
    {"get together", "happy hour", "game night", "group photo", "vino de honor"}
)
_AND: Final = word_set(
    "and the und et e y der die das am zum le la les de du des d el il di do o para"
)
_COMPANY: Final = re.compile(
    r"\s(?:w/|(?P<meal>(?:with|mit|avec|con|com|at)\s[^:]{0,80}$|\([^()]*\)$))", re.I
)
_COLON: Final = re.compile(r"[:–—]|\s-\s")
_LONGEST: Final = 200
_MANUAL: Final = word_set(
    "install installation usage license licence contributing building build development"
    " requirements prerequisites setup configuration changelog deployment testing"
)


def session_words(title: str) -> SessionKind | None:
    """Return the kind of session that a heading begins with: "Workshop: Hands on"."""
    return next((kind for kind, words in _SESSIONS if words.match(title)), None)


def is_bare_session(title: str) -> bool:
    """Tell whether a heading has no other words than those of sessions: "Open Spaces, day 2"."""
    return len(title) <= _LONGEST and _BARE.fullmatch(title) is not None


def sessions_held(title: str) -> SessionKind | None:
    """Return of which kind the parts of a container are, where they are no talks."""
    for kind, words in _SESSIONS:
        if kind is not SessionKind.IGNITES and words.search(title):
            return kind
    return None


def is_programme(title: str) -> bool:
    """Tell whether a heading is a point of the programme: "Lunch", "Closing remarks".

    >>> is_programme("Hallway: what people read"), is_programme("Introduction to unit tests")
    (True, False)
    >>> is_programme("Dinner with Bo"), is_programme("Welcome with open arms")
    (True, False)
    """
    words = folded(_COLON.split(_without_company(title), maxsplit=1)[0]).split()
    if " ".join(words) in _GATHERINGS or words[:4] == ["birds", "of", "a", "feather"]:
        return True
    known = [word for word in words if word in _PROGRAMME]
    rest = [word for word in words if word not in _PROGRAMME and word not in _BESIDE_PROGRAMME]
    return bool(known) and all(word.isdigit() or word in _AND for word in rest)


def is_pause(title: str) -> bool:
    """Tell whether a point of the programme is one at which nobody speaks to all.

    >>> is_pause("Coffee break"), is_pause("Registration & welcome"), is_pause("Closing remarks")
    (True, True, False)
    """
    words = folded(_COLON.split(title, maxsplit=1)[0]).split()
    spoken = [word for word in words if word in _SPOKEN]
    return is_programme(title) and not (spoken and _PROGRAMME.isdisjoint({*words} - _SPOKEN))


def _without_company(title: str) -> str:
    """Return a heading without those it is held with, or where, if it is a meal: "Lunch w/ Bo"."""
    match = _COMPANY.search(title)
    if match is None:
        return title
    before = title[: match.start()]
    return title if match["meal"] and not _MEALS.issuperset(folded(before).split()) else before


def is_container(title: str) -> bool:
    """Tell whether a heading has no other words than those of containers: "Keynotes", "Track 2".

    >>> is_container("Lightning talks"), is_container("Talks on rails")
    (True, False)
    """
    return len(title) <= _LONGEST and _CONTAINERS.fullmatch(title) is not None


def is_part(title: str) -> bool:
    """Tell whether a heading names no more than a part of a talk: "Key takeaways", "Q&A".

    >>> is_part("Take aways:"), is_part("Questions of scale")
    (True, False)
    """
    if folded(title) in _QUESTIONS:
        return True
    words = [word for word in _told(title).split() if word not in _FILLING]
    return bool(words) and all(word in _PARTS for word in words)


def is_of_event_itself(title: str) -> bool:
    """Tell whether a heading among talks is of the event as a whole: "Final thoughts".

    >>> is_of_event_itself("My overall impressions"), is_of_event_itself("Food for thought")
    (True, False)
    """
    words = [w for w in _told(title).split() if w not in _FILLING]
    known = [word for word in words if word not in _BESIDE_EVENTS]
    if len(known) < len(words) and is_programme(title):
        return False
    return bool(known) and all(word in _OF_EVENTS for word in known)


def _told(title: str) -> str:
    """Return the words of a heading, with "TL;DR" as one."""
    return re.sub(r"\btl dr\b", "tldr", folded(title))


def is_of_manual(title: str) -> bool:
    """Tell whether a heading is one of a manual of software: "Install", "Usage"."""
    words = folded(title).split()
    return bool(words) and all(word in _MANUAL for word in words)
