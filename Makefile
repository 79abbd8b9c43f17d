# The registry's own commands; README.md explains them.
PORT ?= 8000
python = .venv/bin/python
# The sample alliance is served by this very web server, so its address, and only its, may be harvested.
alliance = SAMPLE_ALLIANCE=1 PUBLIC_ADDRESS=http://127.0.0.1:$(PORT) \
	HARVEST_ALLOWED_ADDRESSES="127.0.0.1:$(PORT)$${HARVEST_ALLOWED_ADDRESSES:+,$$HARVEST_ALLOWED_ADDRESSES}"

.PHONY: setup serve test bench lint lock

setup: .venv/ready

.venv/ready: requirements.txt
	@echo "Setting up .venv: a minute or two, once"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@python3 -m venv .venv
	@$(python) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch .venv/ready

serve: setup
	@$(alliance) $(python) manage.py serve --port $(PORT)

test: setup
	@$(python) -m pytest

bench: setup
	@$(python) -m tests.benchmarks

lint: setup
	@$(python) -m ruff format --check
	@$(python) -m ruff check
	@$(python) -m mypy
	@.venv/bin/lint-imports

# Needs pip-tools; the lock names neither an index nor a machine.
lock:
	pip-compile --quiet --extra dev --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --no-header --output-file requirements.txt pyproject.toml
