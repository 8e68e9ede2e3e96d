"""Notes in other formats as Markdown: what each construct becomes, on the same line."""

from textwrap import dedent

import pytest

from talkgraph.sources.notes.formats import SUFFIXES, Format, as_markdown, format_of
from talkgraph.sources.notes.markdown.blocks import Block, Document, parse
from talkgraph.sources.notes.markdown.source import Source


def markdown(text: str, format: Format) -> list[str]:
    lines = dedent(text).strip("\n").split("\n")
    done = as_markdown(lines, format)
    assert len(done.lines) == len(lines)
    return list(done.lines)


def front(text: str, format: Format) -> dict[str, tuple[str, int]]:
    return dict(as_markdown(dedent(text).strip("\n").split("\n"), format).front)


def document(text: str, format: Format) -> Document:
    lines = markdown(text, format)
    return parse(Source(name="n", lines=tuple(f"{line}\n" for line in lines)))


def outline(text: str, format: Format) -> list[tuple[str, int, int]]:
    """Return kind, first line and depth in lists of every heading, item, paragraph and code."""
    found: list[tuple[str, int, int]] = []

    def visit(block: Block, depth: int) -> None:
        if block.kind == "list_item":
            found.append(("item", block.span.first, depth))
        elif block.kind in {"heading", "code_block", "fence", "hr", "table"}:
            found.append((block.kind, block.span.first, block.level or depth))
        for child in block.children:
            visit(child, depth + child.is_list)

    for block in document(text, format).blocks:
        visit(block, int(block.is_list))
    return found


# ── which format ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.md", "Title\n~~~~~", Format.MARKDOWN),
        ("a.RST", "", Format.RST),
        ("a.asc", "", Format.ASCIIDOC),
        ("a.qmd", "", Format.MDX),
        ("a.txt", "Mara Lind\n\n- a", Format.TEXT),
        ("a.txt", "notes\n\n# Small Boats\n", Format.MARKDOWN),
        ("a.txt", "Small Boats\n~~~~~~~~~~~\n", Format.RST),
        ("a.txt", "Small Boats\n-----------\n", Format.TEXT),
        ("a.txt", "a\n\n.. note:: b", Format.RST),
        ("a.txt", "* a\n** b", Format.ORG),
        ("a.txt", "= HarbourConf\n\n== Small Boats\n* a\n** b", Format.ASCIIDOC),
        ("a", "#+title: HarbourConf\n", Format.ORG),
        ("a", "- a\n  - [b](https://b.example)", Format.MARKDOWN),
        ("a", "> said\n", Format.MARKDOWN),
        ("a", "think about:\n- a\n - b", Format.TEXT),
        ("2021.05.04 boats", "a\n\nSmall Boats\n^^^^^^^^^^^", Format.RST),
    ],
)
def test_the_format(name: str, text: str, format: Format) -> None:
    assert format_of(name, text.split("\n")) is format


def test_every_format_has_a_suffix() -> None:
    assert set(SUFFIXES.values()) == set(Format)


def test_markdown_is_left_alone() -> None:
    lines = ["Title\r\n", "~~~\n", "  * <b>\t \n", ".. x"]
    assert as_markdown(lines, Format.MARKDOWN).lines == ("Title", "~~~", "  * <b>\t ", ".. x")


@pytest.mark.parametrize("format", [Format.RST, Format.ORG, Format.ASCIIDOC, Format.MDX])
def test_front_matter_stays(format: Format) -> None:
    text = "---\ntitle: <Small> *Boats*\n---\n\nwords"
    assert markdown(text, format) == text.split("\n")


@pytest.mark.parametrize("format", [f for f in Format if f is not Format.MARKDOWN])
def test_fenced_code_is_kept_in_any_format(format: Format) -> None:
    text = "words\n\n```sh\n# <a> * `x`_\n    deeper\n```\nwords"
    assert markdown(text, format) == text.split("\n")


