"""Themes across talks: alike talks (`likeness`, `communities`) and concepts (`groups`), named.

`themes` finds them in a `corpus`, `naming` calls them by its `phrases`, and `seeds` are those that
a user asks for.
"""
