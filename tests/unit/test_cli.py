"""The command line: what it prints, how it fails, with which exit code."""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.knowledge.generation import file_digest

EVENT = "devopsdays-hartford-2019"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> str:
    return str(sample_kb)


def test_search_prints_a_table_and_stable_json(kb: str) -> None:
    table = run("search", "paid for being on call", "--kb", kb, "--why")
    assert table.exit_code == 0
    assert "on call" in table.stdout
    answer = json.loads(run("search", "on call", "--kb", kb, "--format", "json").stdout)
    assert 0 < len(answer) <= 10
    assert set(answer[0]) == {
        *("iri", "kind", "score", "text", "talk", "title", "event", "speakers", "why"),
        *("source", "line", "path", "start", "room", "status", "date", "url", "who", "basis"),
    }
    assert [hit["score"] for hit in answer] == sorted((h["score"] for h in answer), reverse=True)


def test_nothing_commands_the_terminal(tmp_path: Path) -> None:
    odd = "Ropes \x1b[31mred\x9b31m\u202e"
    notes = tmp_path / "notes.md"
    notes.write_text(f"# QuayConf 2031\n\n## {odd} by Ida Holm\n\n- {odd} hold\n", "utf-8")
    kb = str(tmp_path / "kb")
    printed = [run("build", str(notes), "--kb", kb, "--model", "hashing", "-v").output]
    for question in ("search ropes", "search ropes --format json", "talk ropes-31mred31m", "stats"):
        printed.append(run(*question.split(), "--kb", kb).output)
    printed.append(CliRunner().invoke(main, ["talk", odd[:9], "--kb", kb]).output)
    assert not set("".join(printed)) & {"\x1b", "\x9b", "\u202e"}
    assert "Ropes [31mred31m" in printed[1]
    assert {hit["title"] for hit in json.loads(printed[2])} == {odd}


def test_search_takes_several_words(kb: str) -> None:
    together = run("search", "paid for being on call", "--kb", kb, "--format", "json").stdout
    assert together == (
        run("search", "paid", "for", "being", "on", "call", "--kb", kb, "--format", "json").stdout
    )
    assert run("search", "--kb", kb).exit_code == 2


def test_search_shows_talks_with_their_passages(kb: str) -> None:
    wanted = ("search", "sleep", "nights", "--group", "--kb", kb)
    talks = json.loads(run(*wanted, "--format", "json").stdout)
    assert len({talk["talk"] for talk in talks}) == len(talks)
    hits = [hit for talk in talks for hit in talk["hits"]]
    flat = json.loads(run("search", "sleep", "nights", "--kb", kb, "--format", "json").stdout)
    assert sorted(hit["iri"] for hit in hits) == sorted(hit["iri"] for hit in flat)
    rows = list(csv.DictReader(io.StringIO(run(*wanted, "--format", "csv").stdout)))
    assert [row["iri"] for row in rows] == [hit["iri"] for hit in hits]
    table = run(*wanted, "--why").stdout
    assert "more" in table or max(len(talk["hits"]) for talk in talks) <= 3
    assert "words: " in table


def test_search_sorts_the_best_by_date(kb: str) -> None:
    wanted = ("search", "on call", "--limit", "8", "--kb", kb, "--format", "json")
    best = json.loads(run(*wanted).stdout)
    newest = json.loads(run(*wanted, "--sort", "date").stdout)
    assert {hit["iri"] for hit in newest} == {hit["iri"] for hit in best}
    dates = [hit["date"] for hit in newest]
    assert dates == sorted(dates, reverse=True) != [hit["date"] for hit in best]