# ── reStructuredText ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A\n===", ["# A", ""]),
        ("===\nA\n===\n\nB\n===\n\nC\n~~~", ["", "# A", "", "", "## B", "", "", "### C", ""]),
        ("AB\n==\n\nC\n--\n\nD\n==", ["# AB", "", "", "## C", "", "", "# D", ""]),
        ("1. Intro\n--------", ["# 1. Intro", ""]),
        ("- a\nTitle\n=====", ["- a", "# Title", ""]),
        ("a long title\n====", ["# a long title", ""]),
        ("a long title\n===", ["a long title", r"\==="]),
        ("a\nb\n-----------", ["a", "b", r"\-----------"]),
        ("a\nTitle\n-----", ["a", "# Title", ""]),
        ("- item\n------", ["- item", r"\------"]),
        ("a\n\n-----\n\nb", ["a", "", "---", "", "b"]),
        ("=======\nA title\nof two\n=======", ["", "A title", "of two", "==="]),
        ("C #\n====", [r"# C \#", ""]),
        ("foo\n-", ["foo", "*"]),
    ],
)
def test_rst_titles(text: str, expected: list[str]) -> None:
    assert markdown(text, Format.RST) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`words <https://a.example/b>`_", "[words](https://a.example/b)"),
        ("`words <https://a.example/b c>`__", "[words](<https://a.example/b c>)"),
        ("`<https://a.example>`_", "[https://a.example](https://a.example)"),
        ("``a <b> `c``", "`` a <b> `c ``"),
        ("``--flag`` and *so*, **very**", "`--flag` and *so*, **very**"),
        (":ref:`the talk <talk-1>` :code:`x`", "the talk `x`"),
        ("see [1]_ and some_thing_ or x_", "see [1] and some_thing_ or x_"),
        ("a <script> & &amp; <https://a.example>", r"a \<script> & \&amp; <https://a.example>"),
        ("the __init__ method", r"the \_\_init__ method"),
        (r"a\ b \*c \o/", r"ab \*c \o/"),
        ("# 1 of them", r"\# 1 of them"),
        ("[Mara]: yes", r"\[Mara]: yes"),
        ("> quoted", r"> quoted"),
        ("(2) two", "2) two"),
        ("#. one", "1. one"),
        ("• dot", "- dot"),
        ("-", "*"),
        ("| a line", "a line"),
        (".. remark --> here", "<!-- remark -- > here -->"),
        (".. image:: a b.png", "![](<a b.png>)"),
        (".. [1] the source", "[1] the source"),
        (".. contents::", "<!-- contents:: -->"),
        (".. note:: look", "look"),
    ],
)
def test_rst_lines(text: str, expected: str) -> None:
    assert markdown(text, Format.RST) == [expected]


def test_rst_targets_are_found_wherever_they_stand() -> None:
    text = """
        Gephi_, `the paper`_, `this`__

        .. _Gephi: https://gephi.example
        .. _the paper:
           https://paper.example

        __ https://this.example
        """
    assert markdown(text, Format.RST) == [
        "[Gephi](https://gephi.example), [the paper](https://paper.example),"
        " [this](https://this.example)",
        "",
        "[Gephi]: https://gephi.example",
        "[the paper]: https://paper.example",
        "<!-- https://paper.example -->",
        "",
        "<!-- __ https://this.example -->",
    ]


def test_rst_links_over_two_lines() -> None:
    assert markdown("see `a long\nname <https://a.example>`_ x", Format.RST) == [
        "see [a long",
        "name](https://a.example) x",
    ]


def test_rst_code_stays_code_and_in_its_item() -> None:
    text = """
        - a::

            x = 1
              y
        - b

        .. code:: python
           :number-lines:

           z = "<b>"
        para::

          q
        """
    done = document(text, Format.RST)
    [items, *rest] = [block for block in done.blocks if block.kind != "html_block"]
    [code] = [leaf for leaf in items.leaves() if leaf.kind == "code_block"]
    assert (code.span.first, code.tokens[0].content) == (3, "x = 1\n  y\n")
    assert [(b.kind, b.span.first) for b in rest] == [
        *(("code_block", 10), ("paragraph", 11), ("code_block", 13))
    ]
    assert rest[0].tokens[0].content == 'z = "<b>"\n'


