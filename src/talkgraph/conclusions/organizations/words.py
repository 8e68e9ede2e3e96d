"""The words by which a body is told from an office, a place and what was once."""

from typing import Final

from talkgraph.words import word_set

LEGAL_FORMS: Final = word_set(
    "inc incorporated llc llp lp ltd limited corp corporation co company gmbh mbh ag kg kgaa ug "
    "plc sa sas sarl srl spa bv nv ab oy oyj as asa aps pty pte kk sro doo zrt kft ev eg"
)
"""What a body is before the law, folded and without points; it stands at the end of a name."""

LEGAL_TAILS: Final = LEGAL_FORMS | word_set("partners sons associates cie brothers")
"""What comes behind the last "&" of a firm that is called by its partners."""

OFFICES: Final = word_set(
    "ceo cto cfo coo cio ciso cpo cmo cdo chro founder cofounder found president chairman "
    "chairwoman chair chairperson owner editor proprietor fondateur fondatrice directeur"
)
"""Offices that somebody holds of a body: "founder of Acme" is with Acme."""

ROLES: Final = OFFICES | word_set(
    "developer dev engineer eng architect arch manager mgr director dir consultant designer lead "
    "leader head vp evp svp avp professor lecturer teacher author speaker writer specialist "
    "advocate evangelist analyst scientist partner principal creator student researcher trainer "
    "instructor coach expert officer chief strategist maintainer committer contributor journalist "
    "photographer artist intern fellow member administrator admin sysadmin programmer tester "
    "contractor pm sre dba freelance freelancer independent retired unemployed self-employed "
    "educator facilitator entrepreneur investor technologist blogger podcaster host organizer "
    "organiser volunteer mentor translator producer operator technician secretary treasurer "
    "responsable ingenieur developpeur developpeuse architecte consultante integrateur "
    "entwickler entwicklerin berater beraterin grunder leiter ingeniero desarrollador"
)
"""What somebody is, wherever they are."""

DEPARTMENTS: Final = word_set(
    "operations engineering product products marketing sales design security research data "
    "infrastructure platform platforms technology technologies development community science "
    "strategy support services service analytics architecture delivery growth content experience "
    "quality testing devops it hr finance legal people talent cloud software systems academy "
    "group labs inc team ops and or for of in on at to"
)
"""What follows an office as its field, or belongs to the name around it: "VP Operations"."""

UNITS: Final = word_set("team teams department dept division squad unit tribe")
"""What a body is divided into."""

PAST: Final = ("ex-", "ex ", "former ", "formerly ", "previously ", "prev ", "past ", "used to ")
"""How what once was begins."""

PUBLIC: Final = word_set(
    "ministry department dept university universitat universite college school institute "
    "institut government council office bureau agency authority commission parliament court "
    "police hospital library museum church bank academy association society federation union "
    "chamber center centre campus faculty state city county"
)
"""Bodies of which every place has one, so that the place belongs to the name."""

BODIES: Final = word_set(
    "agency association authority commission committee consortium council department federation "
    "foundation institut institute ministry organisation organization policy research universitat "
    "universite university"
)
"""How bodies are called, and hardly anybody."""

GENERIC: Final = word_set(
    "international group groupe technologies technology labs lab systems software solutions "
    "consulting services service partners holding holdings worldwide global digital media "
    "networks network studio studios insurance financial research foundation industries "
    "enterprises enterprise health it ai io com org"
)
"""What may be left out of a body's name in speech."""

_PLACES: Final = (
    # countries
    "argentina,australia,austria,bangladesh,belgium,brazil,bulgaria,canada,chile,china,"
    "colombia,croatia,czech republic,czechia,denmark,egypt,england,estonia,europe,finland,"
    "france,germany,ghana,greece,hong kong,hungary,iceland,india,indonesia,iran,ireland,"
    "israel,italy,japan,kenya,korea,latvia,lithuania,luxembourg,malaysia,mexico,morocco,"
    "nepal,netherlands,the netherlands,new zealand,nz,nigeria,northern ireland,norway,"
    "pakistan,peru,philippines,poland,portugal,romania,russia,scotland,serbia,singapore,"
    "slovakia,slovenia,south africa,south korea,spain,sri lanka,sweden,switzerland,taiwan,"
    "thailand,tunisia,turkey,ukraine,united kingdom,uk,united states,usa,us,uruguay,vietnam,"
    "wales,"
    # states and provinces
    "alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,hawaii,"
    "idaho,illinois,indiana,iowa,kansas,kentucky,louisiana,maine,maryland,massachusetts,"
    "michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new hampshire,"
    "new jersey,new mexico,new york,north carolina,north dakota,ohio,oklahoma,oregon,"
    "pennsylvania,rhode island,south carolina,south dakota,tennessee,texas,utah,vermont,"
    "virginia,washington,west virginia,wisconsin,wyoming,dc,ny,nyc,ca,ma,tx,il,fl,nc,wa,oh,"
    "alberta,british columbia,manitoba,ontario,quebec,saskatchewan,nsw,new south wales,"
    "queensland,tasmania,victoria,"
    # cities, and those whose universities bear one name
    "amsterdam,ann arbor,athens,atlanta,auckland,austin,baltimore,bangalore,barcelona,"
    "beijing,belfast,bengaluru,berkeley,berlin,boston,brisbane,bristol,brussels,bucharest,"
    "budapest,buenos aires,cambridge,canberra,cape town,chicago,cologne,copenhagen,dallas,"
    "davis,delhi,denver,detroit,dublin,edinburgh,frankfurt,geneva,glasgow,grand rapids,"
    "hamburg,hartford,helsinki,houston,irvine,istanbul,kyiv,lagos,leeds,lisbon,london,"
    "los angeles,lyon,madrid,manchester,melbourne,mexico city,miami,milan,minneapolis,"
    "montreal,moscow,mumbai,munich,nairobi,new delhi,new york city,oslo,ottawa,oxford,paris,"
    "perth,philadelphia,pittsburgh,portland,porto,prague,pune,raleigh,riga,rome,"
    "salt lake city,san diego,san francisco,san jose,santa barbara,santa cruz,sao paulo,"
    "seattle,seoul,shanghai,silicon valley,sofia,stockholm,sydney,tallinn,tel aviv,tokyo,"
    "toronto,vancouver,vienna,vilnius,warsaw,washington dc,wellington,zagreb,zurich"
)
PLACES: Final = frozenset(_PLACES.split(","))
"""Places, folded, that are often written behind a body's name."""