def test_what_was_understood_stands_above_a_table_and_beside_the_rest(kb: str) -> None:
    wanted = ("search", "what did Ines Calloway say about sleep", "--kb", kb)
    table = run(*wanted)
    assert table.stdout.startswith("understood: Ines Calloway (person); ranked by “sleep”\n")
    answer = run(*wanted, "--format", "json")
    assert json.loads(answer.stdout)
    assert answer.stderr.startswith("understood: Ines Calloway (person)")
    literal = run(*wanted, "--literal")
    assert "understood" not in literal.stdout
    assert "nothing to rank" in run("search", "Ines", "Calloway", "--kb", kb).stdout


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_search_for_spreadsheets(kb: str, sample: Path, form: str, delimiter: str) -> None:
    text = run("search", "on call", "--kb", kb, "--limit", "3", "--format", form).stdout
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert len(rows) == 3
    assert rows[0]["iri"].startswith("https://")
    for row in rows:
        lines = (sample / row["source"]).read_text(encoding="utf-8").splitlines()
        assert row["text"].split()[0] in lines[int(row["line"]) - 1]
        assert row["path"] == ""


def test_search_fills_the_limit_within_a_filter(kb: str) -> None:
    for arguments in (
        ("--event", "hartford"),
        ("--speaker", "@srhtcn"),
        ("--since", "2019-10-03", "--until", "2019-10-03"),
        ("--kind", "post"),
    ):
        text = run("search", "the", *arguments, "--kb", kb, "--format", "json", "--limit", "10")
        assert len(json.loads(text.stdout)) == 10, arguments


def test_related_lists_repeats_and_reasons(kb: str) -> None:
    answer = json.loads(run("related", f"{EVENT}/can", "--kb", kb, "--format", "json").stdout)
    assert set(answer[0]) == {"iri", "title", "event", "speakers", "score", "repeat", "reasons"}
    assert all(not each["iri"].endswith(f"{EVENT}/can") for each in answer)
    shown = run("related", f"{EVENT}/can", "--kb", kb, "--why")
    assert "How to Build a Healthy On-Call Culture" in shown.stdout


def test_themes_and_one_theme(kb: str) -> None:
    answer = json.loads(run("themes", "--kb", kb, "--format", "json").stdout)
    assert set(answer[0]) == {
        "iri",
        "name",
        "keywords",
        "talks",
        "talks_in_all",
        "posts",
        "description",
        "parent",
        "parent_iri",
    }
    assert {"iri", "weight"} <= set(answer[0]["talks"][0])
    one = run("themes", answer[0]["name"], "--kb", kb)
    assert one.exit_code == 0
    assert answer[0]["name"] in one.stdout
    assert run("themes", "--kb", kb).stdout.count("\n") >= len(answer)


def test_what_many_of_few_talks_are_about_is_a_theme(kb: str) -> None:
    answer = json.loads(run("themes", "on-call", "--kb", kb, "--format", "json").stdout)
    assert {talk["title"] for talk in answer["talks"]} >= {
        "How to Build a Healthy On-Call Culture",
        "Fight, Flight, or Freeze — Releasing Organizational Trauma",
        "Paid to Sleep Badly: What On-Call Costs and Who Pays For It",
    }


def test_talk_shows_every_post_with_its_line(kb: str, sample: Path) -> None:
    answer = json.loads(run("talk", f"{EVENT}/can", "--kb", kb, "--format", "json").stdout)
    assert answer["title"] == "How to Build a Healthy On-Call Culture"
    assert [s["name"] for s in answer["speakers"]] == ["Serhat Can"]
    lines = (sample / f"{EVENT}.md").read_text(encoding="utf-8").splitlines()
    posts = [said for said in answer["said"] if said["kind"] == "post"]
    assert len(posts) == 11
    assert [post["position"] for post in posts] == list(range(1, 12))
    for post in posts:
        assert lines[post["line"] - 1].startswith(">")
    assert f"{EVENT}.md:{posts[0]['line']}" in run("talk", f"{EVENT}/can", "--kb", kb).stdout


def test_speaker_by_name_or_handle(kb: str) -> None:
    by_name = json.loads(run("speaker", "Jason Yee", "--kb", kb, "--format", "json").stdout)
    by_handle = json.loads(run("speaker", "@gitbisect", "--kb", kb, "--format", "json").stdout)
    assert by_name == by_handle
    assert [t["title"] for t in by_name["talks"]] == [
        "Chaos: Breaking Your Systems to Make Them Unbreakable"
    ]
    assert "Jason Yee" in run("speaker", "Jason Yee", "--kb", kb).stdout


