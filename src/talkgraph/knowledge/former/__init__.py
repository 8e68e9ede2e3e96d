"""IRIs with a past: what went since the last build, and what it is called now.

`described` tells what a graph says of a thing, `alike` compares names and texts, `weighing` all
that speaks for two things being one, `matching` finds the present IRIs of things whose IRIs went,
and `changes` what differs between two builds. `journal` remembers that in the knowledge base's
folder, and `keeping` writes it into a file beside the notes, which builds read.
"""