def test_rst_nesting_without_blank_lines() -> None:
    text = """
        Topics:
        - one
          wrapped
          - below
              - deeper, by four

                still deeper
          - again
        - two

        + x
           + three
        """
    assert outline(text, Format.RST) == [
        *(("item", 2, 1), ("item", 4, 2), ("item", 5, 3), ("item", 8, 2), ("item", 9, 1)),
        *(("item", 11, 1), ("item", 12, 2)),
    ]


def test_rst_lettered_items_and_what_only_looks_like_items() -> None:
    lettered = ["- a. one", "- b. two", "", "- c. x"]
    assert markdown("a. one\nb. two\n\nc. x", Format.RST) == lettered
    assert markdown("Founded in\n2012. It grew", Format.RST) == ["Founded in", "2012. It grew"]
    assert markdown("# one\n  more\n# two", Format.RST) == ["1. one", "   more", "1. two"]
    assert markdown("j. doe said", Format.RST) == ["j. doe said"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ":Date: 2021-05-03\n:Author: Tom\n   Reed",
            {"date": ("2021-05-03", 1), "author": ("Tom Reed", 2)},
        ),
        ("A\n=\n\n:date: 2021-05-03\n\nB\n-\n:date: x", {"date": ("2021-05-03", 4)}),
        ("A\n=\n:speaker: Mara\n\nB\n=\n:speaker: Tom", {}),
        ("words\n\n:date: 2021-05-03", {}),
    ],
)
def test_rst_fields(text: str, expected: dict[str, tuple[str, int]]) -> None:
    assert front(text, Format.RST) == expected


def test_rst_fields_elsewhere_are_lines() -> None:
    text = "A\n=\n:speaker: Mara\n\nB\n=\n:speaker: Tom"
    assert markdown(text, Format.RST)[2::4] == ["speaker: Mara", "speaker: Tom"]


# ── Org ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* Small Boats", "# Small Boats"),
        ("** TODO [#A] Small Boats :sea:talk:", "## Small Boats"),
        ("******** deep", "###### deep"),
        ("* TODO", "# TODO"),
        ("*bold* and /so/ =x*y= ~z~ +no+", "**bold** and *so* `x*y` `z` no"),
        ("a/b/c and 1*2*3", "a/b/c and 1*2*3"),
        ("[[https://a.example][the *a*]]", "[the *a*](https://a.example)"),
        ("[[https://a.example]]", "[https://a.example](https://a.example)"),
        ("[[file:a.png]] [[*Small Boats][above]] [[#x]]", "![](a.png) above x"),
        ("at <2021-05-03 Mon>", "at 2021-05-03"),
        ("[2021-05-03 Mon 10:00-11:30 +1w]", "2021-05-03 10:00-11:30"),
        ("<2021-05-03 Mon>--<2021-05-04 Tue>", "2021-05-03 – 2021-05-04"),
        ("- Mara :: the chair", "- Mara: the chair"),
        ("  + [ ] ask", "+ [ ] ask"),
        ("1) one", "1) one"),
        ("# remark", "<!-- remark -->"),
        ("#+CAPTION: x", ""),
        (": fixed", "    fixed"),
        ("-----", "* * *"),
        (r"C:\*", r"C:\\*"),
    ],
)
def test_org_lines(text: str, expected: str) -> None:
    assert markdown(text, Format.ORG) == [expected]


def test_org_front() -> None:
    text = "#+TITLE: HarbourConf\n#+date: <2021-05-03 Mon>\n\n* A\na\n#+AUTHOR: Tom"
    assert front(text, Format.ORG) == {"title": ("HarbourConf", 1), "date": ("2021-05-03", 2)}
    assert markdown(text, Format.ORG) == ["", "", "", "# A", "a", "<!-- #+AUTHOR: Tom -->"]


