"""Cities in which conferences are held, kept by hand, and countries and regions by their names.

The cities are facts that everybody knows, written for this purpose; countries and regions are
those of ISO 3166, from pycountry. A city that is not here may be told with its country all the
same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from talkgraph.words import folded_words

_CITIES: Final = """
AE: Dubai; Abu Dhabi
AM: Yerevan
AR: Buenos Aires; Rosario; Córdoba; Mendoza
AT: Vienna = Wien; Graz; Linz; Salzburg; Innsbruck
AU-ACT: Canberra
AU-NSW: Sydney; Newcastle
AU-QLD: Brisbane; Gold Coast
AU-SA: Adelaide
AU-TAS: Hobart
AU-VIC: Melbourne
AU-WA: Perth
BE: Brussels = Bruxelles = Brussel; Ghent = Gent = Gand; Antwerp = Antwerpen; Leuven = Louvain
BE: Liège; Bruges = Brugge; Charleroi; Mechelen
BG: Sofia; Plovdiv; Varna
BR: São Paulo; Rio de Janeiro; Belo Horizonte; Porto Alegre; Florianópolis; Curitiba; Recife
BR: Salvador; Fortaleza; Brasília; Campinas
BY: Minsk
CA-AB: Calgary; Edmonton
CA-BC: Vancouver; *Victoria
CA-MB: Winnipeg
CA-NS: Halifax
CA-ON: Toronto; Ottawa; Waterloo; Kitchener
CA-QC: Montreal = Montréal; Quebec City = Québec; Sherbrooke
CH: Zurich = Zürich; Geneva = Genève; Basel; Bern; Lausanne; Lugano; Rapperswil
CL: Santiago; Valparaíso
CN: Beijing; Shanghai; Shenzhen; Guangzhou; Hangzhou; Chengdu
CO: Bogotá; Medellín; Cali; Barranquilla
CR: San José
CZ: Prague = Praha; Brno; Ostrava; Pilsen = Plzeň
DE: Berlin; Munich = München; Hamburg; Cologne = Köln; Frankfurt = Frankfurt am Main; Stuttgart
DE: Düsseldorf; Leipzig; Dresden; Karlsruhe; Nuremberg = Nürnberg; Hanover = Hannover; Bremen
DE: Bonn; Darmstadt; Heidelberg; Mannheim; Augsburg; Regensburg; Potsdam; Freiburg; Aachen
DE: Münster; *Essen; Dortmund; Mainz; Ludwigsburg
DK: Copenhagen = København; Aarhus; Odense; Aalborg
EE: Tallinn; Tartu
EG: Cairo
ES: Madrid; Barcelona; Valencia; Seville = Sevilla; Bilbao; Málaga; Zaragoza; Granada; Córdoba
ES: Alicante; Salamanca; Oviedo; Vigo; Santiago de Compostela; San Sebastián = Donostia; Palma
ES: Murcia; Cáceres; Almería
GE: Tbilisi; Batumi
FI: Helsinki; Tampere; Turku; Oulu; Espoo
FR: Paris; Lyon; Marseille; Toulouse; Bordeaux; Nantes; Lille; Strasbourg; Rennes; Montpellier
FR: Grenoble; *Nice; Rouen; *Tours; Brest; Clermont-Ferrand; Biarritz; Sophia Antipolis; Nancy
FR: Dijon
GB-ENG: London; Manchester; Brighton; Cambridge; Oxford; Bristol; Leeds; Liverpool; Birmingham
GB-ENG: Sheffield; Newcastle; Nottingham; Coventry; *Reading; *Bath; *Hull; York; Leicester
GB-ENG: Southampton; Norwich; Exeter; Milton Keynes
GB-NIR: Belfast; Derry
GB-SCT: Edinburgh; Glasgow; Aberdeen; Dundee
GB-WLS: Cardiff; Swansea
GH: Accra
GR: Athens; Thessaloniki; Heraklion; Patras
HR: Zagreb; *Split; Rijeka; Dubrovnik
HU: Budapest; Szeged; Debrecen
ID: Jakarta; Bandung; Yogyakarta
IE: Dublin; *Cork; Galway; *Limerick
IL: Tel Aviv = Tel Aviv-Yafo; Jerusalem; Haifa
IN: Bangalore = Bengaluru; Delhi; New Delhi; Mumbai; Pune; Hyderabad; Chennai; Kolkata; Kochi
IN: Ahmedabad
IS: Reykjavik = Reykjavík
IT: Milan = Milano; Rome = Roma; Florence = Firenze; Turin = Torino; Bologna; Naples = Napoli
IT: Venice = Venezia; Verona; Pisa; Genoa = Genova; Trento; Padua = Padova; *Bari; Catania
IT: Palermo; Rimini
JP: Tokyo; Osaka; Kyoto; Nagoya; Fukuoka; Hiroshima; Sapporo; Yokohama; Kobe; Sendai; Okinawa
KE: Nairobi
KR: Seoul; Busan; Daejeon; Incheon
LT: Vilnius; Kaunas; Klaipėda
LU: Luxembourg City
LV: Riga
MA: Casablanca; Rabat; Marrakech
MT: Valletta
MX: Mexico City = Ciudad de México; Guadalajara; Monterrey; Puebla; Tijuana
MY: Kuala Lumpur; Penang
NG: Lagos; Abuja
NL: Amsterdam; Rotterdam; Utrecht; The Hague = Den Haag; Eindhoven; Delft; Groningen; Leiden
NL: Maastricht; Nijmegen; Enschede; Ede; Hilversum
NO: Oslo; Bergen; Trondheim; Stavanger; Tromsø
NZ: Auckland; Wellington; Christchurch; Dunedin
PE: Lima
PH: Manila; Cebu; Makati
PK: Karachi; Lahore; Islamabad
PL: Warsaw = Warszawa; Kraków = Krakow = Cracow; Wrocław = Wroclaw; Gdańsk; Poznań; Łódź; Katowice
PL: Gdynia; Lublin; Szczecin
PT: Lisbon = Lisboa; Porto; Coimbra; Braga; Faro; Aveiro
RO: Bucharest = București; Cluj-Napoca = Cluj; Timișoara; Iași; Brașov; Sibiu
RS: Belgrade = Beograd; Novi Sad; Niš
RU: Moscow = Moskva; Saint Petersburg = St. Petersburg = St Petersburg; Kazan; Novosibirsk
RU: Yekaterinburg
RW: Kigali
SE: Stockholm; Gothenburg = Göteborg; Malmö; Uppsala; *Lund; Linköping; Umeå
SG: Singapore
SI: Ljubljana; Maribor
SK: Bratislava; Košice; Žilina
TH: Bangkok; Chiang Mai; Phuket
TN: Tunis
TR: Istanbul = İstanbul; Ankara; Izmir = İzmir; Antalya
TW: Taipei; Kaohsiung; Tainan; Hsinchu
UA: Kyiv = Kiev; Lviv; Odesa = Odessa; Kharkiv; Dnipro
US-AL: Birmingham; Huntsville; *Mobile
US-AZ: *Phoenix; Tucson; Scottsdale
US-CA: San Francisco; Los Angeles; San Diego; San Jose; Oakland; Sacramento; Santa Clara
US-CA: Mountain View; Palo Alto; Berkeley; Anaheim; Long Beach; Pasadena; Santa Monica
US-CA: Santa Barbara; Santa Cruz; Monterey; Irvine; Burlingame; Sunnyvale; Petaluma
US-CO: Denver; Boulder; Colorado Springs; Fort Collins
US-CT: Hartford; New Haven; *Stamford
US-DC: Washington = Washington DC = Washington D.C. = Washington, D.C.
US-FL: Miami; Orlando; Tampa; Jacksonville; Fort Lauderdale; Gainesville
US-FL: St. Petersburg = St Petersburg = Saint Petersburg
US-GA: Atlanta; *Athens; Savannah
US-HI: Honolulu
US-IA: Des Moines; Iowa City
US-ID: Boise
US-IL: Chicago; Urbana; Champaign; Evanston; *Springfield
US-IN: Indianapolis; Bloomington
US-KS: Wichita
US-KY: Louisville; Lexington
US-LA: New Orleans; Baton Rouge
US-MA: Boston; Cambridge; Amherst; Worcester; *Springfield
US-MD: Baltimore; *Columbia; *Frederick; Bethesda
US-ME: Portland
US-MI: Detroit; Ann Arbor; Grand Rapids; *Lansing
US-MN: Minneapolis; St. Paul = Saint Paul; Rochester
US-MO: St. Louis = St Louis = Saint Louis; Kansas City; *Columbia
US-NC: Raleigh; *Charlotte; Durham; Asheville; Greensboro; Chapel Hill
US-NE: Omaha; *Lincoln
US-NH: *Manchester
US-NJ: Newark; Princeton; Jersey City; Atlantic City
US-NM: Albuquerque; Santa Fe
US-NV: Las Vegas; Reno
US-NY: New York = New York City = NYC; Buffalo; Rochester; Brooklyn; Albany; *Ithaca; *Syracuse
US-OH: Columbus; Cleveland; Cincinnati; Dayton; Sandusky
US-OK: Oklahoma City; Tulsa
US-OR: Portland; *Eugene; *Bend
US-PA: Philadelphia; Pittsburgh; *Lancaster
US-RI: Providence
US-SC: Charleston; Greenville; *Columbia
US-TN: Nashville; Memphis; Knoxville; Chattanooga
US-TX: Austin; Dallas; Houston; San Antonio; Fort Worth; Plano; El Paso; Arlington; Frisco
US-UT: Salt Lake City; Provo
US-VA: Richmond; Norfolk; Arlington; Reston; Charlottesville; Alexandria; Roanoke
US-WA: Seattle; Bellevue; Spokane; Redmond; Tacoma
US-WI: Milwaukee; *Madison
UY: Montevideo
VN: Hanoi; Ho Chi Minh City
ZA: Cape Town; Johannesburg; Durban; Pretoria; Stellenbosch
"""
"""By country or region: names of a city, the first one in English; `*` has other meanings too."""

_COUNTRIES: Final = """
AE: UAE; Emirates
BA: Bosnia
BE: Belgique; België; Belgien
BR: Brasil
CH: Schweiz; Suisse; Svizzera
CI: Ivory Coast
CZ: Czech Republic; Czech
DE: Deutschland; Allemagne
ES: España; Espagne
FI: Suomi
GB: UK; U.K.; Great Britain; Britain
IT: Italia
KR: Korea
MK: Macedonia
MX: México
NL: The Netherlands; Holland
NZ: Aotearoa
PL: Polska
RU: Russia
SE: Sverige
TR: Turkey
US: USA; U.S.; U.S.A.; United States of America; America
VN: Vietnam
"""
"""What people call a country, beside its names in ISO 3166."""

WITH_CODES: Final = frozenset({"US", "CA", "AU"})
"""Where people write regions by their codes: "Portland, OR"."""

_WITH_REGIONS: Final = WITH_CODES | {"GB", "DE", "AT", "CH", "IN", "BR", "NZ"}
"""Where people write regions at all; elsewhere the names of regions are mostly those of cities."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its name in ISO 3166, and its country by its code of two letters."""

    country: str
    name: str


