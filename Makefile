# 联动120 的日常事务 / the chores of Liandong 120. 单独输入 make 查看 / `make` alone lists them.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
export PYTHON
# 有的容器不许写编译缓存，那样每次启动都要多花三秒 / without compiled files each start takes 3 s more
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
RUN_READY := .venv/.ready-run
DEV_READY := .venv/.ready-dev
WEB_READY := console/static/.sources.sha256
ROADS_READY := .venv/.ready-roads
ENGINE_SOURCES := $(wildcard geo/routing/contracted/*.py) stations/regionpack/shiyan/roads.geojson
WEB_SOURCES := $(shell find console/web -name node_modules -prune -o -type f -print 2>/dev/null)
PYTEST := .venv/bin/pytest
# 整个文件交给空闲的一个，最长的排在最前（tests/conftest.py）/ whole files, the longest ones first
TWO_AT_ONCE := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help
help: ## 列出可做的事 · list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[1mmake %-10s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(RUN_READY) $(WEB_READY) $(ROADS_READY) ## 演示：十堰一天的模拟急救 · a simulated day in 十堰 on 127.0.0.1:8120
	@exec .venv/bin/liandong demo

.PHONY: run
run: $(RUN_READY) $(WEB_READY) $(ROADS_READY) ## 启动服务，设置见 docs/settings.md · start the server
	@exec .venv/bin/liandong serve

.PHONY: test
test: $(DEV_READY) $(WEB_READY) $(ROADS_READY) ## 全部检查与测试，双核约二十分钟 · every check and test, twenty minutes on two cores
	@.ci/system-packages
	@.ci/road-engines
	@$(MAKE) --jobs=2 --output-sync=target types plan-engine lint test-screens
	@$(PYTEST) $(TWO_AT_ONCE) --durations=40 --durations-min=4 -m "not browser and not soak"
	@$(PYTEST) $(TWO_AT_ONCE) --durations=10 --durations-min=10 --second-try --timeout 900 -m "browser and not soak"

.PHONY: test-screens
test-screens: $(DEV_READY)
	@$(PY) hatch_build.py test

.PHONY: plan-engine
plan-engine: $(DEV_READY)
	@.venv/bin/liandong plan prepare

.PHONY: test-fast
test-fast: $(DEV_READY) ## 只跑快的测试 · only the quick tests
	@$(PYTEST) -q -m "not slow and not postgis and not browser and not soak"

.PHONY: soak
soak: $(DEV_READY) $(WEB_READY) $(ROADS_READY) ## 长时间考验 · the long campaigns
	@.ci/system-packages
	@$(PYTEST) -m soak --timeout 3600

.PHONY: bench
bench: $(DEV_READY) $(ROADS_READY) ## 测量速度，附机器说明 · measure, with the machine it ran on
	@$(PY) tests/bench/run.py

.PHONY: gallery
gallery: $(DEV_READY) $(WEB_READY) $(ROADS_READY) ## 给真实界面拍照，见 docs/gallery · screenshots of the demo
	@$(PY) -m tests.gallery

.PHONY: lint
lint: $(DEV_READY) ## 代码规矩与依赖方向 · style and the import line
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports --no-logo

.PHONY: types
types: $(DEV_READY) ## 类型检查 · types of Python and TypeScript
	@.venv/bin/mypy
	@$(PY) hatch_build.py check

.PHONY: format
format: $(DEV_READY) ## 自动排版 · put the code in shape
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

.PHONY: docs
docs: $(DEV_READY) ## 重新生成文档中的参考页 · regenerate the reference pages
	@$(PY) -m console.settings_reference
	@$(PY) -m tests.requirements

.PHONY: web
web: $(RUN_READY) ## 构建调度台界面 · build the console's screens
	@$(PY) hatch_build.py

.PHONY: pack
pack: $(RUN_READY) ## 从公开数据重建十堰区域包 · rebuild the 十堰 region pack from public data
	@.ci/python-env requirements-pack.txt
	@$(PY) -m stations.regionpack.build.shiyan stations/regionpack/shiyan

.PHONY: postgis
postgis: $(RUN_READY) ## 启动私有 PostGIS 并给出地址 · start a private PostGIS and print its URL
	@exec .venv/bin/liandong database start

.PHONY: lock
lock: $(DEV_READY) ## 重新固定依赖版本 · pin the dependencies again
	@.ci/lock

.PHONY: clean
clean: ## 删除可重新生成的一切（不动 var/ 里的数据） · remove what can be rebuilt; var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		build dist test-results console/static console/web/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# 环境 / the environment. A stamp newer than what it was made from means nothing is to be done.

$(RUN_READY): requirements.txt pyproject.toml hatch_build.py .ci/python-env
	@.ci/python-env requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	@.ci/python-env requirements-dev.txt
	@touch $@

$(ROADS_READY): $(ENGINE_SOURCES) | $(RUN_READY)
	@.venv/bin/liandong region prepare shiyan
	@touch $@

$(WEB_READY): $(WEB_SOURCES) | $(RUN_READY)
	@$(PY) hatch_build.py
