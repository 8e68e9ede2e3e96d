"""Readers of what organisers publish: programmes, which say what was announced.

Every format is a file of its own; `telling` has what all of them need.
"""
