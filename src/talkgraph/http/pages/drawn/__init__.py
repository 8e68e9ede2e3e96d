"""What pages draw of a knowledge base: the map of talks, the widest themes, years."""
