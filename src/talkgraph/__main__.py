"""Run the command line as ``python -m talkgraph``."""

from talkgraph.cli import main

if __name__ == "__main__":
    main()
