"""Answers over an indexed corpus: search, related talks, themes, and network views.

Each module holds one of them; none is loaded before it is asked for.
"""
