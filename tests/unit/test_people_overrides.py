"""The file in which a user says who is who."""

from pathlib import Path

import pytest

from talkgraph.conclusions.people.overrides import NO_OVERRIDES, Verdict, read_overrides
from talkgraph.errors import OverridesInvalid
from talkgraph.model import TalkKey


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_statements_comments_and_blank_lines(tmp_path: Path) -> None:
    overrides = read_overrides(
        written(
            tmp_path,
            "\ufeff# who is who\r\n\r\n"
            'same "Kim O\'Dell" @odell   # with a comment\r\n'
            "not-same person:ana-lund @ana@a.example\n"
            "same-talk first-2019/lund second-2020/lund\n",
        )
    )
    assert [(one.verdict, one.left, one.right, one.line) for one in overrides.statements] == [
        (Verdict.SAME, "Kim O'Dell", "@odell", 3),
        (Verdict.NOT_SAME, "person:ana-lund", "@ana@a.example", 4),
        (Verdict.SAME_TALK, "first-2019/lund", "second-2020/lund", 5),
    ]
    assert overrides.statements[2].talks[1] == TalkKey(event="second-2020", talk="lund")
    assert len(overrides.on_people()) == 2
    assert len(overrides.on_talks()) == 1


def test_an_empty_file_states_nothing(tmp_path: Path) -> None:
    assert read_overrides(written(tmp_path, "")).statements == NO_OVERRIDES.statements


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("same Ana Lund @ana", 1, "double quotes"),
        ("\nsame @ana", 2, "1 sides"),
        ('# x\n# y\nsame "Ana @ana', 3, "not closed"),
        ("equal @a @b", 1, "'equal' is not known"),
        ('same "" @a', 1, "empty"),
        ("same @ @a", 1, "empty"),
        ("same person: @a", 1, "empty"),
        ("same-talk lund second/lund", 1, "EVENT/TALK"),
        ("not-same @a @A", 1, "from itself"),
        ('same "Ana Lund" @a\nnot-same @a "ana  lund"', 2, "line 1.*line 2"),
        ("not-same @a @c\nsame @a @b\nsame @b @c", 3, "line 3.*line 1"),
        ("same-talk a/b c/d\nnot-same-talk c/d a/b", 2, "contradicts"),
        ("same-organization Acme", 1, "1 sides"),
        ("not-same-organization Acme ACME", 1, "from itself"),
        ("same-organization Acme Beta\n\nnot-same-organization beta acme", 3, "contradicts"),
        (b"same @a @b\nsame \xff @b", 2, "UTF-8"),
    ],
)
def test_what_is_not_understood_names_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, words: str
) -> None:
    with pytest.raises(OverridesInvalid, match=words) as caught:
        read_overrides(written(tmp_path, text))
    assert (caught.value.source, caught.value.line) == ("people.txt", line)
    assert str(caught.value).startswith(f"people.txt:{line}: ")


def test_a_missing_file_is_an_error_of_the_input(tmp_path: Path) -> None:
    with pytest.raises(OverridesInvalid, match="cannot be read"):
        read_overrides(tmp_path / "none.txt")
