"""People's names, taken apart by hand: what is shown, what is compared, who sounds alike."""

import pytest

from talkgraph.conclusions.people.names import (
    canonical_name,
    fold_words,
    is_full,
    is_known,
    long_forms,
    same_given_name,
    sound,
    written_name,
)


@pytest.mark.parametrize(
    ("text", "display", "words", "initials", "nickname"),
    [
        ("  Ada   Byron ", "Ada Byron", "ada byron", "", ""),
        ("Ada Byron?!", "Ada Byron", "ada byron", "", ""),
        ("?!", "?!", "?!", "", ""),
        ("Søren Łukasz Đorđe", "Søren Łukasz Đorđe", "soren lukasz dorde", "", ""),
        ("Æsa Kıvanç", "Æsa Kıvanç", "aesa kivanc", "", ""),
        ("ØYVIND ŁAN", "ØYVIND ŁAN", "oyvind lan", "", ""),
        ("O'Neil-Smith", "O'Neil-Smith", "oneil smith", "", ""),
        # titles: always, with their full stop only, and never the whole name
        ("Dr Ada Byron", "Ada Byron", "ada byron", "", ""),
        ("Prof. Dr. Ada Byron", "Ada Byron", "ada byron", "", ""),
        ("Gen. Ada Byron", "Ada Byron", "ada byron", "", ""),
        ("Gen Byron", "Gen Byron", "gen byron", "", ""),
        ("Dr.", "Dr.", "dr", "", ""),
        ("Dr Mr", "Mr", "mr", "", ""),
        # credentials: at the end or after a comma, some only in capitals
        ("Ada Byron PhD", "Ada Byron", "ada byron", "", ""),
        ("Ada Byron, Ph.D., CISSP", "Ada Byron", "ada byron", "", ""),
        ("Ada Byron MD", "Ada Byron", "ada byron", "", ""),
        ("Ada Byron Md", "Ada Byron Md", "ada byron md", "", ""),
        ("Ada Byron, XYZ", "Ada Byron", "ada byron", "", ""),
        ("Ada Byron XYZ", "Ada Byron XYZ", "ada byron xyz", "", ""),
        ("Ada Byron, X", "Ada Byron X", "ada byron x", "", ""),
        ("Byron, Ada", "Byron Ada", "byron ada", "", ""),
        ("Ada Byron, Ada XYZ", "Ada Byron Ada XYZ", "ada byron ada xyz", "", ""),
        ("PhD", "PhD", "phd", "", ""),
        # initials in the middle are left out, in front they are a word
        ("Ada M. Byron", "Ada Byron", "ada byron", "m", ""),
        ("Ada M. N. Byron", "Ada Byron", "ada byron", "mn", ""),
        ("Ada M.N. Byron", "Ada Byron", "ada byron", "mn", ""),
        ("Ada m Byron", "Ada m Byron", "ada m byron", "", ""),
        ("Ada MN Byron", "Ada MN Byron", "ada mn byron", "", ""),
        ("J. Byron", "J. Byron", "j byron", "", ""),
        ("J.D. Byron", "J.D. Byron", "jd byron", "", ""),
        ("J. D. Byron", "J. D. Byron", "jd byron", "", ""),
        ("J. Ada M. Byron", "J. Ada Byron", "j ada byron", "m", ""),
        ("Ada B.", "Ada B.", "ada b", "", ""),
        ("A. B.", "A. B.", "a b", "", ""),
        ("J.", "J.", "j", "", ""),
        # nicknames stand in marks or brackets, the last brackets are something else
        ('Ada "Countess" Byron', 'Ada "Countess" Byron', "ada byron", "", "countess"),
        ("Ada “The Countess” Byron", "Ada “The Countess” Byron", "ada byron", "", "the countess"),
        ("Ada (Addie) Byron", "Ada (Addie) Byron", "ada byron", "", "addie"),
        ("Ada [Addie] Byron", "Ada [Addie] Byron", "ada byron", "", "addie"),
        ("Ada 'Addie' Byron", "Ada 'Addie' Byron", "ada byron", "", "addie"),
        ("Ada Byron (Acme)", "Ada Byron", "ada byron", "", ""),
        ('Ada "A" (Addie) Byron', 'Ada "A" Byron', "ada byron", "", "a"),
        ("Ada (one two three) Byron", "Ada Byron", "ada byron", "", ""),
        ("(Ada)", "(Ada)", "ada", "", ""),
        ('"Ada"', '"Ada"', "ada", "", "ada"),
        # scripts without spaces
        ("山田 太郎", "山田 太郎", "山田 太郎", "", ""),
        ("김 민 수", "김 민 수", "김 민 수", "", ""),
    ],
)
def test_a_name_is_taken_apart(
    text: str, display: str, words: str, initials: str, nickname: str
) -> None:
    found = written_name(text)
    assert found.text == " ".join(text.split())
    assert (found.display, " ".join(found.words)) == (display, words)
    assert (found.initials, " ".join(found.nickname)) == (initials, nickname)


