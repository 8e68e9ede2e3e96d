"""Calendars as programmes: iCalendar (RFC 5545), as conferences, meetups and tools export it.

`lines` finds the events of a file, `entries` reads each through the library, `summaries` takes
titles and speakers apart, `read` makes an event of them.
"""
