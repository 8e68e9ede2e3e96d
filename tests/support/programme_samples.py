"""An invented event as programmes and archives tell one, and a knowledge base of it."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.model import (
    Abstract,
    Account,
    Day,
    Event,
    Hints,
    Link,
    LinkKind,
    Post,
    Quote,
    Reading,
    Session,
    SessionKind,
    SourceFile,
    SourceKind,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkStatus,
)
from talkgraph.settings import Settings
from talkgraph.sources import registry

NAME: Final = "QuayConf 2031"
ZONE: Final = ZoneInfo("Europe/Lisbon")
SOURCE: Final = "quayconf.programme"
ROPES: Final = "quayconf-2031/ropes-that-hold"
LAMPS: Final = "quayconf-2031/lamps-after-dark"
TIDES: Final = "quayconf-2031/tides-by-hand"
PICTURE: Final = "https://pictures.example.org/splice.jpg"
FIRST: Final = "https://social.example.org/@ana/1"
_KEEPER = Account(service="social.example.org", handle="ana", url="https://social.example.org/@ana")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A time in May 2031, by the clock at the quay."""
    return dt.datetime(2031, 5, day, hour, minute, tzinfo=ZONE)


def _place(path: str) -> Span:
    return Span(source=SOURCE, path=path)


def _abstracts(path: str, *texts: str) -> tuple[Abstract, ...]:
    return tuple(
        Abstract(position=n, markdown=text, plain=text, text=text, span=_place(path))
        for n, text in enumerate(texts, 1)
    )


def quayconf() -> Event:
    """An event of four talks, of which one was cancelled, and a workshop."""
    ropes, lamps, tides, bells = (f"/talks/{n}" for n in range(4))
    talks = (
        Talk(
            key="ropes-that-hold",
            title="Ropes That Hold",
            position=1,
            spans=(_place(ropes),),
            day="day-1",
            date=dt.date(2031, 5, 6),
            start=at(6, 9, 30),
            end=at(6, 10, 10),
            room="Quay Hall",
            track="Rigging",
            language="en",
            type="keynote",
            status=TalkStatus.GIVEN,
            url="https://quayconf.example.org/ropes",
            identifiers=("QC-7",),
            speakers=(Speaker(name="Mara Lind", position=1, span=_place(ropes)),),
            abstracts=_abstracts(
                ropes,
                "Every harbour has its knots. We see how a splice keeps its strength for years.",
                "You will leave knowing when a rope has to be thrown away.",
            ),
            links=(
                _link("https://quayconf.example.org/ropes.mp4", LinkKind.VIDEO, ropes),
                _link("https://quayconf.example.org/ropes.pdf", LinkKind.SLIDES, ropes),
                _link("https://quayconf.example.org/knots", LinkKind.WEBSITE, ropes),
            ),
            posts=_posts(),
        ),
        Talk(
            key="lamps-after-dark",
            title="Lamps After Dark",
            position=2,
            spans=(_place(lamps),),
            day="day-1",
            date=dt.date(2031, 5, 6),
            start=at(7, 0, 30),
            end=at(7, 1, 15),
            room="Lantern Room",
            track="Light",
            language="pt",
            speakers=(Speaker(name="Ben Ode", position=1, span=_place(lamps)),),
            abstracts=_abstracts(
                lamps, "A lighthouse lamp is tended through the night, and its oil is counted."
            ),
        ),
        Talk(
            key="tides-by-hand",
            title="Tides by Hand",
            position=3,
            spans=(_place(tides),),
            day="day-2",
            date=dt.date(2031, 5, 7),
            start=at(7, 9),
            end=at(7, 9, 40),
            room="Quay Hall",
            track="Light",
            status=TalkStatus.CANCELLED,
            speakers=(Speaker(name="Ida Holt", position=1, span=_place(tides)),),
            abstracts=_abstracts(tides, "How to work out the tides with a pencil and a table."),
        ),
        Talk(
            key="bells",
            title="Bells in the Fog",
            position=4,
            spans=(_place(bells),),
            day="day-2",
            date=dt.date(2031, 5, 7),
            speakers=(Speaker(name="Ola Berg", position=1, span=_place(bells)),),
        ),
    )
    workshop = Session(
        key="knots-workshop",
        kind=SessionKind.WORKSHOP,
        title="Workshop: Knots",
        position=1,
        spans=(_place("/sessions/0"),),
        day="day-2",
        date=dt.date(2031, 5, 7),
        start=at(7, 14),
        end=at(7, 16),
        location="Loft",
        abstracts=_abstracts("/sessions/0", "Bring a rope of your own."),
    )
    return Event(
        name=NAME,
        slug="quayconf-2031",
        source=SOURCE,
        spans=(Span(source=SOURCE),),
        kind=SourceKind.PROGRAMME,
        start=dt.date(2031, 5, 6),
        end=dt.date(2031, 5, 7),
        location="Porto do Cais",
        time_zone="Europe/Lisbon",
        days=tuple(
            Day(
                key=f"day-{n}",
                title=f"Day {n}",
                number=n,
                date=dt.date(2031, 5, 5 + n),
                span=_place(f"/days/{n - 1}"),
            )
            for n in (1, 2)
        ),
        talks=talks,
        sessions=(workshop,),
    )


def _posts() -> tuple[Post, ...]:
    """What somebody posted from one of the talks."""
    picture = Link(
        url=PICTURE,
        label="Two strands, half spliced",
        kind=LinkKind.IMAGE,
        span=Span(source=SOURCE, address=FIRST),
    )
    begun = "Mara Lind begins with a splice that keeps its strength for years."
    return (
        _post(1, begun, media=(picture,)),
        _post(2, 'She says "Nobody trusts a knot that nobody tied."', reply_to=FIRST),
    )


def _link(url: str, kind: LinkKind, path: str) -> Link:
    return Link(url=url, label=kind.value, kind=kind, span=_place(path))


def _post(
    number: int, text: str, reply_to: str | None = None, media: tuple[Link, ...] = ()
) -> Post:
    address = f"https://social.example.org/@ana/{number}"
    span = Span(source=SOURCE, address=address)
    words = text.split('"')[1:2]
    return Post(
        position=number,
        markdown=text,
        plain=text,
        says=Statements(text=text, quotes=tuple(Quote(text=each, span=span) for each in words)),
        span=span,
        identifier=str(number),
        url=address,
        time=dt.datetime(2031, 5, 6, 8, 30 + number, tzinfo=dt.UTC),
        author=_KEEPER,
        reply_to=reply_to,
        media=media,
    )


class Told:
    """Reads a file whose content is known beforehand (a `talkgraph.protocols.SourceReader`)."""

    def looks_for(self, name: str) -> bool:
        """Tell whether it is that file, by its ending."""
        return name.endswith(".programme")

    def accepts(self, head: bytes, name: str) -> bool:
        """Accept that file."""
        return self.looks_for(name)

    def read(self, sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
        """Return what it tells."""
        return tuple(
            Reading(source=each.name, sha256="0" * 64, events=(quayconf(),)) for each in sources
        )


def build_quayconf(folder: Path, model: str = "hashing") -> Path:
    """Build the invented event in a folder, and return the knowledge base."""
    (folder / SOURCE).write_text("known beforehand\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "READERS", (Told(), *registry.READERS))
        build(
            BuildRequest(
                sources=(folder / SOURCE,), kb=folder / "kb", settings=Settings(model=model)
            )
        )
    return folder / "kb"


@pytest.fixture(scope="session")
def quayconf_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented event, without a model."""
    return build_quayconf(tmp_path_factory.mktemp("quayconf"))
