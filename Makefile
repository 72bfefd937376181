# Short names for what .ci/run does in a clean environment.
.PHONY: all format lint types floors test ci
all: format lint types floors test
format:
	ruff format .
lint:
	ruff check .
types:
	mypy
floors:
	lint-imports
test:
	pytest -n 2
ci:
	bash .ci/run
