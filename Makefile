# The two commands that a newcomer needs are `make demo` and `make test`. `make help` lists the rest.
# Nothing but Python 3.11 or newer and make is assumed; everything lands in .venv beside this file.

VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
MAKEFLAGS += --no-print-directory

.PHONY: help demo test check format bench lock clean
.DEFAULT_GOAL := help

help: ## this list
	@echo "make demo     audit the demo shops on this machine and open the report"
	@echo "make test     the whole test suite (PYTEST_ARGS='-k word' for a part)"
	@echo "make check    format, lint, types, floors of the house, tests"
	@echo "make format   put the code in the house style"
	@echo "make bench    measure speed, size, precision and recall"
	@echo "make lock     write the locked dependencies anew (needs uv)"
	@echo "make clean    remove the virtual environment and what tools left"

$(VENV)/ready: requirements.txt pyproject.toml tools/setup.sh
	@sh tools/setup.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt pyproject.toml tools/setup.sh
	@sh tools/setup.sh $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/ready

demo: $(VENV)/ready ## the path of the report is the last line
	@$(BIN)/shopcheck demo

test: $(VENV)/ready-dev
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) test

format: $(VENV)/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/ready-dev
	@$(BIN)/python -m tests.bench

LOCK := uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	--custom-compile-command "make lock"
lock:
	$(LOCK) --group build -o requirements.txt
	$(LOCK) --group dev -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
