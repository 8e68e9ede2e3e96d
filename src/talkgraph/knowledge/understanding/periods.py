"""Stub until dates.py is there."""
import calendar
import datetime as dt
from talkgraph.knowledge.lookup import day

def read_period(text: str) -> tuple[dt.date, dt.date]:
    return day(text), day(text, last=True)