def test_a_nickname_is_a_second_reading_only_beside_a_surname() -> None:
    assert written_name('Ada Mary "Addie" Byron').readings == (
        ("ada", "mary", "byron"),
        ("addie", "mary", "byron"),
    )
    assert written_name('Ada "Addie"').readings == (("ada",),)


@pytest.mark.parametrize(
    ("key", "full"),
    [
        ("ada byron", True),
        ("ad by", True),
        ("a byron", False),
        ("ada b", False),
        ("byron", False),
        ("j ada byron", True),
        ("j a byron", False),
        ("j byron", False),
        ("ja a b", False),
        ("ada m byron", True),
        ("山田太", True),
        ("山田", False),
        ("すずき", True),
        ("カタカ", True),
        ("김민수", True),
        ("ada", False),
        ("山田a", False),
    ],
)
def test_what_is_a_full_name(key: str, full: bool) -> None:
    assert is_full(tuple(key.split())) is full


def test_words_without_a_letter_are_no_words() -> None:
    assert fold_words("-- !") == ()
    assert fold_words("Ana-Lucía d'Arc 2") == ("ana", "lucia", "darc", "2")


@pytest.mark.parametrize(
    ("names", "handles", "best"),
    [
        (["Ana", "Annabella Lundgren"], [], "Annabella Lundgren"),  # a full name
        (['Ana "A" Li', "Ana Lundgren"], [], "Ana Lundgren"),  # no nickname
        (["ana li", "Ana Lund"], [], "Ana Lund"),  # mixed case
        (["ANA LI", "Ana Lund"], [], "Ana Lund"),
        (["Ana Lund", "Annie Lund"], [], "Ana Lund"),  # the shortest
        (["Ana Lund", "Ána Lund"], [], "Ána Lund"),  # diacritics
        (["Ana Lund", "Ina Lund"], ["ina_lund"], "Ina Lund"),  # as the handle
        (["Ana Lund", "Ina Lund"], ["inalunde"], "Ana Lund"),
        (["Ina Lund", "Ana Lund"], [], "Ana Lund"),  # alphabet
        (["Dr. Ana M. Lund"], [], "Ana Lund"),
    ],
)
def test_which_name_is_chosen(names: list[str], handles: list[str], best: str) -> None:
    assert canonical_name(names, handles) == best
    assert canonical_name(names[::-1], handles) == best


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("bob", "robert", True),
        ("robert", "bob", True),
        ("rob", "robbie", True),  # both forms of Robert, and alike
        ("bob", "rob", False),  # both forms of Robert, but not alike
        ("jim", "james", True),
        ("ben", "benjamin", True),
        ("benny", "benjamin", True),
        ("vickie", "victoria", True),
        ("mark", "marc", False),  # spelling
        ("ana", "ana", True),
        ("ian", "john", False),  # in the table, but two names today
        ("kate", "catherine", True),
        ("matthew", "matthias", False),
        ("x", "y", False),
    ],
)
def test_one_given_name(left: str, right: str, same: bool) -> None:
    assert same_given_name(left, right) is same


def test_long_forms() -> None:
    assert long_forms("bob") >= {"bob", "robert"}
    assert long_forms("katie") >= {"katie", "katherine", "catherine", "kathryn"}
    assert "john" not in long_forms("ian")
    assert long_forms("qwxyz") == {"qwxyz"}
    assert "daniel" in long_forms("dannie")  # as "danny"
    assert [is_known(name) for name in ("robert", "bob", "qwxyz")] == [True, True, False]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("phil", "vil"),
        ("stefan", "stevan"),
        ("erick", "erik"),
        ("eric", "erik"),
        ("chris", "kris"),
        ("chlo", "klo"),
        ("charles", "charles".replace("ch", "c")),  # not before r or l: c, then the h is mute
        ("quinn", "kuin"),
        ("cecil", "sesil"),
        ("zoe", "soe"),
        ("lyndsey", "lindsei"),
        ("bobbie", "bobi"),
        ("lee", "li"),
        ("sarah", "sara"),
        ("hanna", "hana"),
        ("mattt", "mat"),
        ("cyd", "cid"),
    ],
)
def test_how_a_name_sounds(word: str, folded: str) -> None:
    assert sound(word) == folded
