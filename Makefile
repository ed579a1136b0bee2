# Each target is a verb of tasks.py, which also runs without make: python3 tasks.py VERB
PYTHON ?= python3
# make report LOG=my_log.csv
LOG ?=

.DEFAULT_GOAL := help
.PHONY: report test test-apps test-all app lab notebooks docs bench coverage soak fuzz pins clean help

report:
	@$(PYTHON) tasks.py report $(LOG)

test test-apps test-all app lab notebooks docs bench coverage soak fuzz pins clean help:
	@$(PYTHON) tasks.py $@
