"""Settings of the service: each as an option, in the environment and in a file, and told once."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from talkgraph.cli import main
from talkgraph.cli.folder.settings import name_of, settings_of
from talkgraph.cli.serving.serve import serve, variable_of

OPTIONS = {name_of(each): each for each in settings_of(serve) if isinstance(each, click.Option)}
Told = dict[str, Any]
Tell = Callable[..., Told]


@pytest.fixture
def tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tell:
    """Run the command up to the service, and return what that is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALKGRAPH_KB", raising=False)
    told: Told = {}

    def service(kb: Path, host: str, port: int, settings: object, **more: object) -> None:
        told.update(kb=kb, host=host, port=port, **more)
        told["settings"] = settings

    monkeypatch.setattr("talkgraph.http.serve.serve", service)

    def run(*arguments: str, env: dict[str, str] | None = None, file: str | None = None) -> Told:
        told.clear()
        if file is not None:
            (tmp_path / "settings.toml").write_text(file)
            arguments = ("--config", "settings.toml", *arguments)
        done = CliRunner().invoke(main, ["serve", *arguments], env=env)
        return {**told, "code": done.exit_code, "said": done.stderr.strip()}

    return run


def other_values(option: click.Option, folder: Path) -> list[str]:
    """Return values for an option that are not its default, as they are typed."""
    if option.multiple:
        return ["one.example", "two.example"]
    if option.is_flag:
        return ["true"]
    if isinstance(option.type, click.IntRange):
        return [str(int(str(option.default)) + 1)]
    if isinstance(option.type, click.FloatRange):
        return [str(float(str(option.default)) + 0.5)]
    (folder / "tokens").write_text("ada a-token-of-enough-letters\n")
    return ["tokens" if option.name == "token_file" else "other"]


def in_toml(option: click.Option, values: list[str]) -> str:
    if option.multiple:
        return str(values).replace("'", '"')
    bare = option.is_flag or isinstance(option.type, click.IntRange | click.FloatRange)
    return values[0] if bare else f'"{values[0]}"'


@pytest.mark.parametrize("name", OPTIONS)
def test_each_setting_can_be_told_in_three_ways(name: str, tell: Tell, tmp_path: Path) -> None:
    option = OPTIONS[name]
    values = other_values(option, tmp_path)
    typed = [f"--{name}"] if option.is_flag else [f"--{name}={value}" for value in values]
    by_option = tell(*typed)
    by_variable = tell(env={variable_of(option): " ".join(values)})
    by_file = tell(file=f"[serve]\n{name} = {in_toml(option, values)}\n")
    assert by_option["said"] == ""
    assert by_option == by_variable == by_file
    assert by_option != tell()


def test_an_option_goes_before_the_environment_and_that_before_the_file(tell: Tell) -> None:
    env, file = {"TALKGRAPH_SERVE_PORT": "8002"}, "[serve]\nport = 8003\n"
    assert tell()["port"] == 8000
    assert tell(file=file)["port"] == 8003
    assert tell(file=file, env=env)["port"] == 8002
    assert tell("--port", "8001", file=file, env=env)["port"] == 8001


def test_several_values_replace_those_of_a_weaker_place(tell: Tell) -> None:
    env, file = {"TALKGRAPH_SERVE_PROXY": "10.0.0.1  10.0.0.2"}, '[serve]\nproxy = ["10.0.0.3"]\n'
    assert tell(file=file)["settings"].proxies == ("10.0.0.3",)
    assert tell(file=file, env=env)["settings"].proxies == ("10.0.0.1", "10.0.0.2")
    assert tell("--proxy", "10.0.0.4", file=file, env=env)["settings"].proxies == ("10.0.0.4",)


