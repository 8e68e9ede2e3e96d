"""What headings say by their words alone, in the languages that notes are kept in.

`headings` are the words of programmes, containers and parts of a talk; `own` are phrases for what
is the note-taker's own. To make the reader know a word, add it to the list of its kind.
"""
