# The registry's own commands; README.md explains them.
PORT ?= 8000
python = .venv/bin/python
install = $(python) -m pip install --quiet --disable-pip-version-check --require-hashes
# The sample alliance is served by this very web server, so its address, and only its, may be harvested.
alliance = SAMPLE_ALLIANCE=1 PUBLIC_ADDRESS=http://127.0.0.1:$(PORT) \
	HARVEST_ALLOWED_ADDRESSES="127.0.0.1:$(PORT)$${HARVEST_ALLOWED_ADDRESSES:+,$$HARVEST_ALLOWED_ADDRESSES}"

.PHONY: setup serve test messages bench evaluate train fuzz lint lock

setup: .venv/ready

.venv/ready: requirements.txt
	@echo "Setting up .venv: a minute or two, once"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@python3 -m venv .venv
	@$(install) --requirement requirements.txt
	@touch .venv/ready

# What tests and linters need besides.
.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(install) --requirement requirements-dev.txt
	@touch .venv/ready-dev

serve: setup
	@$(alliance) $(python) manage.py serve --port $(PORT)

test: .venv/ready-dev
	@$(python) -m pytest

bench: .venv/ready-dev
	@$(python) -m tests.benchmarks
	@$(python) -m tests.benchmarks.scale

# FUZZ="--seed 2 --documents 100000": other mutants, and more.
fuzz: .venv/ready-dev
	@$(python) -m tests.fuzz $(FUZZ)

# How good the rater is, the results of a search, and what is taken for the same thing, over the real documents of ../shared.
evaluate: .venv/ready-dev
	@$(python) -m tests.evaluation
	@$(python) -m tests.evaluation.search
	@$(python) -m tests.evaluation.joining

# Writes the model that the project ships.
train: .venv/ready-dev
	@mkdir -p var
	@$(python) -m tests.evaluation --labels var/labels.jsonl
	@$(python) manage.py train --labels var/labels.jsonl --to registry/framework/model.json

# Brings locale/ up to date with the texts of the interface.
messages: .venv/ready-dev
	@$(python) -m tests.messages

lint: .venv/ready-dev
	@$(python) -m ruff format --check
	@$(python) -m ruff check
	@$(python) -m mypy
	@.venv/bin/lint-imports

# Needs pip-tools. The locks name neither an index nor a machine.
compile = pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --no-header
lock:
	$(compile) --output-file requirements.txt pyproject.toml
	$(compile) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