@dataclass(frozen=True, slots=True)
class City:
    """A city in a country (ISO 3166, two letters), and the region where that is usually named.

    `is_word` where its name has another meaning, so that a name alone does not say the city.
    """

    name: str
    country: str
    region: str = ""
    is_word: bool = False


def cities_named(text: str) -> tuple[City, ...]:
    """Return the cities that have a name, in any of its spellings.

    >>> [(city.country, city.region) for city in cities_named("portland")]
    [('US', 'Maine'), ('US', 'Oregon')]
    """
    return _cities().get(_key(text), ())


def country_named(text: str) -> str | None:
    """Return the country that a text names in full, or as `UK` and the like, or `None`.

    >>> country_named("United Kingdom"), country_named("UK"), country_named("the quay")
    ('GB', 'GB', None)
    """
    key = _key(text)
    # The only capital-letter codes of three letters that are words as well are no capitals.
    return _countries().get(key) or (_codes().get(text) if len(text) == 3 else None)


def country_coded(text: str) -> str | None:
    """Return the country whose code of two letters a text is, in capitals."""
    return text if len(text) == 2 and text in _codes().values() else None


def regions_named(text: str) -> tuple[Region, ...]:
    """Return the regions that a text names: in full, or by a code that people write.

    >>> [(each.country, each.name) for each in regions_named("WA")]
    [('AU', 'Western Australia'), ('US', 'Washington')]
    """
    return _regions().get(text if text.isupper() and len(text) < 4 else _key(text), ())


