"""The words by which headings say what they are."""

from collections.abc import Callable

import pytest

from talkgraph.model import SessionKind
from talkgraph.sources.notes.layout.words.headings import (
    is_bare_session,
    is_container,
    is_of_event_itself,
    is_of_manual,
    is_part,
    is_programme,
    session_words,
    sessions_held,
)
from talkgraph.sources.notes.layout.words.own import is_own

YES: list[tuple[Callable[[str], bool], list[str]]] = [
    (
        is_programme,
        [
            *("Lunch", "Coffee break", "Registration", "Closing remarks", "Welcome", "Wrap-up"),
            *("Lunch and networking", "Opening ceremony", "Break 2", "Lunch: fish and chips"),
            *("Birds of a feather: nets", "Sponsor booths", "Introductions", "Hallway track"),
            *("Lunch w/ Mara", "Dinner with Mara Lind", "coffee + sponsor hall", "🍔 Lunch"),
            *("Conference dinner", "Poster session", "12. Lunch", "Abendessen mit Mara"),
            *("Lunch (canteen)", "Lunch at the harbour", "Happy hour", "Group photo", "Snacks"),
            *("Abschied", "Stehempfang", "Mot de bienvenue", "Palabras de bienvenida"),
            *("Pausa para el café", "Intervalo para almoço", "Discours d'ouverture"),
            *("Mittagspause", "Begrüßung", "Ausklang", "Anreise", "Gemeinsames Frühstück"),
            *("Pause café", "Petit déjeuner", "Accueil et inscriptions", "Clôture", "Le dîner"),
            *("Comida", "Café", "Descanso", "Cena de gala", "Acreditación y bienvenida"),
            *("Pranzo", "Pausa caffè", "Chiusura e saluti", "Cena sociale", "Benvenuto"),
            *("Almoço", "Café da manhã", "Boas-vindas", "Encerramento do evento", "Intervalo"),
        ],
    ),
    (
        is_own,
        [
            *("To do", "TODOs", "To-do list", "Action items", "Follow-ups", "Next steps", "Tasks"),
            *("Next meetup", "Tools to try", "Things to try at work", "Books I want to read"),
            *("What I want to try on Monday", "Watch the recordings", "2. Next steps"),
            *("Nächstes Treffen", "Offene Punkte", "À lire", "Prochaine réunion", "Pendiente"),
            *("Próximos pasos", "Da fare", "Prossimi passi", "Próximos passos", "Pendências"),
            *("People I met", "People met", "My contacts", "Kontakte", "Personnes rencontrées"),
            *("Gente que conocí", "Persone incontrate", "Pessoas que conheci", "Leute getroffen"),
            *("Expenses", "Packing list", "Loot", "Spesen", "Packliste", "Dépenses", "Gastos"),
            *("Alloggio", "Despesas", "Getting there", "Receipts"),
            *("Not attended", "Didn't attend", "Talks I missed", "Missed talks", "Skipped"),
            *("(missed)", "4. (missed, Mara unwell)", "Cancelled: Small Boats", "[skipped] Ropes"),
            *("What I didn’t see", "Sessions I couldn't make it to", "Missed – Small Boats"),
            *("Nicht gesehen", "Verpasste Vorträge", "Conférences ratées", "Lo que me perdí"),
            *("Charlas perdidas", "Talks persi", "Palestras que perdi", "Abgesagt: Ropes"),
            *("Books mentioned", "Reading list", "Random", "Random thoughts", "Leseliste"),
            *("To-dos for my team", "Action items for next week", "People I met at lunch"),
            *("Notes to self", "Contacts made", "Journey home", "Bits and bobs", "Odds and ends"),
            *("Was ich verpasst habe", "Ce que j’ai raté", "À revoir", "Da approfondire"),
            *("Ce que j'en retiens", "Was ich mitnehme", "Lo que me llevo", "What I take home"),
        ],
    ),
    (
        is_container,
        [
            *("Keynotes", "Talks", "Talks:", "Track 2", "Track B", "Room A", "Lightning talks"),
            *("Morning sessions", "Main stage", "Afternoon", "Workshops", "Day one"),
            *("All talks", "Conférences", "My schedule", "Open spaces", "Block #3", "Posters"),
        ],
    ),
    (
        is_part,
        [
            *("Takeaways", "Key takeaways", "Q&A", "Questions", "Take aways:", "The abstract"),
            *("Links", "Slides and video", "Further reading", "TLDR", "What and why", "Summary"),
        ],
    ),
    (
        is_of_event_itself,
        [
            *("Final thoughts", "My overall impressions", "Venue", "The food", "Fazit", "Wrap up"),
            *("Conclusion", "Why we went to the conference", "Eindrücke", "Hotel and travel"),
            *(
                "Sonstiges",
                "Closing thoughts",
                "Verdict",
                "TL;DR",
                "Parting impressions",
                "Meine Gedanken",
            ),
            *("Conclusiones", "Conclusioni", "Conclusões", "Mes impressions", "Synthèse"),
        ],
    ),
    (is_of_manual, ["Install", "Usage", "License", "Building", "Installation requirements"]),
    (is_bare_session, ["Open Spaces, day 2", "Ignites", "Lightning talks #1", "Workshops"]),
]
NO: list[tuple[Callable[[str], bool], list[str]]] = [
    (
        is_programme,
        [
            *("Introduction to unit tests", "Lunch boxes of the world", "Breaking things", ""),
            *("Session 3", "Opening the harbour", "Why we break", "Talk", "Notes on coffee beans"),
            *("Welcome with open arms", "Coffee with robots", "Dinner for one", "Paused boats"),
            *("Breakfast at sea: nets", "Welcome (back) to nets", "Happy", "Together"),
            *("Das Café am Hafen", "Ouverture des données", "Registro de barcos", "Conference"),
        ],
    ),
    (
        is_own,
        [
            *("", "Things to know about ropes", "What I learned at sea", "Next", "People"),
            *("Missed opportunities: nets", "Skipped stones", "What to do in a storm", "Ropes"),
            *("Read the water", "Books of the sea", "Random forests", "The cost of rope", "Steps"),
            *("The next generation of boats", "Follow the wind", "(small) boats", "Contact: nets"),
            *("Watch the tide", "Never cancelled: Ropes", "Voir la mer", "Ropes (missed)"),
            *("Next steps in boat building", "Things to try in a storm", "Tasks in harbours"),
        ],
    ),
    (is_container, ["Talks on rails", "Keynote: Mara Lind", "Tracking ships", "Roomy", "", "Ayes"]),
    (is_part, ["Questions of scale", "Ropes", "", "the", "Summary of nets", "Demo Ropes"]),
    (
        is_of_event_itself,
        [
            *("Food for thought at sea", "Ropes", "", "the", "People of Aberlane", "Closing"),
            *("First", "My last", "Resume a download", "Conference closing"),
        ],
    ),
    (is_of_manual, ["Ropes", "", "Usage of ropes"]),
    (is_bare_session, ["Workshop: Tie a Bowline", "Ropes", "Open spaces of the sea"]),
]


