"""Talks that belong together: how alike two are (`talks`), which are near (`related`), and why."""
