"""What a person sees in a browser: the pages, their charts, templates and static files."""
