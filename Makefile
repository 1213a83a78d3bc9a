# Every command of the project. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
PY := $(BIN)/python.exe
endif
SCALE ?= long
.DEFAULT_GOAL := help

.PHONY: help setup demo pen test coverage check verify size screens pictures browser-setup laptop-numbers flash bundle uf2 emulator-setup emulator-test clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp makes every target set up what is missing, once.
$(VENV)/.ready: pyproject.toml
	@echo "Setting up $(VENV) (once, about a minute) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "needlepen needs Python 3.10 or newer")'
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

setup: $(VENV)/.ready ## install everything into .venv

demo: $(VENV)/.ready ## the whole story on the virtual pen, told as it goes (no questions, under two minutes; MCU=rp2040: emulated chip)
	@$(PY) -m boards.virtual.demo $(if $(MCU),--mcu $(MCU))

pen: $(VENV)/.ready ## the virtual pen live in this terminal: arrow keys and space are its buttons (MCU=rp2040)
	@$(PY) -m boards.virtual.live $(if $(MCU),--mcu $(MCU))

test: $(VENV)/.ready ## every test that needs no hardware and no download
	@$(PY) -m pytest -n auto --dist worksteal

coverage: $(VENV)/.ready ## the core by its own specifications, every branch of it, or it fails
	@mkdir -p build
	@$(PY) -m coverage run -m pytest tests/firmware/core
	@$(PY) -m coverage report

check: $(VENV)/.ready ## lint, types, import rules, mpy-cross of all firmware
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(PY)
	@$(PY) -m tests.tools.import_rules
	@$(PY) -m tests.tools.compile_firmware

verify: $(VENV)/.ready ## the long proofs with a table of figures (SCALE=ci: short form)
	@$(PY) -m tests.tools.verify --scale $(SCALE)

size: $(VENV)/.ready ## .mpy bytes per module and heap of the running application
	@$(PY) -m tests.tools.size

screens: $(VENV)/.ready ## draw every screen of the pen into firmware/pen/ui/SCREENS.png
	@$(PY) -m tests.tools.screens

pictures: $(VENV)/.ready ## draw report and dashboard of an invented half year into host_tools/REPORT.png, DASHBOARD.png (browser)
	@$(PY) -m tests.tools.pictures

browser-setup: $(VENV)/.ready ## fetch what the dashboard's tests in a browser need (PyPI; Chromium is the system's)
	@$(PY) -m tests.tools.browser_setup

laptop-numbers: $(VENV)/.ready ## how fast the laptop tool is: sync against the bare line, a million records, status (SCALE=ci: a small journal)
	@$(PY) -m tests.tools.laptop_numbers --scale $(SCALE)

flash: $(VENV)/.ready ## the firmware onto a pen, compiled, what differs only, verified (DEVICE=port or socket://…, BOARD=…)
	@$(PY) -m boards.tools.flash $(if $(BOARD),--board $(BOARD)) $(if $(DEVICE),--device $(DEVICE))

bundle: $(VENV)/.ready ## the firmware as one signed file for needlepen fw update (KEY=private.pem; else the development key)
	@$(PY) -m boards.tools.bundle $(if $(KEY),--key $(KEY)) $(if $(VERSION),--version $(VERSION))

uf2: $(VENV)/.ready ## one factory image for a blank board, MicroPython included (BOARD=…, MICROPYTHON_UF2=file)
	@$(PY) -m boards.tools.uf2 $(if $(BOARD),--board $(BOARD))

emulator-setup: $(VENV)/.ready ## fetch what the emulated RP2040 needs, pinned and checked (internet, Node.js)
	@$(PY) -m boards.tools.emulator_setup

emulator-test: $(VENV)/.ready ## the firmware measured on the emulated RP2040; says what is missing (README=1: table into firmware/README.md)
	@$(PY) -m boards.tools.emulator_ready
	@$(PY) -m tests.tools.emulator $(if $(README),--readme)

clean: ## remove build/ and .venv
	rm -rf build $(VENV)
