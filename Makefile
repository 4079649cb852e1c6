# Set-up without leftovers: each target makes the virtual environment it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOG ?= tests/fixtures/logs/evening.log
# of the tests: one more than processors, because many tests wait for another process
WORKERS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
# of each reliability trial
TRIAL_SECONDS ?= 30
# a run of the tests starts hundreds of commands: what Python compiles is kept, wherever it is told to keep nothing
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test trials lint notebooks pictures clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.installed  ## diagnose a bundled log, or LOG=device.log
	$(BIN)/hilog-avsession analyze $(LOG)

# many tests start a command: it is compiled once, before several processes need it at the same time
test: $(VENV)/.installed-dev  ## run the tests
	$(BIN)/python -m compileall -q -j 0 src
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

trials: $(VENV)/.installed-dev  ## run the long tests: many seeds, fuzzing, memory, property tests at length, what may break
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "trial or hypothesis" --hypothesis-profile thorough
	$(BIN)/python -m tests.reliability --seconds $(TRIAL_SECONDS)

lint: $(VENV)/.installed-dev  ## run the linters and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

notebooks: $(VENV)/.installed-dev  ## execute the notebooks and keep their outputs
	$(BIN)/python -m jupyter nbconvert --to notebook --execute --inplace \
		--ExecutePreprocessor.record_timing=False notebooks/*.ipynb

pictures: $(VENV)/.installed-dev  ## draw the pictures of the README; needs Chromium
	$(BIN)/python tests/bless_pictures.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml setup.py src/hilog_avsession/reading/fastpath/compiled.pyx
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

clean:  ## remove the virtual environment, all caches and what was built
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build src/*.egg-info
	rm -f src/hilog_avsession/reading/fastpath/compiled.*.so
