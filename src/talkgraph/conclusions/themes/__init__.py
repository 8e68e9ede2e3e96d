"""The themes that run across talks: found (`groups`, `seeds`), named (`keywords`), weighed (`themes`)."""
