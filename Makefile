.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test kill check live bench bench-identity clean

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "marshrut needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: .venv/ready ## two nights of a made-up district, from its LMS to the mailbox, in ./demo
	$(BIN)/marshrut demo

test: .venv/ready ## every test but the kill, the live and the bench ones
	$(BIN)/python -m pytest -n auto

kill: .venv/ready ## a night killed at every request, commit and word to the mail server; many examples of properties
	MARSHRUT_MANY_EXAMPLES=1 $(BIN)/python -m pytest -n auto tests/kill tests/jobs/night/test_any_plan.py

check: .venv/ready ## lint, types, the ladder of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

live: .venv/ready ## read-only checks of a real LMS: MARSHRUT_LMS_URL, MARSHRUT_LMS_TOKEN
	$(BIN)/python -m pytest tests/live -rs

bench: .venv/ready ## speed, as ratios to named alternatives
	$(BIN)/python -m pytest tests/bench -s

.venv/bench-ready: .venv/ready
	$(BIN)/python -m pip install --quiet --group bench && touch $@ || echo "!! Splink cannot be installed here"

bench-identity: .venv/bench-ready ## who is who in districts nobody has seen: SEEDS=3 STAFF=600 SORT=ordinary|hard|both
	$(BIN)/python -m tests.bench.districts.run --seeds $(or $(SEEDS),3) --staff $(or $(STAFF),600) --sort $(or $(SORT),both)

clean: ## remove what make and the demo have made
	rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
