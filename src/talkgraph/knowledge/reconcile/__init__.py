"""Finds which person, talk, event, topic or organization a name from elsewhere means.

`kinds` says what can be found and which properties it has; `things` collects it from a knowledge
base; `names` compares names; `index` finds candidates and scores them. The service of the same
name speaks of this over HTTP (`talkgraph.http.reconcile`), and exports write it as tables.
"""
