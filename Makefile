# The commands of the project. `make run` and `make test` are all that most people need; README.md shows them.
SHELL := /bin/bash
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-tests run test test-services lint bench requirements fonts

help:                 ## this list
	@sed -n 's/^\([a-z-]*\): .*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

setup:                ## Debian packages, .venv, hashed Python packages
	@deploy/bootstrap.sh

setup-tests:          ## the same, with what the tests need
	@deploy/bootstrap.sh --test

run: setup            ## demo library, then the whole of Kho on http://127.0.0.1:8000 (HOST, PORT, KHO_DATA_DIR)
	@.venv/bin/python deploy/run.py

test: setup-tests     ## all tests: SQLite, browser, PostgreSQL
	@deploy/development/test.sh all

test-services: setup-tests   ## tests against real S3 (and what else is built)
	@deploy/development/test.sh services

lint: setup-tests     ## ruff, import contracts, templates, migrations, production settings
	@deploy/development/lint.sh

bench: setup-tests    ## figures of this machine
	@set -e; for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(PYTHON) $$file; done

requirements: setup-tests    ## write requirements*.txt with hashes from requirements*.in
	@deploy/development/requirements.sh

fonts: setup-tests    ## make the fonts and vendored scripts anew from their npm packages
	@deploy/vendor/refresh.sh
