"""How an editor is started at a line: each has its own way of being told."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from talkgraph.errors import InputError, because
from talkgraph.words import printable

VARIABLES: Final = ("VISUAL", "EDITOR")
# By the name of the program; all others take "+71 notes.md", as vi, emacs and nano do.
_GO_TO: Final = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})
_WITH_COLON: Final = frozenset({"subl", "sublime_text", "zed", "zeditor", "hx", "helix", "atom"})
_LINE_OPTION: Final[Mapping[str, str]] = {
    "kate": "--line",
    "kwrite": "--line",
    "mate": "--line",
    "idea": "--line",
    "pycharm": "--line",
    "webstorm": "--line",
}
_HOW: Final = "name an editor, as in: export VISUAL=nano"


def command(editor: str, path: Path, line: int | None) -> list[str]:
    """Return what starts an editor, which may have options of its own, at a line of a file.

    >>> command("vim", Path("/n.md"), 71), command("code --wait", Path("/n.md"), 71)
    (['vim', '+71', '/n.md'], ['code', '--wait', '--goto', '/n.md:71'])

    Raises `InputError` for what cannot be split into words.
    """
    try:
        words = shlex.split(editor)
    except ValueError as error:
        raise InputError(f"the editor {editor!r} cannot be started: {error}; {_HOW}") from None
    if not words:
        raise InputError(f"the name of the editor is empty; {_HOW}")
    if line is None:
        return [*words, str(path)]
    name = Path(words[0]).name.lower().removesuffix(".exe").removesuffix(".cmd")
    if name in _GO_TO:
        return [*words, "--goto", f"{path}:{line}"]
    if name in _WITH_COLON:
        return [*words, f"{path}:{line}"]
    if name in _LINE_OPTION:
        return [*words, _LINE_OPTION[name], str(line), str(path)]
    return [*words, f"+{line}", str(path)]


def edit(path: Path, line: int | None, environment: Mapping[str, str] = os.environ) -> None:
    """Open a file in the user's editor, and wait for it.

    Raises `InputError` if none is named, or it cannot be started or fails.
    """
    variable = next((each for each in VARIABLES if environment.get(each, "").strip()), None)
    if variable is None:
        at = f"{printable(path)}:{line}" if line else printable(path)
        raise InputError(f"no editor is named for {at}: {_HOW}; or see the page with --browser")
    words = command(environment[variable], path, line)
    try:
        done = subprocess.run(words, check=False)
    except OSError as error:
        raise InputError(
            f"the editor {words[0]!r} ({variable}) cannot be started: {because(error)}; {_HOW}"
        ) from None
    if done.returncode:
        raise InputError(
            f"the editor {words[0]!r} ({variable}) ended with {done.returncode}; see what it says, "
            f"or {_HOW}"
        )
