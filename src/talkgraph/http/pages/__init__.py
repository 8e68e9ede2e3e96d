"""What a person sees in a browser: the pages, their charts, templates and static files.

To add a page: a handler in `routes` that shows a template of `templates/` (by `_show`), what it
needs worked out in `views` or, for drawings, in `drawn`; if it tells of a thing that
has an IRI, `addresses.page_of` leads to it. The navigation is in `templates/base.html`. Then name
its path in `PAGES` of `tests/http/test_pages.py`. A new filter of `model.Search` that is a text is
read by itself; its field in the forms is a line of the macro `choices` in
`templates/macros.html`, with the names to choose from in `routes._choices`, and what an answer can
be narrowed to is in `facets`.

Pages work without scripts; what scripts add is in `static/*.js`, and there are none inside
of pages (the Content-Security-Policy forbids them): what stands there in a `script` element is
data, the JSON-LD of `documents`.
"""
