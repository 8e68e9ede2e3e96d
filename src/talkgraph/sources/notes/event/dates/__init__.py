"""Dates as notes write them: in a line, in the heading of a day, in the name of a file.

(Dates that users type are read by `talkgraph.knowledge.lookup.dates`.) What is written in a line is
split into marks by `tokens`, with the names that `words` lists, and matched in `lines`; `headings`
are those of days, `names` those of files and folders.
"""

from talkgraph.sources.notes.event.dates.headings import DayHeading, day_of, distinct, read_day
from talkgraph.sources.notes.event.dates.lines import (
    Dates,
    Month,
    day_first_in,
    days_told,
    find_dates,
    fitting_year,
    month_in,
    weekdays_in,
)
from talkgraph.sources.notes.event.dates.names import NamedDate, dates_in_name, without_id
from talkgraph.sources.notes.event.dates.words import weekday

__all__ = [
    "Dates",
    "DayHeading",
    "Month",
    "NamedDate",
    "dates_in_name",
    "day_first_in",
    "day_of",
    "days_told",
    "distinct",
    "find_dates",
    "fitting_year",
    "month_in",
    "read_day",
    "weekday",
    "weekdays_in",
    "without_id",
]
