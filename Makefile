# Campus Kiosk. "make help" lists what can be made.

GO       ?= $(shell command -v go 2>/dev/null || echo /usr/local/go/bin/go)
TAGS     := migrated_fynedo,no_emoji
FUZZTIME ?= 10m
LINT     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Weights beside the repository are used where they are, unless you say otherwise.
SHARED_MODELS := ../shared/models
ifneq ($(wildcard $(SHARED_MODELS)),)
export CAMPUSKIOSK_MODELS ?= $(abspath $(SHARED_MODELS))
endif

# The simulated camera plays the webcam picture that ships inside the gocv module.
export CAMPUSKIOSK_SIM_PICTURE ?= $(firstword $(wildcard $(shell $(GO) env GOMODCACHE)/gocv.io/x/gocv@*/images/face.jpg))

# An input method server that dies takes the window with it.
export XMODIFIERS := @im=none

.PHONY: help run build test demo accuracy bench rosters fuzz walks mutate crash faults e2e lint deps clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: deps build ## build and open the kiosk's window
	@if [ -z "$$CAMPUSKIOSK_MODELS" ]; then bin/campuskiosk models fetch --timeout 10s || true; fi
	bin/campuskiosk

build: ## build the programs into bin/
	$(GO) build -tags $(TAGS) -o bin/ . ./capture/campuskiosk-photo
	CGO_ENABLED=0 $(GO) build -o bin/ ./sync/central/campuskiosk-central

# Everything with go vet and the tests; leaks of C memory where a package has
# such a test; data races where no C++ has to be built again for it; and the
# decoders of outside pictures fuzzed for a short while.
test: deps ## run all tests (CAMPUSKIOSK_REQUIRE=1: nothing may be skipped)
	$(GO) vet -tags $(TAGS) ./...
	$(GO) test -tags $(TAGS) -timeout 30m ./...
	@leak="$$(packaging/packages.sh matprofile)"; \
	if [ -n "$$leak" ]; then set -x; $(GO) test -tags $(TAGS),matprofile -timeout 30m $$leak; fi
	$(GO) test -tags $(TAGS) -race -timeout 30m $$(GO=$(GO) packaging/packages.sh pure)
	GO=$(GO) packaging/fuzz.sh 20s capture/picture

demo: deps build ## the window without a screen: a screenshot of each screen in out/demo
	rm -rf out/demo
	bin/campuskiosk demo --out out/demo
	@ls out/demo/*.png

accuracy: deps ## measure the checks on pictures of known truth: capture/quality/ACCURACY.md
	$(GO) run -tags $(TAGS) ./capture/quality/accuracy

bench: deps ## time of a frame and a photo, beside the networks alone and beside C++
	$(MAKE) -C packaging/bench GO=$(GO) TAGS=$(TAGS)

STUDENTS ?= 100000

rosters: ## a roster of STUDENTS: import, look-ups beside a map and a scan, memory; JSON
	@mkdir -p out
	$(GO) run ./app/roster/rosterbench -n $(STUDENTS) >out/rosters.json
	@cat out/rosters.json

fuzz: ## fuzz every parser for FUZZTIME (10m) each
	GO=$(GO) packaging/fuzz.sh $(FUZZTIME)

EVENTS ?= 1000000

walks: ## EVENTS random events through the session's states; the numbers as JSON
	@mkdir -p out
	CAMPUSKIOSK_WALK_EVENTS=$(EVENTS) CAMPUSKIOSK_WALK_REPORT=$(abspath out/walks.json) \
		$(GO) test -count=1 -timeout 60m -run 'TestWalks$$' ./app/flow
	@cat out/walks.json

mutate: ## change the rules' source one place at a time: a test must notice
	$(GO) run ./app/flow/mutate

ROUNDS ?= 200

# Without a kernel to boot (packaging/powercut/README.md) only the killing runs.
crash: ## kill the store's writer ROUNDS times, cut its power a tenth as often; JSON
	@mkdir -p out
	$(GO) run ./packaging/crash -rounds $(ROUNDS) >out/crash.json; code=$$?; cat out/crash.json; exit $$code

e2e: ## the whole path: the service as it is served, a kiosk, the registry's pages in a real browser
	CAMPUSKIOSK_REQUIRE=1 CGO_ENABLED=0 $(GO) test -count=1 -v ./sync/e2e

faults: ROUNDS = 5000
faults: ## ROUNDS packets through a bad network, both sides killed meanwhile; the numbers as JSON
	CGO_ENABLED=0 $(GO) build -o bin/ ./sync/central/campuskiosk-central ./sync/faults/campuskiosk-faults
	bin/campuskiosk-faults --packets $(ROUNDS)

lint: ## golangci-lint: layers, errors, security, format
	$(GO) run $(LINT) run --build-tags $(TAGS) ./...

deps: ## install what is missing of Debian's packages
	packaging/deps.sh

clean: ## remove what was built
	rm -rf bin out
