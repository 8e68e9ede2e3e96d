"""Languages: what programmes write for one (`en`, `eng`, "English", `en_US`), as BCP 47 has it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_KNOWN: Final = """
af afr afrikaans | ar ara arabic العربية | az aze azerbaijani | be bel belarusian
bg bul bulgarian български | bn ben bengali | bs bos bosnian | ca cat catalan català
cs cze ces czech čeština cestina | cy wel cym welsh cymraeg | da dan danish dansk
de ger deu german deutsch allemand alemán alemão tedesco duits | el gre ell greek ελληνικά
en eng english englisch anglais inglés ingles inglês inglese engels angličtina engelska
eo epo esperanto | es spa spanish español espanol spanisch castellano | et est estonian eesti
eu baq eus basque euskara | fa per fas persian farsi فارسی | fi fin finnish suomi
fr fre fra french français francais französisch francés francese frans
ga gle irish gaeilge | gl glg galician galego | he heb hebrew עברית | hi hin hindi हिन्दी
hr hrv croatian hrvatski | hu hun hungarian magyar | hy arm hye armenian
id ind indonesian | is ice isl icelandic íslenska | it ita italian italiano italienisch
ja jpn japanese 日本語 | ka geo kat georgian | kk kaz kazakh | ko kor korean 한국어
lb ltz luxembourgish lëtzebuergesch | lt lit lithuanian lietuvių | lv lav latvian latviešu
mk mac mkd macedonian | ms may msa malay | nb nob bokmål | nn nno nynorsk
nl dut nld dutch nederlands niederländisch | no nor norwegian norsk | pl pol polish polski
pt por portuguese português portugues portugiesisch | ro rum ron romanian română
ru rus russian русский | sk slo slk slovak slovenčina | sl slv slovenian slovenščina
sq alb sqi albanian shqip | sr srp serbian srpski српски | sv swe swedish svenska
ta tam tamil | th tha thai ไทย | tr tur turkish türkçe turkce | uk ukr ukrainian українська
ur urd urdu | vi vie vietnamese | zh chi zho chinese mandarin 中文
"""
"""For each language its code of ISO 639-1, those of ISO 639-2, then names of it."""

_TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        word: entry.split()[0]
        for line in _KNOWN.strip().splitlines()
        for entry in line.split("|")
        for word in entry.split()
    }
)
_CODE: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?"
    r"(?:[-_.@][\w.@-]*)?",
    re.IGNORECASE | re.ASCII,
)
_NONE: Final = frozenset({"und", "zxx", "mis", "mul", "n/a", "na", "tbd", "tba"})
_LONGEST: Final = 100


def language_tag(code: str | None) -> str | None:
    """Return a language as BCP 47 has it, from that, from ISO 639-2 or from its name.

    Of several languages it is the first. What is no language is `None`.

    >>> language_tag("eng"), language_tag("Deutsch"), language_tag("en_us"), language_tag("??")
    ('en', 'de', 'en-US', None)
    """
    text = (code or "")[:_LONGEST].strip()
    known = _TAGS.get(text.casefold())
    if known or text.casefold() in _NONE:
        return known
    match = _CODE.fullmatch(text)
    if match is None:
        words = re.findall(r"[^\W_]+(?:[-_][^\W_]+)*", text)
        first = words[0] if words else ""
        return language_tag(first) if first != text else None
    language = match["language"].lower()
    parts = [_TAGS.get(language, language)]
    parts += [match["script"].title()] if match["script"] else []
    parts += [match["region"].upper()] if match["region"] else []
    return "-".join(parts)
