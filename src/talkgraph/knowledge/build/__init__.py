"""From sources to a new generation: read and settled, concluded, written as graphs."""
