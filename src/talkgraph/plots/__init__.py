"""Pictures of a knowledge base, as plotly figures.

>>> from talkgraph import plots
>>> figure = plots.timeline(kb)
>>> figure.layout.title.text
'The events over time'

To add one: a function in `charts` or `networks`, and its name below.

Each function takes a `KnowledgeBase` and returns a `plotly.graph_objects.Figure` of fixed size
(`figure.layout.width` and `height`, in pixels); the same knowledge base gives the same figure.
Where there is nothing to draw, the figure says so; none of them raises an error. A notebook shows
it as the last value of a cell, `figure.show()` in a browser; `figure.write_html("x.html")` keeps it
with its hover texts.

`figure.write_image("x.png")` writes PNG (or SVG, PDF). It needs `kaleido` (in the `notebooks`
extra) and Chrome or Chromium on the machine, which it finds by itself or in `BROWSER_PATH`.

Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart, and one hue
from light to dark where a colour is an amount. What a colour says, a shape or a place says too.
"""

from talkgraph.plots.charts import similarity_heatmap, theme_map, timeline, topics_by_event
from talkgraph.plots.networks import related_network, speaker_topic_network
from talkgraph.plots.style import COLOURS, SYMBOLS

__all__ = [
    "COLOURS",
    "SYMBOLS",
    "related_network",
    "similarity_heatmap",
    "speaker_topic_network",
    "theme_map",
    "timeline",
    "topics_by_event",
]