def test_org_blocks() -> None:
    text = """
        * A
        :PROPERTIES:
        :ID: x
        :END:
        #+BEGIN_SRC python
        * x = [[1]]
        ```
        #+END_SRC
        #+begin_quote
        said
        #+end_quote
        #+begin_src
        * B
        | a | b |
        |---+---|
        | 1 | 2 |
        """
    assert markdown(text, Format.ORG) == [
        "# A",
        *("", "<!-- :ID: x -->", ""),
        *("~~~~python", "* x = [[1]]", "```", "~~~~"),
        *("", "> said", ""),
        "<!-- #+begin_src -->",
        "# B",
        *("| a | b |", "|---|---|", "| 1 | 2 |"),
    ]
    kinds = [kind for kind, _, _ in outline(text, Format.ORG)]
    assert kinds == ["heading", "fence", "heading", "table"]


def test_org_drawers() -> None:
    text = "* A\n:PROPERTIES:\n:SPEAKER: Mara\n:Talk_Type: long\n:CREATED: x\n:END:\n- a\n"
    text += ":LOGBOOK:\n:x: y\n:END:"
    assert markdown(text, Format.ORG) == [
        *("# A", "", "Speaker: Mara", "Talk type: long", "<!-- :CREATED: x -->", "", "- a"),
        *("<!-- :LOGBOOK: -->", "<!-- :x: y -->", "<!-- :END: -->"),
    ]


def test_org_states_of_its_own() -> None:
    assert markdown("#+TODO: ASKED | TOLD\n* TOLD Boats", Format.ORG)[1] == "# Boats"


# ── AsciiDoc ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("== Small Boats ==", "## Small Boats"),
        ("* a", "- a"),
        ("... a", "1. a"),
        ("3. a", "3. a"),
        ("*bold* _so_ `x`", "**bold** _so_ `x`"),
        (
            "https://a.example[the a^] and https://b.example",
            "[the a](https://a.example) and https://b.example",
        ),
        (
            "link:b.html[] <<boats,the boats>> image:a.png[a]",
            "[b.html](b.html) the boats ![a](a.png)",
        ),
        ("image::a.png[A boat, 200]", "![A boat](a.png)"),
        ("// remark", "<!-- remark -->"),
        ("[quote, Mara]", "<!-- [quote, Mara] -->"),
        ("Speaker:: Mara Lind", "Speaker: Mara Lind"),
        (".The list", "The list"),
        ("+ x", r"\+ x"),
        ("'''", "* * *"),
        ("C++ and a+b", "C++ and a+b"),
    ],
)
def test_asciidoc_lines(text: str, expected: str) -> None:
    assert markdown(text, Format.ASCIIDOC) == [expected]


def test_asciidoc_lists_nest_by_their_markers() -> None:
    text = """
        * a
        ** b
        wrapped
        *** c
        . one
        * d
        +
        more of d

        * e

        after
        """
    assert outline(text, Format.ASCIIDOC) == [
        *(("item", 1, 1), ("item", 2, 2), ("item", 4, 3), ("item", 5, 4), ("item", 6, 1)),
        ("item", 10, 1),
    ]
    assert markdown(text, Format.ASCIIDOC)[6:] == ["", "  more of d", "", "- e", "", "after"]


def test_asciidoc_header_and_blocks() -> None:
    text = """
        = HarbourConf
        Mara Lind <mara@lind.example>
        v1.0, 2021-05-03
        :Location: Aberlane
        :toc:

        [source,ruby]
        ----
        == puts
        ----
        ____
        said
        ____
        Boats
        -----
        |===
        |a |b

        |1 |2
        |===
        """
    assert markdown(text, Format.ASCIIDOC) == [
        *("# HarbourConf", "", "", "", "<!-- :toc: -->", "", "<!-- [source,ruby] -->"),
        *("```ruby", "== puts", "```", "", "> said", "", "## Boats", "", ""),
        *("| a | b |", "|---|---|", "| 1 | 2 |", ""),
    ]
    assert front(text, Format.ASCIIDOC) == {
        "author": ("Mara Lind", 2),
        "date": ("2021-05-03", 3),
        "location": ("Aberlane", 4),
    }