def test_the_file_can_be_named_in_the_environment(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[other]\na = 1\n[serve]\ngrace = 3\n")
    assert tell(env={"TALKGRAPH_SERVE_CONFIG": "settings.toml"})["settings"].grace == 3


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("[serve]\nport = '8000'", "[serve] port is a whole number, and not '8000'"),
        ("[serve]\nport = true", "[serve] port is a whole number, and not True"),
        ("[serve]\nport = 70000", "[serve] port: 70000 is not in the range 0<=x<=65535."),
        ("[serve]\ntimeout = 'long'", "[serve] timeout is a number, and not 'long'"),
        ("[serve]\ntimeout = nan", "[serve] timeout: nan is no number of seconds; give one."),
        ("[serve]\ntimeout = inf", "[serve] timeout: inf is not in the range 0.1<=x<=86400."),
        ("[serve]\npublic = 1", "[serve] public is true or false, and not 1"),
        ("[serve]\npublic = 'no'", "[serve] public is true or false, and not 'no'"),
        ("[serve]\nhost = 1", "[serve] host is a text in quotation marks, and not 1"),
        ("[serve]\nproxy = '::1'", """[serve] proxy is a list of texts, such as ["a", "b"], and"""),
        ("[serve]\nproxy = [1]", "[serve] proxy is a list of texts"),
        ("[serve]\nkb = ['kb']", "[serve] kb is a text in quotation marks"),
        ("[serve]\ntoken-file = 'none'", "[serve] token-file: File 'none' does not exist."),
        ("[serve]\nworkers = 100", "[serve] workers: 100 is not in the range 1<=x<=64."),
        ("[serve]\nmemory = 9223372036854775807", "[serve] memory: 9223372036854775807 is not in"),
        ("[serve]\nworker = 1", "[serve] has no setting 'worker'; it has allow-host, "),
        ("[serve]\nconfig = 'x'", "[serve] has no setting 'config'"),
        ("port = 1", "the settings stand in a table [serve], and there is none"),
        ("serve = 1", "the settings stand in a table [serve], and there is none"),
        ("[[serve]]\nport = 1", "the settings stand in a table [serve], and there is none"),
        ("[serve\n", "the settings cannot be read: "),
    ],
)
def test_what_is_wrong_in_a_file_is_a_sentence(written: str, sentence: str, tell: Tell) -> None:
    told = tell(file=written)
    assert told["code"] == 1
    assert told["said"].startswith(f"Error: settings.toml: {sentence}")


def test_a_variable_that_is_no_setting_is_named(tell: Tell) -> None:
    told = tell(env={"TALKGRAPH_SERVE_TOKEN_FLIE": "tokens"})
    assert told["code"] == 1
    assert "TALKGRAPH_SERVE_TOKEN_FLIE stands in the environment and is no setting" in told["said"]
    assert "TALKGRAPH_SERVE_TOKEN_FILE" in told["said"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TALKGRAPH_SERVE_PORT", "many"),
        ("TALKGRAPH_SERVE_WORKERS", "100"),
        ("TALKGRAPH_SERVE_TIMEOUT", "nan"),
        ("TALKGRAPH_SERVE_PUBLIC", "perhaps"),
        ("TALKGRAPH_SERVE_TOKEN_FILE", "none"),
    ],
)
def test_what_is_wrong_in_the_environment_is_named_as_it_stands_there(
    name: str, value: str, tell: Tell
) -> None:
    told = tell(env={name: value})
    assert told["code"] == 2
    assert f"Error: {name} in the environment: " in told["said"]
    assert value in told["said"]


def test_the_help_has_each_option_once_in_groups() -> None:
    text = CliRunner().invoke(main, ["serve", "--help"]).output
    first, *groups = re.split(r"\n\n(?=[A-Z][^\n]+:\n  -)", text)
    assert "talkgraph serve --kb kb\n" in first
    listed = [name for group in groups for name in re.findall(r"^  --([\w-]+)", group, re.M)]
    assert listed == ["config", *OPTIONS]
    assert len(groups) == 5


PAGE = "src/talkgraph/http/deploy/README.md"
_TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)


def table() -> str:
    """Return the table of all settings, as the page on running the service has it."""
    rows = ["| setting | in the environment | default | what it is |", "|---|---|---|---|"]
    options = [option for option in serve.params if isinstance(option, click.Option)]
    rows += [
        f"| `{name_of(option)}` | `{variable_of(option)}` | {_default(option)} | {option.help} |"
        for option in options
    ]
    return "\n".join(rows) + "\n"


def _default(option: click.Option) -> str:
    if option.is_flag:
        return "off"
    if isinstance(option.show_default, str):
        return f"`{option.show_default}`"
    known = isinstance(option.default, str | int | float | Path)
    return f"`{option.default}`" if known else ""


def test_the_page_has_every_setting_in_one_table(project: Path) -> None:
    page = project / PAGE
    text = page.read_text(encoding="utf-8")
    if os.environ.get("TALKGRAPH_UPDATE_GOLDEN"):
        page.write_text(_TABLE.sub(lambda _: table(), text), encoding="utf-8")
    assert _TABLE.findall(page.read_text(encoding="utf-8")) == [table()], (
        f"{PAGE} tells other settings than there are; run this test once with "
        "TALKGRAPH_UPDATE_GOLDEN=1"
    )