QUERY = "SELECT ?title WHERE { ?t a tg:Talk ; schema:name ?title } ORDER BY ?title"


def test_sparql_as_table_and_in_standard_formats(kb: str, tmp_path: Path) -> None:
    assert "Drafting Success" in run("sparql", QUERY, "--kb", kb).stdout
    answer = json.loads(run("sparql", QUERY, "--kb", kb, "--format", "json").stdout)
    assert answer["head"]["vars"] == ["title"]
    query = tmp_path / "q.rq"
    query.write_text(QUERY, encoding="utf-8")
    from_file = run("sparql", f"@{query}", "--kb", kb, "--format", "csv")
    assert from_file.stdout.splitlines()[0] == "title"
    from_stdin = CliRunner().invoke(main, ["sparql", "-", "--kb", kb], input=QUERY)
    assert "Drafting Success" in from_stdin.stdout
    ask = run("sparql", "ASK { ?t a tg:Talk }", "--kb", kb)
    assert "true" in ask.stdout
    graph = run("sparql", "CONSTRUCT WHERE { ?t a tg:Talk }", "--kb", kb, "--format", "turtle")
    assert "Talk" in graph.stdout


def test_questions_are_listed_shown_and_asked(kb: str) -> None:
    listed = json.loads(run("questions", "--kb", kb, "--format", "json").stdout)
    assert {"group": "People", "name": "co-speakers", "question": "Who gave talks together?"} in (
        listed
    )
    shown = run("questions", "co-speakers", "--show").stdout
    assert shown.startswith("# Who gave talks together?\n")
    asked = run("questions", "co-speakers", "--kb", kb).stdout
    assert "Marit Lund" in asked
    assert "person/" not in asked
    rows = run("questions", "co-speakers", "--kb", kb, "--format", "csv").stdout.splitlines()
    assert rows[0] == "one,oneName,other,otherName,talks,titles"
    assert any("/person/marit-lund,Marit Lund," in row for row in rows)
    assert "nothing found: no two sources" in run("questions", "contradictions", "--kb", kb).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["sparql", "SELECT WHERE"], 1, "line 1, column 13: the query cannot be read"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], 1, "SERVICE"),
        (["sparql", "INSERT DATA { <urn:a> <urn:b> 1 }"], 1, ""),
        (["sparql", "@nowhere.rq"], 1, "nowhere.rq"),
        (["questions", "nobody"], 1, "there is no question"),
        (["questions", "--show"], 2, "name it"),
        (["talk", "nobody/nothing"], 1, "there is no talk"),
        (["speaker", "Nobody At All"], 1, "there is no speaker"),
        (["themes", "gardening in space"], 1, "there is no theme"),
        (["search", "x", "--event", "nowhere"], 1, "there is no event"),
        (["search", "x", "--since", "whenever"], 1, "is not a date"),
        (["search", "x", "--since", "2022", "--until", "2021"], 1, "exchange them"),
        (["search", "x", "--since", "winter 2021"], 1, "is not a date"),
        (["search", "x", "--limit", "0"], 2, "--limit"),
        (["search", "x", "--kind", "song"], 2, "song"),
        (["search", "   "], 1, ""),
        (["related", ""], 1, "there is no talk"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(
    kb: str, arguments: list[str], code: int, says: str
) -> None:
    result = run(*arguments, "--kb", kb)
    assert result.exit_code == code
    assert says in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["search", "x"], ["related", "x"], ["themes"], ["talk", "x"], ["stats"], ["verify"]],
    ids=lambda arguments: str(arguments[0]),
)
def test_without_a_knowledge_base(tmp_path: Path, arguments: list[str]) -> None:
    result = run(*arguments, "--kb", str(tmp_path / "none"))
    assert result.exit_code == 3
    assert "talkgraph build" in result.stderr


