# The two commands of the README are `make demo` and `make test`. Both set everything up by
# themselves; the first run takes minutes, the next ones start at once.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# What is installed: enough to run talkgraph, to work in JupyterLab, or to test it.
READY  := $(VENV)/.ready
LAB_READY := $(VENV)/.ready-notebooks
DEV_READY := $(VENV)/.ready-dev
DEMO   := build/demo

# A recipe fails when pip does, not when what shows its progress does.
SHELL := bash
.SHELLFLAGS := -o pipefail -c

# Show a command, then run it.
define ask
@printf '\n\033[1m$$ talkgraph %s\033[0m\n' '$(subst ','\'',$(1))'
@$(BIN)/talkgraph $(1)
endef

# Install talkgraph, with extras or none, and show that it moves: the name of each package when pip
# comes to it. All that pip says is in $(VENV)/pip.log. Nothing is compiled before it is used.
define install
@$(BIN)/python -m pip install --no-compile --no-input --disable-pip-version-check \
  --constraint constraints.txt --editable '.$(1)' 2>&1 | tee $(VENV)/pip.log \
  | awk '/^Collecting/ { printf "%s ", $$2 } /^Installing/ { print "\ninstalling ..." } { fflush() }' \
  || { tail -n 30 $(VENV)/pip.log; echo "the set-up failed; all of it: $(VENV)/pip.log"; exit 1; }
@touch $@
endef

.DEFAULT_GOAL := help
.PHONY: help setup demo serve notebooks docs pictures test test-nightly golden lint types mutants
.PHONY: torture bench clean

help:  ## List what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: $(READY)  ## Create the virtual environment with what running talkgraph needs

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "talkgraph needs Python 3.11 or later; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "setting up $(VENV): 1.5 GB, most of it PyTorch for sentence-transformers; a minute or two"
	$(call install,)

$(LAB_READY): pyproject.toml constraints.txt | $(READY)
	@echo "adding JupyterLab to $(VENV)"
	$(call install,[notebooks])

$(DEV_READY): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "setting up $(VENV) with what tests need: some 2.3 GB; two or three minutes"
	$(call install,[dev])
	@touch $(READY) $(LAB_READY)

demo: $(READY)  ## Build a knowledge base from data/ and ask it a few questions
	$(call ask,build data --kb $(DEMO))
	$(call ask,search "paying people for being on call" --limit 2 --kb $(DEMO))
	$(call ask,related devopsdays-hartford-2019/can --limit 1 --why --kb $(DEMO))
	$(call ask,themes --limit 3 --kb $(DEMO))
	$(call ask,sparql --kb $(DEMO) 'SELECT ?date ?speaker ?title WHERE { \
	    ?talk a tg:Talk ; schema:name ?title ; \
	          schema:performer/schema:name ?speaker ; schema:startDate ?date \
	  } ORDER BY ?date ?title LIMIT 5')
	@printf '%s\n' '' 'What next?' \
	  '  your own notes   $(BIN)/talkgraph build ~/notes --kb ~/talks' \
	  '  in a browser     make serve' \
	  '  in notebooks     make notebooks'

serve: $(READY)  ## Serve the sample on 127.0.0.1:8000: pages, JSON API, SPARQL, linked data
	$(BIN)/talkgraph build data --kb $(DEMO)
	$(BIN)/talkgraph serve --kb $(DEMO)

# LAB: options for JupyterLab, such as LAB='--no-browser --port 9000' on a machine far away.
notebooks: $(LAB_READY)  ## Open JupyterLab on the notebooks, with the sample built
	$(BIN)/talkgraph build data --kb $(DEMO)
	cd notebooks && ../$(BIN)/jupyter lab $(LAB) 01-first-look.ipynb

docs: $(DEV_READY)  ## Build the reference of the Python API from its docstrings, in build/docs
	$(BIN)/python tests/docs/reference.py build/docs
	@echo "open build/docs/talkgraph.html"

pictures: $(DEV_READY)  ## Draw the README's pictures anew, from the sample; wants Chromium
	$(BIN)/python tests/docs/pictures.py notebooks/pictures

# Two processes test, and share what was built once; a file's tests stay together, since they share
# services. WORKERS=0 tests in one process.
WORKERS ?= 2

test: lint  ## Run every check: ruff, mypy --strict, pytest
	@mkdir -p build; $(BIN)/mypy > build/types.log 2>&1 & types=$$!; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile; tests=$$?; \
	wait $$types || tests=1; cat build/types.log; exit $$tests

test-nightly: export HYPOTHESIS_PROFILE = nightly
test-nightly: test  ## The same, and a long search for new examples

golden: $(DEV_READY)  ## Write down anew what answers are compared with; see the difference first
	TALKGRAPH_UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/golden/test_same_answers.py \
	  tests/golden/test_readme.py tests/unit/test_cli.py

lint: $(DEV_READY)  ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_READY)  ## Check types
	$(BIN)/mypy

# MUTANTS: which ones, such as MUTANTS='--share 0.05' (by chance) or MUTANTS="'*.works.*'".
mutants: $(DEV_READY)  ## Plant small faults in the core, count those that its tests notice (hours)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  --editable '.[mutants]'
	$(BIN)/python tests/mutants/run.py build/mutants $(MUTANTS)

# MINUTES: for how long. TORTURE: other options, such as TORTURE='--seed 7 --only kill:12' (what a
# trial that did not hold says) or TORTURE='--only fuzz --only sequence'.
MINUTES ?= 30

torture: $(DEV_READY)  ## Try to break what a base promises, and tell what held (half an hour)
	PYTHONPATH=tests/support:tests/bench $(BIN)/python tests/torture/torture.py \
	  --minutes $(MINUTES) $(TORTURE)

bench: $(DEV_READY)  ## Run the benchmarks (minutes), each against a peer or a plain twin
	$(BIN)/python -m pytest --benchmark-only -o python_files='bench_*.py' \
	  -o python_functions='bench_* test_*' tests/bench

clean:  ## Remove what was built, but not the virtual environment
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
