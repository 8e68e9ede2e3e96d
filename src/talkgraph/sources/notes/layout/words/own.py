"""Headings of the note-taker's own: what to do next, whom they met, what it cost, what they missed.

Such a heading among talks is of the event as a whole. The phrases are those that no title of a
talk consists of, by kind, in the languages of the other lists of words; they are compared in small
letters, without diacritics and marks.
"""

import re
from typing import Final

from talkgraph.sources.notes.event.places import folded


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


_MATERIAL: Final = _any(
    *("things", "stuff", "tools", "books", "papers", "talks", "sessions", "videos", "recordings"),
    *("links", "articles", "blogs", "projects", "repos", "libraries", "ideas", "topics", "people"),
    *("accounts", "podcasts", "resources", "slides"),
)
_TRY: Final = _any(
    *("try", "try out", "read", "watch", "rewatch", "check", "check out", "look at", "look into"),
    *("look up", "investigate", "explore", "google", "remember", "revisit", "follow up on"),
    *("bring home", "take home"),
)
_WHEN: Final = _any(
    *("", " at (?:work|home)", " (?:this|next) (?:week|month|year)", r" on \w+day", " later"),
    *(r" (?:for|with) (?:me|us|my|our|next|later|work|home)\b.*", r" (?:when|after|once)\b.*"),
)
_TALKS: Final = _any(
    *("talks?", "sessions?", "presentations?", "vortrage?", "conferences?", "charlas?"),
    *("ponencias?", "sesion(?:es)?", "sessioni", "interventi", "palestras?", "sessao", "sessoes"),
)
_SEEN: Final = "(?:attend|see|go to|make it to|make|catch|watch)"
_MEANT: Final = _any(*("(?:want|need|plan|have) to", "will", "ll"))

