"""The commands for whoever works in a folder of notes: set it up, rebuild on save, open a line.

`talkgraph.toml` in the folder that a command runs in says what is meant without options:
`settings` reads it. `whereabouts` finds the line of a thing, `editors` how an editor is told of it.
"""
