# setup, serve, test, bench, evaluate, fuzz and lint: see README.md.
PORT ?= 8000
python = .venv/bin/python

.PHONY: setup serve test bench lint lock

setup: .venv/ready

.venv/ready: requirements.txt
	@echo "Setting up .venv (a minute or two the first time)"
	@python3 -m venv .venv
	@$(python) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch .venv/ready
