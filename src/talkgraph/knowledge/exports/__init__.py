"""The whole of a knowledge base for other tools to work on: as networks, as notes to edit."""