def test_a_name_below_an_asciidoc_title_stays() -> None:
    assert markdown("= Small Boats\nMara Lind\n\na", Format.ASCIIDOC)[1] == "Mara Lind"


# ── MDX ──────────────────────────────────────────────────────────────────────────────────────


def test_mdx() -> None:
    text = """
        import { A } from './a'
        export const meta = {
          date: '2021-05-03',
        }

        # Small Boats <Badge />

        <Speaker
          name='Mara Lind' position="Owner"
        />
        <Speaker name={"Tom Reed"} />

        <Note kind="x">
            - Row **<Hl>slowly</Hl>**
              - <Link href="https://a.example">there</Link>
        </Note>
        {/* to do
        more */}
        <Image src="a.png" alt="A boat" />
        ```js
        import x from 'y'; <B/>
        ```
        """
    assert markdown(text, Format.MDX) == [
        "<!-- import { A } from './a' -->",
        *("<!-- export const meta = { -->", "<!-- date: '2021-05-03', -->", "<!-- } -->"),
        *("", "# Small Boats ", ""),
        *("Mara Lind (Owner)", """<!-- name='Mara Lind' position="Owner" -->""", "<!-- /> -->"),
        *("Tom Reed", "", '<!-- <Note kind="x"> -->', "- Row **slowly**"),
        *('  - <a href="https://a.example">there</a>', "<!-- </Note> -->"),
        *("<!-- to do -->", "<!-- more -->", "![A boat](a.png)"),
        *("```js", "import x from 'y'; <B/>", "```"),
    ]
    assert front(text, Format.MDX) == {"date": ("2021-05-03", 3), "speaker": ("Mara Lind", 8)}


def test_chunks_and_divs() -> None:
    text = "::: {.callout}\nimport the boats\n:::\n```{r setup, echo=FALSE}\nx <- 1\n```"
    assert markdown(text, Format.MDX) == [
        *("<!-- ::: {.callout} -->", "import the boats", "<!-- ::: -->"),
        *("```r", "x <- 1", "```"),
    ]


# ── plain text ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mara Lind\n\nwords", ["Mara Lind", "", "words"]),
        ("Boats\n=====\nRopes\n---", ["# Boats", "", "## Ropes", ""]),
        ("*****\nBoats\n*****", ["", "# Boats", ""]),
        ("a\nb\n----------", ["a", "b", "* * *"]),
        ("a\n\n      b\n", ["a", "", "b"]),
        ("• a\n   – b\n      —  c", ["- a", "  - b", "    - c"]),
        ("a:\n- b\n - c\n- d", ["a:", "- b", "  - c", "- d"]),
        ("\t- a\n\t\t- b", ["- a", "  - b"]),
        ("o a\no b", ["- a", "- b"]),
        ("o a\nb", ["o a", "b"]),
        ("-a\n-b\n-c", ["- a", "- b", "- c"]),
        ("-v\n- b", ["-v", "- b"]),
        ("# Boats\n#1 rule", ["# Boats", "#1 rule"]),
        ("> said\nMara", ["> said", "Mara"]),
        ("* * *", ["* * *"]),
        ("-- \nTom", [r"\--", "Tom"]),
        ("a <b> \\* &lt;", [r"a \<b> \\* \&lt;"]),
        ("10. a\n    - b", ["10. a", "    - b"]),
    ],
)
def test_plain_text(text: str, expected: list[str]) -> None:
    assert markdown(text + "\n", Format.TEXT) == expected


def test_plain_text_has_no_indented_code() -> None:
    text = """
        Boats

            - by four
                    - by twelve

                    words
            - again
              words

            words
        """
    assert outline(text, Format.TEXT) == [("item", 3, 1), ("item", 4, 2), ("item", 7, 1)]
