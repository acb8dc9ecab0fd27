# pg_sdp: builds the extension with PGXS. `make help` lists what else there is.

# Where the sources are; what is built goes to the current directory, which may be another one:
# make -f /somewhere/pg_sdp/Makefile, also where the sources cannot be written.
SOURCES    := $(or $(VPATH),$(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST)))))

EXTENSION   = pg_sdp
MODULE_big  = pg_sdp
SDP_VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(SOURCES)/pg_sdp.control)

include $(SOURCES)/sources.mk

# Everything that isn't building or installing: scripts in dev/ do the work. PGXS
# claims some of these names, so it is left out when one of them is wanted.
DEV_TARGETS = demo psql stop check check-long bench bench-large unit format lint \
              clean distclean help

.DEFAULT_GOAL := all

ifneq (,$(filter $(DEV_TARGETS),$(MAKECMDGOALS)))

demo check bench:
	+@$(SOURCES)/dev/prepare $@ && $(SOURCES)/dev/$@

unit:
	+@$(SOURCES)/dev/prepare check && $(SOURCES)/dev/check unit

check-long:
	+@$(SOURCES)/dev/prepare check && SDP_LONG=1 $(SOURCES)/dev/check

bench-large:
	+@$(SOURCES)/dev/prepare bench && $(SOURCES)/dev/bench --large

format lint:
	+@$(SOURCES)/dev/prepare $@ && $(SOURCES)/dev/$@

psql:
	@$(SOURCES)/dev/cluster psql demo

stop:
	@$(SOURCES)/dev/cluster stop demo

clean:
	[ ! -d src ] || find src -name '*.[od]' -delete
	rm -rf build pg_sdp.so compile_commands.json

distclean: clean
	$(SOURCES)/dev/remove-pg

help:
	@cat $(SOURCES)/dev/help.txt

# The other goals named on the same command line.
$(filter-out $(DEV_TARGETS),$(sort $(MAKECMDGOALS))):
	+@$(MAKE) --no-print-directory -f $(SOURCES)/Makefile $@

.PHONY: $(DEV_TARGETS) $(MAKECMDGOALS)

else

override PG_CONFIG := $(shell PG_CONFIG='$(PG_CONFIG)' $(SOURCES)/dev/find-postgres)
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
SDP_LIBS    = -lstdc++ -lfmt -lcrypto -lidn2 -lmd4c-html -lpcre2-8 -luriparser -lutf8proc -lyaml -lzip
# A packager's flags, from the environment or the command line, are taken as they are; PGXS would put
# the server's in their place. SDP_WERROR=-Werror is set by the project's own checks alone: another
# compiler's new warning is no reason not to build. Symbols for a debugger come where the server was
# built with them: to split them off is the packager's, as it was the server's packager's.
DEFAULT_FLAGS  := -O2 $(filter -g,$(shell $(PG_CONFIG) --cflags))
PACKAGER_FLAGS := $(CPPFLAGS) $(if $(filter default undefined,$(origin CXXFLAGS)),$(DEFAULT_FLAGS),$(CXXFLAGS))
PG_LDFLAGS     := $(LDFLAGS)
SDP_FLAGS   = -std=c++20 $(PACKAGER_FLAGS) -fPIC -fno-strict-aliasing -fwrapv \
              -fvisibility=hidden -fvisibility-inlines-hidden \
              -Wall -Wextra $(SDP_WERROR) -D_GNU_SOURCE -DSDP_VERSION='"$(SDP_VERSION)"' \
              -I$(SOURCES)/src -isystem $(PG_INCLUDE)

OBJS        = $(SDP_SOURCES:.cpp=.o)
SHLIB_LINK  = $(SDP_LIBS) -Wl,--version-script=$(SOURCES)/dev/exports.map
UPGRADE_SCRIPTS = $(UPGRADES:sql/upgrades/%.sql=build/pg_sdp--%.sql)
DATA_built  = build/pg_sdp--$(SDP_VERSION).sql $(UPGRADE_SCRIPTS)
DOCS        = README.md CHANGELOG.md $(patsubst $(SOURCES)/%,%,$(wildcard $(SOURCES)/docs/*.md))
NO_INSTALLCHECK = 1

# No LLVM bitcode: it would be compiled with flags that are not ours.
override with_llvm = no

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# PGXS would put the pages of all extensions into one folder.
docmoduledir = pg_sdp

# PGXS would look for objects among the sources, where those of another build may be.
override VPATH =
vpath %.control $(SOURCES)

# C++ is compiled with our flags alone. -MMD tracks our headers, the stamp the
# server that they are compiled for.
COMPILE = $(CXX) $(SDP_FLAGS) $(PG_CPPFLAGS) $(PG_CXXFLAGS) -MMD -MP -c -o $@ $<

src/%.o: $(SOURCES)/src/%.cpp build/server.stamp
	@mkdir -p $(@D)
	$(COMPILE)

build/%.o: build/%.cpp build/server.stamp
	$(COMPILE)

BUILT_BY = $(addprefix $(SOURCES)/,Makefile sources.mk pg_sdp.control)
$(OBJS): $(BUILT_BY)
$(MODULE_big)$(DLSUFFIX): $(SOURCES)/dev/exports.map
-include $(OBJS:.o=.d)

INSTALL_PARTS = $(addprefix $(SOURCES)/,$(SQL_PARTS))
build/pg_sdp--$(SDP_VERSION).sql: $(INSTALL_PARTS) $(BUILT_BY)
	@mkdir -p $(@D)
	@cat $(INSTALL_PARTS) /dev/null >$@

UPGRADE_BEGIN = $(addprefix $(SOURCES)/,$(UPDATE_PARTS))
UPGRADE_END   = $(SOURCES)/sql/script/end.sql
$(UPGRADE_SCRIPTS): build/pg_sdp--%.sql: $(SOURCES)/sql/upgrades/%.sql $(UPGRADE_BEGIN) $(UPGRADE_END)
	@mkdir -p $(@D)
	@cat $(UPGRADE_BEGIN) $< $(UPGRADE_END) >$@

EMBEDDED = $(MIGRATIONS) $(SCHEMAS) $(META_SCHEMAS) $(TEMPLATES) $(EXAMPLES)
build/embedded_files.cpp: $(addprefix $(SOURCES)/,$(EMBEDDED) dev/embed-files sources.mk)
	@mkdir -p $(@D)
	@cd $(SOURCES) && dev/embed-files $(EMBEDDED) >$(CURDIR)/$@.new
	@mv $@.new $@

# Changes only when another server is built for.
build/server.stamp: FORCE
	@mkdir -p $(@D)
	@echo '$(PG_CONFIG) $(SERVER_VERSION)' | cmp -s - $@ || echo '$(PG_CONFIG) $(SERVER_VERSION)' >$@

# Tests against a running server, found by PGHOST, PGPORT, PGUSER.
installcheck:
	PG_CONFIG='$(PG_CONFIG)' $(SOURCES)/dev/regress

# Prints a variable, for the scripts.
print-%:
	$(info $($*))@:

.PHONY: FORCE installcheck
FORCE:

endif
