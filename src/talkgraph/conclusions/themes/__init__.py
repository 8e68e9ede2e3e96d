"""Themes across talks: alike talks (`likeness`, `communities`) and concepts (`groups`), named.

`themes` finds them in a `corpus`, `naming` calls them by its `phrases` (of words that
`word_use` takes for things), and `seeds` are those that a user asks for.
"""
