# What a person types. Everything is set up on first use; nothing is installed outside this folder
# but Chromium for the browser tests, and that only where there is none.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
export PORT ?= 8000
export DATA ?= var

.PHONY: demo province test slow bench chaos lighthouse firefox check mutants lock

demo: $(VENV)/demo.stamp
	@exec $(BIN)/python -m app demo --tied

province: $(VENV)/demo.stamp  # into the demo's database, whether the demo runs or not
	@exec $(BIN)/python -m app province --tied

test: $(VENV)/test.stamp $(VENV)-idp/stamp
	@$(BIN)/python -m tests.run

slow: $(VENV)/test.stamp  # the set-up, with no statement longer than 1.5 s; BUSY=10: beside others
	@$(BIN)/python -m tests.slow

bench: $(VENV)/test.stamp  # figures as ratios; ONLY="score_pages …" for these alone
	@$(BIN)/python -m tests.bench $(ONLY)

chaos: $(VENV)/test.stamp  # each part killed, frozen, filled; ONLY="release" for these alone
	@$(BIN)/python -m tests.chaos $(ONLY)

lighthouse: $(VENV)/test.stamp tests/lighthouse/node_modules  # ONLY="raise station" for these alone
	@$(BIN)/python -m tests.lighthouse $(ONLY)

firefox: $(VENV)/test.stamp  # the main jobs in Firefox ESR; ONLY="tests/browser/…" for these alone
	@$(BIN)/python -m tests.firefox $(ONLY)

mutants: $(VENV)/test.stamp  # rules broken on purpose; ONLY="app/topics/rules.py …" for these alone
	@$(BIN)/python tests/mutants.py $(ONLY)

check: $(VENV)/test.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy app tests
	@DATABASE_URL=- SECRET=- $(BIN)/python -m app.i18n check
	@$(BIN)/djlint --lint --quiet templates

$(VENV)/demo.stamp: requirements.lock
	@echo "Installing what the program needs (once, half a minute) ..."
	@$(BIN)/pip --version >/dev/null 2>&1 || $(PYTHON) infra/environment.py $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/test.stamp: $(VENV)/demo.stamp requirements-dev.lock
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)-idp/stamp: requirements-idp.lock  # an identity provider; its packages clash with ours
	@echo "Installing the tests' identity provider (once) ..."
	@$(VENV)-idp/bin/pip --version >/dev/null 2>&1 || $(PYTHON) infra/environment.py $(VENV)-idp
	@$(VENV)-idp/bin/pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r requirements-idp.lock
	@touch $@

tests/lighthouse/node_modules: tests/lighthouse/package-lock.json  # needs node
	@echo "Installing Lighthouse (once) ..."
	@npm ci --prefix tests/lighthouse --ignore-scripts --no-audit --no-fund --silent
	@touch $@

lock:  # after a change of pyproject.toml; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	printf 'canaille[oidc]==0.3.6\nwtforms>=3.3.0b2\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header - -o requirements-idp.lock
