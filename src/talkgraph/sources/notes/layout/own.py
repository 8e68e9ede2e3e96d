"""Headings of the note-taker's own: what to do next, whom they met, what it cost, what they missed.

Such a heading among talks is of the event as a whole. The lists hold words and phrases that no
title of a talk consists of, by kind, in the languages of the word lists.
"""

import re
from typing import Final

from talkgraph.sources.notes.event.places import folded

_MATERIAL: Final = (
    r"(?:things|stuff|tools|books|papers|talks|sessions|videos|recordings|links|articles|blogs"
    r"|projects|repos|libraries|ideas|topics|people|accounts|podcasts|resources|slides)"
)
_TRY: Final = (
    r"(?:try|try out|read|watch|rewatch|check|check out|look at|look into|look up|investigate"
    r"|explore|google|remember|revisit|follow up on|bring home|take home)"
)
_LATER: Final = r"(?: (?:at|in|on|this|next|when|back|after|later|with|for my|for our)\b.*)?"
_SEEN: Final = r"(?:attend|see|go to|make it to|make|catch|watch)"
_TALKS: Final = (
    r"(?:talks?|sessions?|vortrage?|conferences?|presentations?|charlas?|ponencias?|sesion(?:es)?"
    r"|sessioni|interventi|palestras?|sessao|sessoes)"
)

_TO_DO: Final = (
    rf"to ?dos?(?: list)?|tasks?|action(?: items?| points?|s)|next steps?|follow ?ups?|homework"
    rf"|next (?:meetup|meeting|time|year|event|edition|conference|week)"
    rf"|{_MATERIAL} (?:(?:i|we) (?:want|need|plan|have) )?to (?:{_TRY}{_LATER}|do|follow)"
    rf"|what (?:i|we) (?:(?:want|need|plan|have) to|will|ll) {_TRY}{_LATER}"
    rf"|(?:watch|rewatch|read|find|share|upload|check(?: out)?|look (?:up|at))"
    rf" (?:the|my|all the) (?:recordings?|videos?|slides|papers?|notes)"
    rf"|aufgaben|zu erledigen|offene punkte|nachste schritte|nachste[sr]? (?:treffen|mal|jahr"
    rf"|meetup|sitzung|veranstaltung|ausgabe|konferenz|termine?)|zum (?:ausprobieren|nachlesen)"
    rf"|a (?:faire|lire|voir|essayer|tester)|taches|prochaine?s? (?:etapes?|rencontres?|reunion"
    rf"|fois|edition|seance|meetup|rendez vous)"
    rf"|(?:cosas )?pendientes?|tareas|(?:por|para) (?:hacer|leer|ver|probar)"
    rf"|proxim[aoie]s? (?:pasos?|reunion|encuentro|edicion|quedada|meetup|vez|evento)"
    rf"|da (?:fare|leggere|vedere|provare)|compiti|prossim[aioe] (?:pass[io]|incontr[io]|riunione"
    rf"|edizione|meetup|volta|evento)"
    rf"|pendencias?|(?:a|por|para) (?:fazer|ler|testar)|tarefas"
    rf"|proxim[ao]s? (?:passos?|reuniao|edicao)"
)
_PEOPLE: Final = (
    r"(?:new )?(?:people|folks|friends)(?: (?:i|we|that i))? (?:met|talked (?:to|with)|saw)"
    r"|(?:new )?contacts|who(?:m)? i met|people to (?:contact|meet|thank|write to)"
    r"|(?:neue )?(?:kontakte|bekanntschaften)|(?:leute|wen ich)(?: die ich)? getroffen(?: habe)?"
    r"|(?:personnes|gens)(?: que j ai)? rencontre(?:e?s)?|(?:mes )?rencontres"
    r"|contactos|(?:gente|personas)(?: que)? (?:conoci|conocidas?)"
    r"|contatti|persone(?: che ho)? (?:incontrat[eo]|conosciut[eo])"
    r"|contatos|pessoas(?: que)? (?:conheci|conhecidas|encontrei)"
)
_COSTS: Final = (
    r"expenses?(?: report)?|receipts|packing(?: list)?|loot|accommodation|getting (?:there|home)"
    r"|ausgaben|spesen|packliste|unterkunft|(?:ruck|heim)reise"
    r"|depenses|notes? de frais|frais|hebergement|bagages"
    r"|gastos|alojamiento|equipaje|spese|alloggio|bagagli|despesas|hospedagem|alojamento|bagagem"
)
_MISSED: Final = (
    rf"(?:{_TALKS} |what |things )?(?:that )?(?:i |we )?(?:missed|skipped|cancell?ed|unattended"
    rf"|unseen|not (?:attended|seen)|(?:did not|didn ?t|could not|couldn ?t) {_SEEN})"
    rf"(?: (?:the|these|those|other|it))?(?: {_TALKS})?"
    rf"|(?:nicht (?:gesehen|besucht)|verpasste?|ausgefallene?|abgesagte?)(?: {_TALKS})?"
    rf"|(?:{_TALKS} )?(?:pas vue?s?|ratee?s?|manquee?s?|annulee?s?)"
    rf"|(?:{_TALKS} )?(?:(?:lo )?que me perdi|perdid[ao]s?|no vist[ao]s?|cancelad[ao]s?)"
    rf"|(?:{_TALKS} )?(?:pers[aeio]|saltat[aeio]|non vist[aeio]|annullat[aeio])"
    rf"|(?:{_TALKS} )?(?:que )?(?:perdi|nao (?:vi|assisti))"
)
_KEPT: Final = (
    r"(?:books?|papers?|tools|people|articles|projects|videos|podcasts|things) (?:mentioned"
    r"|recommended)|recommended (?:books?|reading)|(?:reading|book) list|leseliste|buchtipps"
    r"|(?:random|assorted|stray)(?: (?:notes|thoughts|bits|stuff|things|quotes))?"
    r"|what (?:i|we) (?:take|took|am taking|m taking) (?:away|home)(?: with (?:me|us))?"
    r"|(?:was|das) (?:ich )?(?:nehme ich )?mit(?:nehme)?|ce que j en retiens|ce que je retiens"
    r"|(?:lo )?que me llevo|cosa mi porto(?: a casa)?|o que (?:eu )?levo(?: para casa)?"
)
_OWNER: Final = r"(?:(?:my|our|the|some|other|all|meine?|unsere?|mes|nos|mis|miei|meus|minhas) )?"
_OWN: Final = re.compile(rf"{_OWNER}(?:{_TO_DO}|{_PEOPLE}|{_COSTS}|{_MISSED}|{_KEPT})")
_STATE: Final = re.compile(rf"(?:{_MISSED})")
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
