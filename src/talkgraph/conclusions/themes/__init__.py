"""Themes across talks: found (`groups`, `seeds`), named (`keywords`), weighed (`themes`)."""
