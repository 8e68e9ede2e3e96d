"""Notes of any size, made up from a small grammar; the same seed gives the same bytes.

Like the real ones, a file holds about twelve talks with ten posts each, some 20 kB.
"""

import random
from pathlib import Path

SUBJECTS = [
    "the pager rotation",
    "a game day",
    "our incident review",
    "the platform team",
    "a feature flag",
    "the error budget",
    "an alert nobody owns",
    "the deployment pipeline",
    "a tired engineer",
    "the status page",
    "a blameless review",
    "the schema migration",
    "the load balancer",
    "a runbook",
    "the value stream",
    "a security scan",
    "the on-call handover",
    "a trace",
    "the backlog",
    "the audit",
]
VERBS = [
    "teaches us about",
    "gets in the way of",
    "depends on",
    "hides",
    "explains",
    "outlives",
    "slows down",
    "protects",
    "rewards",
    "wakes up",
    "replaces",
    "is no substitute for",
    "makes visible",
    "costs more than",
]
ENDINGS = [
    "when nobody is watching",
    "in the second year",
    "after the reorganisation",
    "at three in the morning",
    "before the next release",
    "if we let it",
    "on a quiet Friday",
    "for the people who carry it",
    "as soon as traffic doubles",
    "until somebody writes it down",
]
FIRST = [
    "Rosa",
    "Ben",
    "Mika",
    "Lena",
    "Omar",
    "Priya",
    "Jonas",
    "Ada",
    "Tariq",
    "Ines",
    "Hugo",
    "Noor",
    "Vera",
    "Kofi",
    "Maja",
    "Sven",
]
LAST = [
    "Okafor",
    "Lind",
    "Haddad",
    "Moreau",
    "Tanaka",
    "Silva",
    "Novak",
    "Brandt",
    "Osei",
    "Ferrari",
    "Kaya",
    "Jensen",
    "Roy",
]
CITIES = [
    "Bergen",
    "Porto",
    "Leeds",
    "Utrecht",
    "Gdansk",
    "Lyon",
    "Turku",
    "Ghent",
    "Cork",
    "Graz",
    "Malmo",
    "Trieste",
]


def notes(number: int, *, talks: int = 12, posts: int = 10) -> str:
    """Return the notes of the event with this number."""
    chance = random.Random(number)
    city = CITIES[number % len(CITIES)]
    year = 2000 + number // len(CITIES)
    tag = f"quay{city.lower()}{year}"
    lines = [f"# Quay Conf {city} {year}", "", f"May 4-5, {year} — {city}", "", "The talks:", ""]
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(talks)]
    titles = [f"Why {chance.choice(SUBJECTS)} {chance.choice(VERBS)} us, {n}" for n in range(talks)]
    lines += [f"* [{names[n]} — {titles[n]}](#t{n})" for n in range(talks)]
    for n in range(talks):
        if n % (talks // 2 or 1) == 0:
            day = 1 + n // (talks // 2 or 1)
            lines += ["", f"# Day {day}: {year}-05-{3 + day:02d}"]
        handle = names[n].replace(" ", "").lower()
        lines += ["", f'## <a name="t{n}"></a> {titles[n]}', ""]
        lines += [f"[{names[n]}](https://twitter.com/{handle})", "", "**Twitter threads:**"]
        lines += [f"[me_too (me)](https://twitter.com/me_too/status/{number}{n:03d})", ""]
        lines += ["**My livetweet contents**", ""]
        for _ in range(posts):
            lines += [f"> {_post(chance)} #{tag}", ""]
    return "\n".join(lines)


def write(folder: Path, files: int) -> None:
    """Write the notes of this many events to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        (folder / f"quay-{number:04d}.md").write_text(notes(number), encoding="utf-8")


def _post(chance: random.Random) -> str:
    sentences = (
        f"{chance.choice(SUBJECTS).capitalize()} {chance.choice(VERBS)} {chance.choice(SUBJECTS)} "
        f"{chance.choice(ENDINGS)}."
        for _ in range(chance.randint(1, 3))
    )
    return " ".join(sentences)