def test_the_environment_names_the_knowledge_base(kb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKGRAPH_KB", kb)
    assert run("stats").exit_code == 0


@pytest.mark.parametrize("form", ["turtle", "trig", "nt", "nq", "jsonld", "graphml"])
def test_export(kb: str, form: str, tmp_path: Path) -> None:
    to_screen = run("export", "--kb", kb, "--format", form)
    assert to_screen.exit_code == 0
    target = tmp_path / "out"
    assert run("export", "--kb", kb, "--format", form, "-o", str(target)).exit_code == 0
    assert len(target.read_bytes()) > 1000
    assert run("export", "--kb", kb, "--format", form, "-o", str(tmp_path)).exit_code == 2


def test_answers_end_with_their_line(kb: str) -> None:
    for form in ("json", "xml", "csv", "tsv"):
        told = run("sparql", "SELECT ?t { ?t a tg:Talk } LIMIT 1", "--kb", kb, "--format", form)
        assert told.stdout.endswith("\n")
        assert not told.stdout.endswith("\n\n")


def test_a_build_says_what_it_changed(tmp_path: Path) -> None:
    notes = tmp_path / "quay.md"
    text = "# QuayConf 2031\n\n12 May 2031\n\n## Ropes by Ida Holm\n\n- Splices last\n"
    notes.write_text(text, encoding="utf-8")
    build = ("build", str(notes), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    assert "since the last build" not in run(*build).stdout
    assert "since the last build" not in run(*build).stdout, "it is unchanged"
    notes.write_text(f"{text}\n## Anchors by Ada Roth\n\n- Chains rust\n", encoding="utf-8")
    said = " ".join(run(*build).stdout.split())
    assert "since the last build: 1 more talk, 1 more person, 1 more note; new: talk “Anch" in said
    assert "ors”, person “Ada Roth” no licence" in said


def test_what_was_understood_fits_the_width(kb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = run("search", "on-call", "--kb", kb, "--limit", "1").stdout.splitlines()
    assert shown[1].startswith("On-call, ")
    assert max(map(len, shown[:4])) <= 60


def test_stats_and_verify(kb: str) -> None:
    stats = json.loads(run("stats", "--kb", kb, "--format", "json").stdout)
    assert {event["name"] for event in stats["events"]} >= {"DevOpsDays Hartford 2019"}
    hartford = next(e for e in stats["events"] if e["name"] == "DevOpsDays Hartford 2019")
    assert (hartford["talks"], hartford["posts"]) == (6, 62)
    assert run("stats", "--kb", kb).exit_code == 0
    assert run("verify", "--kb", kb).exit_code == 0


def test_validate_accounts_for_every_line(sample: Path) -> None:
    result = run("validate", str(sample), "--coverage", "--format", "json")
    assert result.exit_code == 0
    accounts = json.loads(result.stdout)
    assert accounts
    for account in accounts:
        assert account["missing"] == []
        told = account["in_graph"] + account["in_diagnostics"] + account["left_out"]
        assert account["content"] == told
    table = run("validate", str(sample), "--coverage").stdout
    covered = {line.split()[0]: line.split()[-2:] for line in table.splitlines() if ".md " in line}
    assert covered["harbourconf-2021.md"] == ["100.0", "%"]
    assert covered["README.md"] == ["0.0", "%"]


def test_build_is_incremental_and_strict_on_request(tmp_path: Path) -> None:
    notes, kb = tmp_path / "notes", str(tmp_path / "kb")
    notes.mkdir()
    good = (
        "# Quay Conf 2020\n\nMay 4, 2020 — Bergen\n\n## <a name='r'></a> Pay\n\nRosa Díaz\n\n> Hi\n"
    )
    (notes / "quay.md").write_text(good, encoding="utf-8")
    arguments = ("build", str(notes), "--kb", kb, "--model", "hashing")
    first = run(*arguments)
    assert first.exit_code == 0
    assert "built" in first.stdout
    assert "unchanged" in run(*arguments).stdout
    (notes / "empty.md").write_bytes(b"")
    assert run(*arguments, "--strict").exit_code == 1
    assert "unchanged" not in run(*arguments).stdout
    assert "empty.md" in run("validate", "--kb", kb).stdout
    assert run("validate", "--kb", kb, "--strict").exit_code == 1
    assert run("build", str(tmp_path / "nowhere"), "--kb", kb).exit_code == 1
    assert run("talk", "quay-conf-2020/r", "--kb", kb).exit_code == 0


def test_a_damaged_knowledge_base_is_refused_by_name(
    tmp_path: Path, sample: Path, sample_kb: Path
) -> None:
    kb = shutil.copytree(sample_kb, tmp_path / "kb")
    vectors = next((kb / "generations").rglob("vectors*.npy"))
    vectors.write_bytes(vectors.read_bytes()[:-1])
    result = run("search", "on call", "--kb", str(kb))
    assert result.exit_code == 3
    assert vectors.name in result.stderr
    rebuilt = run("build", str(sample), "--kb", str(kb), "--model", "hashing")
    assert rebuilt.exit_code == 0
    assert run("search", "on call", "--kb", str(kb)).exit_code == 0


def test_another_model_is_refused(tmp_path: Path, sample_kb: Path) -> None:
    kb = shutil.copytree(sample_kb, tmp_path / "kb")
    manifest = next((kb / "generations").glob("*/manifest.json"))
    raw = json.loads(manifest.read_text(encoding="utf-8"))
    raw["encoder"]["fingerprint"] = "0" * 64
    manifest.write_text(json.dumps(raw), encoding="utf-8")
    told = f"{manifest.parent.name}\n{file_digest(manifest)}\n"
    (kb / "CURRENT").write_text(told, encoding="utf-8")
    result = run("search", "on call", "--kb", str(kb))
    assert result.exit_code == 3
    assert "another version of the model" in result.stderr


@pytest.mark.parametrize(
    "base",
    [
        *("nonsense", "https://example.org/x", "ftp://example.org/"),
        *("http://e x/", "http://[e/", "https://example.org/<a>/", "http://e:x/"),
    ],
)
def test_a_base_iri_must_be_one(tmp_path: Path, sample: Path, base: str) -> None:
    result = run("build", str(sample), "--kb", str(tmp_path / "kb"), "--base-iri", base)
    assert result.exit_code == 1
    assert "--base-iri" in result.stderr


def test_the_help_is_the_committed_page(project: Path) -> None:
    page = project / "tests" / "golden" / "cli-help.txt"
    if os.environ.get("TALKGRAPH_UPDATE_GOLDEN"):
        page.write_text(_help_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == _help_page(), (
        "the help has changed; review it and run the test once with TALKGRAPH_UPDATE_GOLDEN=1"
    )


def _all_commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    yield before
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _all_commands(command, *before, name)
        else:
            yield (*before, name)


def _help_page() -> str:
    parts = []
    for arguments in ([*words, "--help"] for words in _all_commands(main)):
        shown = CliRunner().invoke(main, arguments, prog_name="talkgraph", terminal_width=100)
        parts.append(f"$ talkgraph {' '.join(arguments)}\n\n{shown.stdout}")
    return "\n".join(parts)


def test_a_build_over_a_damaged_one_takes_nothing_over(
    tmp_path: Path, sample: Path, sample_kb: Path
) -> None:
    kb = shutil.copytree(sample_kb, tmp_path / "kb")
    shutil.copytree(sample, tmp_path / "notes")
    changed = tmp_path / "notes" / "harbourconf-2022.md"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n> One more.\n", encoding="utf-8")
    next((kb / "generations").glob("*/traces/events.jsonl")).unlink()
    result = run("build", str(tmp_path / "notes"), "--kb", str(kb), "--model", "hashing")
    assert result.exit_code == 0
    assert "; 1 texts embedded" not in result.stdout
    assert run("verify", "--kb", str(kb)).exit_code == 0