_TO_DO: Final = (
    _any(
        *("to ?dos?(?: list)?", "tasks?", "action(?: items?| points?|s)", "next steps?"),
        *("follow ?ups?(?: items?)?", "homework"),
    )
    + _WHEN,
    *("notes? to self", "shopping list"),
    "next (?:meetup|meeting|time|year|event|edition|conference|week)",
    f"{_MATERIAL} (?:(?:i|we) (?:want|need|plan|have) )?to (?:{_TRY}{_WHEN}|do|follow)",
    f"what (?:i|we) {_MEANT} {_TRY}{_WHEN}",
    "(?:watch|rewatch|read|find|share|upload|check(?: out)?|look (?:up|at))"
    " (?:the|my|all the) (?:recordings?|videos?|slides|papers?|notes)",
    *("aufgaben", "zu erledigen", "offene punkte", "nachste schritte", "zum nachlesen"),
    "nachste[sr]? (?:treffen|mal|jahr|meetup|sitzung|veranstaltung|ausgabe|konferenz|termine?)",
    *("zum ausprobieren", "a (?:faire|lire|(?:re)?voir|essayer|tester)", "taches"),
    "prochaine?s? (?:etapes?|rencontres?|reunion|fois|edition|seance|meetup|rendez vous)",
    *("(?:cosas )?pendientes?", "tareas", "(?:por|para) (?:hacer|leer|ver|probar)"),
    "proxim[aoe]s? (?:pasos?|reunion|encuentro|edicion|quedada|meetup|vez|evento)",
    *("da (?:fare|leggere|vedere|provare|approfondire)", "compiti"),
    "prossim[aioe] (?:pass[io]|incontr[io]|riunione|edizione|meetup|volta|evento)",
    *("pendencias?", "(?:a|por|para) (?:fazer|ler|testar)", "tarefas"),
    "proxim[ao]s? (?:passos?|reuniao|edicao)",
)
_PEOPLE: Final = (
    "(?:new )?(?:people|folks|friends)(?: (?:i|we|that i))? (?:met|talked (?:to|with)|saw)"
    "(?: (?:at|during) .*)?",
    *("interesting people", "(?:new )?contacts(?: made)?", "who(?:m)? i met"),
    "people to (?:contact|meet|thank|write to)",
    *("(?:neue )?(?:kontakte|bekanntschaften)", "(?:leute|wen ich|leute die ich) getroffen"),
    "(?:leute die|wen) ich getroffen habe",
    *("(?:personnes|gens)(?: que j ai)? rencontre(?:e?s)?", "rencontres"),
    *("contactos", "(?:gente|personas)(?: que)? (?:conoci|conocidas?)"),
    *("contatti", "persone(?: che ho)? (?:incontrat[eo]|conosciut[eo])"),
    *("contatos", "pessoas(?: que)? (?:conheci|conhecidas|encontrei)"),
)
_COSTS: Final = (
    *("expenses?(?: report)?", "receipts", "packing(?: list)?", "loot", "accommodation"),
    *("getting (?:there|home|around)", "(?:train|journey|trip|way) home"),
    *("ausgaben", "spesen", "packliste", "unterkunft", "(?:ruck|heim)reise"),
    *("depenses", "(?:notes? de )?frais", "hebergement", "bagages"),
    *("gastos", "alojamiento", "equipaje", "spese", "alloggio", "bagagli"),
    *("despesas", "hospedagem", "alojamento", "bagagem"),
)
_MISSED: Final = (
    f"(?:{_TALKS} |what |things )?(?:that )?(?:i |we )?"
    "(?:missed|skipped|cancell?ed|unattended|unseen|not (?:attended|seen)"
    f"|(?:did not|didn ?t|could not|couldn ?t) {_SEEN})"
    f"(?: (?:the|these|those|other|it))?(?: {_TALKS})?",
    "(?:was ich )?(?:nicht (?:gesehen|besucht)|verpasst)(?: habe)?",
    f"(?:nicht besuchte|verpasste|ausgefallene?|abgesagte?)(?: {_TALKS})?",
    f"(?:{_TALKS} )?(?:pas vue?s?|ratee?s?|manquee?s?|annulee?s?)",
    f"(?:{_TALKS} |ce )?que j ai (?:ratee?s?|manquee?s?)",
    f"(?:{_TALKS} )?(?:(?:lo )?que me perdi|perdid[ao]s?|no vist[ao]s?|cancelad[ao]s?)",
    f"(?:{_TALKS} )?(?:pers[aeio]|saltat[aeio]|non vist[aeio]|annullat[aeio])",
    f"(?:{_TALKS} )?(?:que )?(?:perdi|nao (?:vi|assisti))",
)
_KEPT: Final = (
    "(?:books?|papers?|tools|people|articles|projects|videos|podcasts|things)"
    " (?:mentioned|recommended)",
    *("recommended (?:books?|reading)", "(?:reading|book) list", "leseliste", "buchtipps"),
    *("bits and (?:bobs|pieces)", "odds and ends", "overheard", "notes en vrac"),
    "(?:random|assorted|stray)(?: (?:notes|thoughts|bits|stuff|things|quotes))?",
    "what (?:i|we) (?:take|took|am taking|m taking) (?:away|home)(?: with (?:me|us))?",
    *("was ich mitnehme", "das nehme ich mit", "ce que (?:j en|je) retiens"),
    *("(?:lo )?que me llevo", "cosa mi porto(?: a casa)?", "o que (?:eu )?levo(?: para casa)?"),
)
_OWNER: Final = "(?:(?:my|our|the|some|other|all|meine?|unsere?|mes|nos|mis|miei|meus|minhas) )?"
_OWN: Final = re.compile(_OWNER + _any(*_TO_DO, *_PEOPLE, *_COSTS, *_MISSED, *_KEPT))
_STATE: Final = re.compile(_any(*_MISSED))
_NUMBER: Final = re.compile(r"^\s*\d+[.)]\s+")
_ASIDE: Final = re.compile(r"[(\[](?P<state>[^()\[\],:;–—-]+)(?:[,:;–—-][^()\[\]]*)?[)\]].*")
_BEFORE_COLON: Final = re.compile(r"(?P<state>[^:–—]+)(?::|\s[–—-])\s.*")


def is_own(title: str) -> bool:
    """Tell whether a heading is of the note-taker's own: "People I met", "Cancelled: Ropes".

    >>> is_own("Things to try at work"), is_own("Things to know about ropes")
    (True, False)
    """
    bare = _NUMBER.sub("", title).strip()
    if _OWN.fullmatch(folded(bare)):
        return True
    match = _ASIDE.fullmatch(bare) or _BEFORE_COLON.fullmatch(bare)
    return match is not None and _STATE.fullmatch(folded(match["state"])) is not None
