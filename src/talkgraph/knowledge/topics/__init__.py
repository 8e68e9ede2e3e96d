"""Topics for people to decide on: those that talks suggest, written down; what is odd in a file."""
