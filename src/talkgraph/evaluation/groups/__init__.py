"""How well the program finds the groups that a programme tells: its tracks, or judged groups.

Organisers who put talks into one track say that these belong together. `truth` reads such groups
from a knowledge base or from judgements, `recipes` are what to compare with (mean vectors, TF-IDF,
their sum, k-means that is told how many groups there are), and `measured` asks all of them for
themes, related talks and a search for the name of each group.
"""
