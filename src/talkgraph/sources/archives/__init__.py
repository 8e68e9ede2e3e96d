"""Readers of what networks archive: who posted what, and when.

    twitter (tweet) · mastodon (markup)    an archive of each network, as posts
    entries · posted                       what both are read with, and turned into
    threads (announcing)                   what of an archive belongs together
    placing (meetings) · event (talks)     of which event, and of which of its talks, that is

An archive holds more than what its owner would show to everybody. Only the few files that are known
by their names are ever opened, and of those only what everybody may see is kept.
"""
