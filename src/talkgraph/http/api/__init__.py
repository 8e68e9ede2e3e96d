"""The JSON API: its routes, what they take and give, and its description in OpenAPI.

To add a route: a function in `routes`, in the group that it belongs to, annotated with what it
returns (a value of `knowledge.answers`, or one of `models` where no such value fits). Its first
sentence becomes its description; `responses=_problem(...)` names the errors; lists go through
`models.part`. The description follows by itself, and `tests/http/test_api_schema.py` tries what
it promises once the path stands in its list. The page to read and try it is one of `http.pages`.
"""
