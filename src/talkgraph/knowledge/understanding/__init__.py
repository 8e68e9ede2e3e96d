"""What a search's words name, and what is left of them to rank by.

- A query is split into words with their places (`words`), and each part of the knowledge base says
  which of them it knows: people (`people`), events (`events`), organizations (`organizations`),
  times (`times`), kinds of passages (`kinds`), topics and themes (`subjects`). All look words up in
  dictionaries, made once; what they find is a `reading`.
- The `reader` chooses among readings that overlap and makes a `model.queries.Query` of them.
- What the graph is needed for is kept beside it (`named`); `cards` tell of what is named.

Nothing is guessed: what may as well be another name, or an ordinary word, is preferred or left
alone. `tests/unit/test_understanding.py` has a test for every rule, and shows what is misread.
"""
