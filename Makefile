# Each target sets up what it needs by itself. `make` alone says what there is.

# Some shells and conda export HOST as a name of the machine: from the environment only an address counts.
ifeq ($(origin HOST),environment)
ifeq ($(filter localhost :% 0% 1% 2% 3% 4% 5% 6% 7% 8% 9%,$(HOST)),)
HOST := 127.0.0.1
endif
endif
HOST ?= 127.0.0.1
PORT ?= 7860
DEVICE ?= auto
EXAMPLES ?=

DATA ?= ../shared/data
CLIPS ?= ../shared/data
CAPTIONERS ?= caption-attention caption-unguided caption-plain
PYTHON ?=
ARGS ?=

RUN := .venv/bin/python
APP := @PYTHON="$(PYTHON)" sh setup.sh requirements.txt
DEV := @PYTHON="$(PYTHON)" sh setup.sh requirements.txt requirements-dev.txt

define PLATFORM
import platform, sys
about = f'python_version == "{sys.version_info.major}.{sys.version_info.minor}" and sys_platform == "{sys.platform}"'
for line in sys.stdin:
    print(f'{line.strip()} ; {about} and platform_machine == "{platform.machine()}"')
endef
export PLATFORM

.PHONY: help demo test lock train-caption train-action train-memory evaluate excite bench pictures render

help:
	@echo "make demo            start the app on http://$(HOST):$(PORT)  (PORT=, HOST=, DEVICE=cpu|cuda|auto, EXAMPLES=folder)"
	@echo "make test            lint and all tests, in a browser too"
	@echo "make train-caption   train the captioners, stage by stage  (DATA=$(DATA), with flickr8k, world and text)"
	@echo "make train-action    train the recognizers  (CLIPS=$(CLIPS), with utd_mhad/train.tar and ucf12/train.tar)"
	@echo "make train-memory    train the networks of the memory lab; needs no data"
	@echo "make evaluate        score the shipped captioners on the dev split of DATA"
	@echo "make excite          find what excites each unit of the shipped captioners, once more for new weights"
	@echo "make bench           measure the speed claims of README"
	@echo "make pictures        make the pictures of README anew"
	@echo "make render          draw the example clips anew"

demo:
	$(APP)
	@HOST="$(HOST)" PORT="$(PORT)" DEVICE="$(DEVICE)" EXAMPLES="$(EXAMPLES)" $(RUN) app.py $(ARGS)

test:
	$(DEV)
	@$(RUN) -m tests.chromium
	$(RUN) -m tests.node check
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	@find ui -name '*.pyi' -delete  # Gradio writes them beside its components; an old one would mislead the type checker
	$(RUN) -m mypy
	$(RUN) -m pytest $(ARGS)

train-caption:
	$(DEV)
	$(RUN) -m training.caption all --data "$(DATA)" --run runs/caption $(ARGS)

train-action:
	$(DEV)
	$(RUN) -m training.action.drawn.training_clips --out runs/rendered
	$(RUN) -m training.action gestures --data "$(CLIPS)/utd_mhad/train.tar" --strangers "$(CLIPS)/ucf12/train.tar" \
		--drawn runs/rendered $(ARGS)
	$(RUN) -m training.action ucf12 --data "$(CLIPS)/ucf12/train.tar" --strangers "$(CLIPS)/utd_mhad/train.tar" $(ARGS)

train-memory:
	$(DEV)
	$(RUN) -m training.memory --run runs/memory $(ARGS)

evaluate:
	$(DEV)
	@set -e; for name in $(CAPTIONERS); do \
		$(RUN) -m training.evaluate caption --weights $$name --beam 5 --pictures "$(DATA)/flickr8k/dev.tar" \
			--captions "$(DATA)/flickr8k/dev.tsv" --boxes "$(DATA)/flickr8k/boxes-dev.jsonl.gz" $(ARGS); \
		$(RUN) -m training.evaluate world --weights $$name --pictures "$(DATA)/world/dev.tar" "$(DATA)/world/five.tar" \
			--objects "$(DATA)/world/objects-dev.tsv" --captions "$(DATA)/world/five.tsv" \
			--boxes "$(DATA)/world/five-boxes.jsonl" $(ARGS); \
	done

excite:
	$(DEV)
	$(RUN) -m training.caption.top_activations $(ARGS)

bench:
	$(DEV)
	@$(RUN) -m tests.chromium
	$(RUN) -m benchmarks.caption $(ARGS)
	$(RUN) -m benchmarks.gates $(ARGS)
	$(RUN) -m benchmarks.action $(ARGS)
	$(RUN) -m benchmarks.memory $(ARGS)
	$(RUN) -m benchmarks.browser $(ARGS)
	$(RUN) -m benchmarks.gates_browser $(ARGS)
	$(RUN) -m benchmarks.memory_browser $(ARGS)

# Names what is in .venv now, for the next who sets up: make a new one first, so that nothing else is in it.
lock:
	$(DEV)
	@{ echo "# Made by 'make lock': the versions that 'make test' passed with, on the platform named behind each."; \
	  $(RUN) -m pip freeze | $(RUN) -c "$$PLATFORM"; } > requirements.lock

pictures:
	$(DEV)
	@$(RUN) -m tests.chromium
	$(RUN) -m benchmarks.pictures $(ARGS)

render:
	$(DEV)
	$(RUN) -m training.action.drawn.render $(ARGS)
