"""What is searched: encoders, vector indexes, the lexical index and the passages on disk.

Nothing is imported here: each part is reached by its own module, so that asking for one does
not load the libraries of another.
"""
