"""What no single source says: who is who and where, which talks are one, topics, likeness, themes.

==================================================  =======================================
to change                                           look into
==================================================  =======================================
when two names are one person                       `people.rules`, `people.names`
who is never joined, and what counts as support     `people.clusters`
which person a user says is which                   `people.overrides`, `people.selections`
a person's name, slug and other slugs               `people.resolve`
which bodies an affiliation names                   `organizations.reading`, `.words`
when two names of bodies are one, or may be         `organizations.resolve`, `.candidates`
where an event is, by its name or its words         `places.named`, `places.told`, `.gazetteer`
when two talks are one                              `people.works`
which words in a text are a topic                   `topics.labels`
what shows that a word with several meanings is one `topics.context`
how surely a label is meant, what a talk is about   `topics.linker` (`LinkWeights`)
how vocabularies are read, mended and put together  `topics.vocabulary`, `topics.several`
which topics the talks suggest                      `proposals.candidates`, `proposals.propose`
what makes two talks related, and how much          `related.related` (`RelatedWeights`)
how much topics count there and in a search         `related.agreement`
what is told as the reason                          `related.reasons`
when there is a theme, and whose                    `themes.corpus` (`ThemeRules`), `themes.groups`
which talks are alike                               `themes.likeness`, `themes.communities`
what a theme is called, and its keywords            `themes.naming`, `themes.phrases`
what the lines of a file of themes mean             `themes.seeds`
==================================================  =======================================

Everything here is a function from values to values; `talkgraph.knowledge.build` calls it.
"""
