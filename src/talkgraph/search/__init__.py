"""Search over passages and talks: the engine, its evidence, the indexes, encoders, files.

Nothing is imported here: each part is reached by its own module, so that asking for one does
not load the libraries of another.
"""
