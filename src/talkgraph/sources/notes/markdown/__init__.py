"""Markdown as notes use it: text with line numbers, blocks, front matter, addresses."""
