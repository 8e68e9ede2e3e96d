"""Readers of what networks archive: who posted what, and when.

Each network is a file of its own that gives posts; `threads` puts together what belongs together,
and `placing` finds out of which talk it is.
"""
