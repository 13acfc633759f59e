# make run   sets up and does the main job: checks, releases, builds the SQLite, serves the portal
# make demo  the same over invented rows, in a place of its own
# make test  sets up and runs the tests
PYTHON ?= python3
PORT ?= $(or $(KTTH_PORT),8001)
BIN := .venv/bin

.PHONY: run demo test bench fuzz check deep torture sample-check live live-portal live-ckan ckan lock schemas record clean
.DELETE_ON_ERROR:

run: .venv/runtime
	@$(BIN)/ktth release
	@$(BIN)/ktth serve --port $(PORT)

# made anew each time: the periods of invented rows end with the day
DEMO := var/demo/$(PORT)
IN_DEMO := KTTH_DEMO=1 KTTH_DATAPACKAGES=$(DEMO)/packages KTTH_ROOT=$(DEMO)/root
demo: .venv/runtime
	@$(BIN)/ktth serve --port $(PORT) --probe
	@rm -rf $(DEMO)
	@echo "Đang sinh dòng minh họa và phát hành… / Inventing rows and releasing them…"
	@$(BIN)/ktth sample --all --quiet --out $(DEMO)/packages
	@$(IN_DEMO) $(BIN)/ktth release --quiet
	@$(IN_DEMO) $(BIN)/ktth serve --port $(PORT)

test: .venv/dev
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

# how fast checking is, beside others at the same work; QUICK=1 for every day (100,000 rows instead of 1 and 10 million)
bench: .venv/dev
	@$(BIN)/python tests/benchmarks $(if $(QUICK),--quick) $(WORK)

# the readers of intake over mutated files, for as many seconds as FUZZ says; then 2,000 examples of each property
fuzz: .venv/dev
	@FUZZ_SECONDS=$(or $(FUZZ),300) $(BIN)/python -m pytest -q -rP tests/validation/test_fuzz_readers.py
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n auto -m hypothesis --hypothesis-profile=long

# everything a change must pass besides the tests
check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/ktth schemas --check
	PYTHONPATH=tests/fixtures KTTH_CONTENT=province KTTH_DATAPACKAGES=tests/fixtures/province/datapackages $(BIN)/ktth schemas --check
	$(BIN)/ktth check

# two hundred invented samples of each table; make test has five, make deep fifteen more
sample-check: .venv/dev
	@SAMPLES=200 $(BIN)/python -m pytest -m deep tests/content/test_samples.py

# the long form of what make test does in short: every rule broken, not a few; the whole content released
deep: .venv/dev
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n auto -m "deep and not torture"

# the archive, the portal's database and restoring: killed, refused or full at every point, every file flipped, 10,000 steps
# in any order, 20 releases at once; make test (and so .ci/run) has the same tests at fewer points
torture: .venv/dev
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal -rP -m torture tests/torture

# what needs a browser, LibreOffice or a CKAN, which is installed below var/ckan; the two do not wait for each other
live: .venv/dev
	@$(MAKE) --no-print-directory --jobs=2 --output-sync live-portal live-ckan

live-portal: .venv/dev
	@$(BIN)/python -m pytest -m live tests/live --ignore=tests/live/ckan

live-ckan: .venv/dev
	@$(BIN)/python -m pytest -m live tests/live/ckan

# a real CKAN with nothing in it, on loopback until Ctrl-C; says its address and tokens
ckan: .venv/dev
	@$(BIN)/python -m tests.live.ckan.site var/ckan

schemas: .venv/runtime
	@$(BIN)/ktth schemas

# what the report says of each bad file, after a change of the rules or of a sentence
record: .venv/dev
	@$(BIN)/python -m tests.publish.bad_files.record

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Cần Python 3.11 trở lên (đặt PYTHON=...). / Python 3.11 or newer is needed (set PYTHON=...)." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python thiếu venv: cài gói python3-venv. / This Python lacks venv: install the package python3-venv." >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python requirements.txt pyproject.toml
	@echo "Đang cài đặt… / Installing…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/runtime requirements-dev.txt
	@echo "Đang cài công cụ kiểm thử… / Installing what the tests need…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# after a change of the dependencies in pyproject.toml; needs uv
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(COMPILE) --extra build --extra dev pyproject.toml -o requirements-dev.txt
	$(COMPILE) --extra build -c requirements-dev.txt pyproject.toml -o requirements.txt
	$(COMPILE) --override tests/live/ckan/overrides.txt tests/live/ckan/requirements.in -o tests/live/ckan/requirements.txt

clean:
	rm -rf .venv
