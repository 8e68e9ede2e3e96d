"""What no single source says: who is who, topics, related talks, and themes."""
