# pg_sdp: builds the extension with PGXS. `make help` lists what else there is.

EXTENSION   = pg_sdp
MODULE_big  = pg_sdp
SDP_VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" pg_sdp.control)

include sources.mk

# Everything that isn't building or installing: scripts in dev/ do the work. PGXS
# claims some of these names, so it is left out when one of them is wanted.
DEV_TARGETS = demo psql stop check check-long bench bench-large unit format lint \
              clean distclean help

.DEFAULT_GOAL := all

ifneq (,$(filter $(DEV_TARGETS),$(MAKECMDGOALS)))

demo check bench:
	+@dev/prepare $@ && dev/$@

unit:
	+@dev/prepare check && dev/check unit

check-long:
	+@dev/prepare check && SDP_LONG=1 dev/check

bench-large:
	+@dev/prepare bench && dev/bench --large

format lint:
	+@dev/prepare $@ && dev/$@

psql:
	@dev/cluster psql demo

stop:
	@dev/cluster stop demo

clean:
	find src -name '*.[od]' -delete
	rm -rf build pg_sdp.so compile_commands.json

distclean: clean
	dev/remove-pg

help:
	@cat dev/help.txt

# The other goals named on the same command line.
$(filter-out $(DEV_TARGETS),$(sort $(MAKECMDGOALS))):
	+@$(MAKE) --no-print-directory $@

.PHONY: $(DEV_TARGETS) $(MAKECMDGOALS)

else

override PG_CONFIG := $(shell PG_CONFIG='$(PG_CONFIG)' dev/find-postgres)
ifeq (,$(PG_CONFIG))
$(error no PostgreSQL 16, 17 or 18 with server headers was found: give PG_CONFIG=/path/to/pg_config, or run dev/get-postgres)
endif
SERVER_VERSION := $(shell $(PG_CONFIG) --version)
ifeq (,$(filter 16% 17% 18%,$(word 2,$(SERVER_VERSION))))
$(error pg_sdp $(SDP_VERSION) needs PostgreSQL 16, 17 or 18; $(PG_CONFIG) is of "$(SERVER_VERSION)")
endif
PG_INCLUDE := $(shell $(PG_CONFIG) --includedir-server)
ifeq (,$(wildcard $(PG_INCLUDE)/postgres.h))
$(error $(PG_CONFIG) has no server headers: install them (on Debian and Ubuntu, postgresql-server-dev-$(firstword $(subst ., ,$(word 2,$(SERVER_VERSION))))))
endif

SDP_SOURCES = $(CORE_SOURCES) $(PG_SOURCES) $(ENGINE_SOURCES) $(TRIGGER_SOURCES) \
              $(INSTALL_SOURCES) $(API_SOURCES) build/embedded_files.cpp
SDP_LIBS    = -lstdc++ -lfmt -lcrypto -lyaml -lutf8proc
# A packager's flags, from the environment or the command line, are taken as they are; PGXS would put
# the server's in their place. SDP_WERROR=-Werror is set by the project's own checks alone: another
# compiler's new warning is no reason not to build.
PACKAGER_FLAGS := $(CPPFLAGS) $(if $(filter default undefined,$(origin CXXFLAGS)),-O2 -g,$(CXXFLAGS))
PG_LDFLAGS     := $(LDFLAGS)
SDP_FLAGS   = -std=c++20 $(PACKAGER_FLAGS) -fPIC -fno-strict-aliasing -fwrapv \
              -fvisibility=hidden -fvisibility-inlines-hidden \
              -Wall -Wextra $(SDP_WERROR) -D_GNU_SOURCE -DSDP_VERSION='"$(SDP_VERSION)"' \
              -Isrc -isystem $(PG_INCLUDE)

OBJS        = $(SDP_SOURCES:.cpp=.o)
SHLIB_LINK  = $(SDP_LIBS) -Wl,--version-script=dev/exports.map
UPGRADE_SCRIPTS = $(UPGRADES:sql/upgrades/%.sql=build/pg_sdp--%.sql)
DATA_built  = build/pg_sdp--$(SDP_VERSION).sql $(UPGRADE_SCRIPTS)
DOCS        = README.md CHANGELOG.md $(wildcard docs/*.md)
NO_INSTALLCHECK = 1

# No LLVM bitcode: it would be compiled with flags that are not ours.
override with_llvm = no

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# C++ is compiled with our flags alone. -MMD tracks our headers, the stamp the
# server that they are compiled for.
%.o: %.cpp build/server.stamp
	$(CXX) $(SDP_FLAGS) $(PG_CPPFLAGS) $(PG_CXXFLAGS) -MMD -MP -c -o $@ $<

$(OBJS): Makefile sources.mk pg_sdp.control
$(MODULE_big)$(DLSUFFIX): dev/exports.map
-include $(OBJS:.o=.d)

build/pg_sdp--$(SDP_VERSION).sql: $(SQL_PARTS) Makefile sources.mk pg_sdp.control
	@mkdir -p $(@D)
	@cat $(SQL_PARTS) /dev/null >$@

$(UPGRADE_SCRIPTS): build/pg_sdp--%.sql: sql/upgrades/%.sql $(UPDATE_PARTS) sql/script/end.sql
	@mkdir -p $(@D)
	@cat $(UPDATE_PARTS) $< sql/script/end.sql >$@

EMBEDDED = $(MIGRATIONS) $(SCHEMAS) $(TEMPLATES)
build/embedded_files.cpp: $(EMBEDDED) dev/embed-files sources.mk
	@mkdir -p $(@D)
	dev/embed-files $(EMBEDDED) >$@.new
	@mv $@.new $@

# Changes only when another server is built for.
build/server.stamp: FORCE
	@mkdir -p $(@D)
	@echo '$(PG_CONFIG) $(SERVER_VERSION)' | cmp -s - $@ || echo '$(PG_CONFIG) $(SERVER_VERSION)' >$@

# Tests against a running server, found by PGHOST, PGPORT, PGUSER.
installcheck:
	PG_CONFIG='$(PG_CONFIG)' dev/regress

# Prints a variable, for the scripts.
print-%:
	$(info $($*))@:

.PHONY: FORCE installcheck
FORCE:

endif
