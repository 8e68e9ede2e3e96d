"""SPARQL as text: its tokens, what may not be asked, values bound, and search inside it."""
