.DEFAULT_GOAL := help
APT := $(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get
PYTHON := python3-grpcio protobuf-compiler-grpc libprotobuf-dev
SOURCES := $(wildcard Directory.* global.json) $(shell find protos services clients -mindepth 1 \( -name .google -o -name node_modules -o -name wwwroot -o -name CommandCentre -o -name TypeScript -o -name Python \) -prune -o -print)
PACKAGE := $(shell find clients/TypeScript protos/taskforce \( -name node_modules -o -name contracts -o -name dist \) -prune -o -type f -print)
PAGE := $(shell find clients/CommandCentre protos/taskforce protos/phrases.json \( -name node_modules -o -name contracts \) -prune -o -type f -print)

.PHONY: help build run test faults fuzz audit lint protos docs manifests images sbom pictures bench clean sdk node postgres chromium python promtool firewall

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: bin/taskforce ## Compile the services and the CLI; leaves bin/taskforce

run: bin/taskforce ## Run TaskForce on this machine until Ctrl-C
	@exec bin/taskforce up

test: bin/taskforce lint audit postgres chromium python promtool firewall services/Gateway/wwwroot/index.html clients/TypeScript/dist ## Check the style, the contracts and the packages, then run every test
	@tests/run

faults: postgres ## Kill, freeze and starve the services for long
	dotnet build tests/Faults
	TASKFORCE_FAULTS=long artifacts/bin/Faults/debug/TaskForce.Faults -explicit on -diagnostics

# The seed is printed, and may be given: make fuzz N=5000000 SEED=1
fuzz: bin/taskforce ## Send a million messages that nobody means, to every method at every door
	dotnet build -c Release tests/Fuzz
	TASKFORCE_PUBLISHED=1 TASKFORCE_FUZZ=$(or $(N),1000000) TASKFORCE_FUZZ_SEED=$(or $(SEED),$(shell date +%N | sed 's/^0*//')) artifacts/bin/Fuzz/release/TaskForce.Fuzz -diagnostics

audit: node_modules/.package-lock.json | sdk ## Ask the feeds for known vulnerabilities of the packages
	@tests/audit

lint: protos ## Check formatting and contracts
	dotnet format TaskForce.sln --verify-no-changes

protos: node_modules/.package-lock.json protos/.google ## Lint the contracts and refuse breaking changes
	npx buf lint protos
	protos/breaking

docs: ## Write docs/access.md from the contracts, and docs/configuration.md from the options
	dotnet build tests/ServiceDefaults.Tests
	TASKFORCE_WRITE_DOCS=1 artifacts/bin/ServiceDefaults.Tests/debug/TaskForce.ServiceDefaults.Tests -method "*Document_IsWhatTheContractsSay" -method "*Document_IsWhatTheOptionsSay"

manifests: ## Render the overlays of k8s/ to k8s/rendered (needs kubectl or kustomize)
	k8s/render

images: services/Gateway/wwwroot/index.html | sdk ## Make an image of each service, the same to the bit for a commit; TAG is the version, REGISTRY where to push
	k8s/images

sbom: services/Gateway/wwwroot/index.html | sdk ## List what is in each service, as CycloneDX, in artifacts/sbom
	k8s/sbom $(CURDIR)/artifacts/sbom

pictures: build chromium ## Take a picture of every screen of the page in four languages and both themes
	TASKFORCE_CLI=$(CURDIR)/artifacts/publish/Cli/release/taskforce.dll npm run --silent -w clients/CommandCentre pictures

bench: build ## Measure the claims of docs/benchmarks.md
	for b in bench/*/*.csproj; do dotnet run -c Release --project $$b || exit 1; done

clean: ## Delete everything that was built; .data stays
	rm -rf artifacts bin node_modules protos/.google services/Gateway/wwwroot clients/CommandCentre/src/contracts clients/TypeScript/dist clients/TypeScript/src/contracts clients/Python/stubs

# The services are published, not just built: native code starts faster. The analyzers have their say in `make test`, which builds Debug.
bin/taskforce: $(SOURCES) services/Gateway/wwwroot/index.html | sdk node
	dotnet publish services/Run.slnf -c Release -p:RunAnalyzers=false -p:SourceRevisionId=$(shell git rev-parse HEAD 2>/dev/null)
	@mkdir -p bin
	@printf '#!/bin/sh\nexec dotnet "$$(dirname "$$(readlink -f "$$0")")/../artifacts/publish/Cli/release/taskforce.dll" "$$@"\n' > $@
	@chmod +x $@

# The page, from the same contracts.
services/Gateway/wwwroot/index.html: $(PAGE) node_modules/.package-lock.json protos/.google
	npm run --silent -w clients/CommandCentre contracts
	npm run --silent -w clients/CommandCentre check
	npm run --silent -w clients/CommandCentre build

# The TypeScript package and its example, from the same contracts. `npm pack -w clients/TypeScript` makes the file to hand on.
clients/TypeScript/dist: $(PACKAGE) node_modules/.package-lock.json protos/.google
	npm run --silent -w clients/TypeScript build
	@touch $@

protos/.google: protos/Protos.csproj Directory.Packages.props | sdk
	dotnet build protos -t:VendorGoogleProtos
	@touch $@

node_modules/.package-lock.json: package-lock.json | node
	npm ci --no-audit --no-fund
	@touch $@

sdk:
	@$(if $(shell dotnet --list-sdks 2>/dev/null | grep '^10\.'),,$(error TaskForce needs the .NET SDK 10: https://dotnet.microsoft.com/download))

node:
	@$(if $(shell command -v npm >/dev/null && node -p 'parseInt(process.versions.node) >= 18' 2>/dev/null | grep true),,$(error TaskForce needs Node 18 or newer, with npm: https://nodejs.org))

# The tests look for it where Debian puts it. Packages that were listed long ago may be gone: then the list is fetched anew.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || $(APT) install -y postgresql || { $(APT) update && $(APT) install -y postgresql; }

# The page is tried in it, with letters for Arabic.
chromium:
	@test -x /usr/bin/chromium && fc-list 2>/dev/null | grep -q 'Noto Sans Arabic' || $(APT) install -y chromium fontconfig fonts-noto-core || { $(APT) update && $(APT) install -y chromium fontconfig fonts-noto-core; }

# The Python example runs on Debian's own gRPC, with stubs by Debian's own plugin.
python:
	@/usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null && test -x /usr/bin/grpc_python_plugin -a -e /usr/include/google/protobuf/timestamp.proto || $(APT) install -y $(PYTHON) || { $(APT) update && $(APT) install -y $(PYTHON); }

# The alert rules are read by it. Unpacked, and not installed: the package would start a server.
promtool:
	@command -v promtool >/dev/null || test -x artifacts/promtool/usr/bin/promtool || { mkdir -p artifacts/promtool && cd artifacts/promtool && { apt-get download prometheus || { $(APT) update && apt-get download prometheus; } } && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb; }

# It loses packets in a network of its own. Who is not root has the test of that skipped.
firewall:
	@test "$$(id -u)" != 0 || { command -v ip && command -v iptables; } >/dev/null || $(APT) install -y iproute2 iptables || { $(APT) update && $(APT) install -y iproute2 iptables; }