def _key(text: str) -> str:
    return " ".join(folded_words(text.replace("ł", "l").replace("Ł", "L")))


@cache
def _cities() -> Mapping[str, tuple[City, ...]]:
    found: dict[str, tuple[City, ...]] = {}
    for line in _CITIES.strip().splitlines():
        code, _, names = line.partition(": ")
        country, _, region = code.partition("-")
        for entry in names.split("; "):
            first, *others = entry.removeprefix("*").split(" = ")
            city = City(
                name=first,
                country=country,
                region=_region_names()[code] if region else "",
                is_word=entry.startswith("*"),
            )
            for name in dict.fromkeys(map(_key, (first, *others))):
                found[name] = (*found.get(name, ()), city)
    return found


@cache
def _countries() -> Mapping[str, str]:
    import pycountry

    found = {
        _key(line): code
        for code, _, names in (each.partition(": ") for each in _COUNTRIES.strip().splitlines())
        for line in names.split("; ")
    }
    for each in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            name = getattr(each, field, None)
            if name:
                found.setdefault(_key(name), each.alpha_2)
    return found


@cache
def _codes() -> Mapping[str, str]:
    import pycountry

    return {each.alpha_3: each.alpha_2 for each in pycountry.countries}


@cache
def _region_names() -> Mapping[str, str]:
    import pycountry

    return {each.code: each.name for each in pycountry.subdivisions}


@cache
def _regions() -> Mapping[str, tuple[Region, ...]]:
    import pycountry

    found: dict[str, set[Region]] = {}
    for each in pycountry.subdivisions:
        if each.parent_code is None and each.country_code in _WITH_REGIONS:
            region = Region(each.country_code, each.name)
            found.setdefault(_key(each.name), set()).add(region)
            if each.country_code in WITH_CODES:
                found.setdefault(each.code.partition("-")[2], set()).add(region)
    return {
        name: tuple(sorted(regions, key=lambda each: (each.country, each.name)))
        for name, regions in found.items()
    }
