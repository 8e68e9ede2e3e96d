"""How values of a generation stand in its files, and how they are read from there."""
