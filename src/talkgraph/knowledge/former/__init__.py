"""IRIs with a past: what went since the last build, and what it is called now.

`described` tells what a graph says of a thing, `alike` compares names and texts, `matching` finds
the present IRIs of things whose IRIs went, `journal` remembers those in the knowledge base's
folder, and `keeping` writes them into a file beside the notes, which builds read.
"""
