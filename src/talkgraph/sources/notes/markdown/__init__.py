"""Markdown as notes use it: `source` lines, `blocks`, `front_matter`, `inline` pieces, `text`."""
