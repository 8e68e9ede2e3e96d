"""The service: a SPARQL endpoint, a JSON API, linked data and pages over one knowledge base.

`app.create_app` puts it together and `serve.serve` runs it. Importing the package costs nothing.
"""