@pytest.mark.parametrize(("test", "title"), [(test, title) for test, all_ in YES for title in all_])
def test_headings_of_a_kind(test: Callable[[str], bool], title: str) -> None:
    assert test(title)
    assert test(title.upper())


@pytest.mark.parametrize(("test", "title"), [(test, title) for test, all_ in NO for title in all_])
def test_headings_of_another_kind(test: Callable[[str], bool], title: str) -> None:
    assert not test(title)


@pytest.mark.parametrize(
    ("title", "begins", "holds"),
    [
        ("Workshop: Tie a Bowline", SessionKind.WORKSHOP, SessionKind.WORKSHOP),
        ("Tutorials", SessionKind.WORKSHOP, SessionKind.WORKSHOP),
        ("Morning workshops", None, SessionKind.WORKSHOP),
        ("Open Space", SessionKind.OPEN_SPACE, SessionKind.OPEN_SPACE),
        ("open-spaces, day 2", SessionKind.OPEN_SPACE, SessionKind.OPEN_SPACE),
        ("Unconference", SessionKind.OPEN_SPACE, SessionKind.OPEN_SPACE),
        ("BoF: nets", SessionKind.OPEN_SPACE, SessionKind.OPEN_SPACE),
        ("Ignites", SessionKind.IGNITES, None),
        ("Lightning talks", SessionKind.IGNITES, None),
        ("Workshopping an idea", None, None),
        ("Igniter plugs", None, None),
        ("Small Boats", None, None),
    ],
)
def test_kinds_of_sessions(
    title: str, begins: SessionKind | None, holds: SessionKind | None
) -> None:
    assert session_words(title) == begins
    assert sessions_held(title) == holds
