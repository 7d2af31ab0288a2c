# Palier. `make run` starts everything, `make test` proves it; both set the machine up first.

# Any Python of 3.8 or newer that really runs starts the set-up (a pyenv "shim" may not);
# the set-up then finds or downloads the versions the project needs.
BOOT := $(shell for python in "$$PYTHON" python3 /usr/bin/python3 /usr/local/bin/python3 python \
	"$$HOME"/.pyenv/versions/3.*/bin/python; do \
	[ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' \
	>/dev/null 2>&1 && { echo "$$python"; break; }; done)
SETUP = @$(if $(BOOT),"$(BOOT)" -m tools.bootstrap,echo "palier: Python 3.8 or newer is missing: \
	install python3 (Debian: apt-get install python3)" >&2; exit 1; :)
PALIER = .venv/bin/palier
CHECKS = .venv/bin/python -m tools.checks

.PHONY: help run setup develop train test fast sqlite bench eval pictures lint format lock clean distclean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: setup train ## Start Palier with its demo neighbourhood: service 8080, phones 8090
	@exec $(PALIER) serve --demo

setup: ## Make both environments, the service's and the assistant's
	$(SETUP) run

develop: ## The same, with what the tests and checks need
	$(SETUP) develop

train: setup ## Train the assistant's model, unless one matches the training data
	@$(PALIER) train --if-needed

test: ## Everything: checks, then all tests on SQLite and PostgreSQL, Rasa and Chromium
	$(SETUP) system develop
	@$(CHECKS) all

fast: develop ## In two minutes: the checks, and the tests that need no database or process
	@$(CHECKS) fast

sqlite: develop ## The checks, and all tests on SQLite that need neither Rasa nor a browser
	@$(CHECKS) sqlite

bench: develop train ## Measure: sending against references of the same run; answers, start, memory
	$(SETUP) system
	@.venv/bin/python -m benchmarks
	@.venv/bin/python -m benchmarks.answers
	@.venv/bin/python -m benchmarks.console

eval: train ## Measure how well texts are understood; writes docs/evaluation.md anew
	@$(PALIER) evaluate --write --floor

pictures: develop train ## Take the README's pictures anew, in a real Chromium
	@.venv/bin/python -m pytest -q tests/flows/test_journey.py \
		tests/broadcaster/console/test_pages_browser.py -k "journey or every_page"
	cp artefacts/journey/2-answered.png docs/pictures/phones.png
	cp artefacts/journey/7-preview.png docs/pictures/preview.png
	cp artefacts/console/docs/*.png docs/pictures/

lint: develop ## ruff and mypy only
	@$(CHECKS) lint

format: develop ## Put the code into the house's form
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

lock: ## Resolve the locked packages anew, both environments
	$(SETUP) lock

clean: ## Remove caches and test artefacts
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis artefacts build dist
	find . -name __pycache__ -not -path '*/.venv/*' -prune -exec rm -rf {} +

distclean: clean ## Remove the environments, tools and models too; never your data in var
	rm -rf .venv bot/.venv .tools models .rasa
