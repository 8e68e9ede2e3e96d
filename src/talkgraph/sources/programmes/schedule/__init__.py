"""Reads the programmes that pretalx, frab, FOSDEM's and the c3voc's tools write.

They are one model in two syntaxes, schedule.xml (`of_xml`) and schedule.json (`of_json`, also its
flat second version), which both become a `programme`; `event` makes an event of that. Even official
examples break the published schemas, so nothing is validated and everything is optional.
"""

from talkgraph.sources.programmes.schedule.reader import ScheduleProgrammes

__all__ = ["ScheduleProgrammes"]
