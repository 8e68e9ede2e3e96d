"""What is typed, held against the texts: words that stand together, mistyped and short ones."""
