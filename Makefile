# watchroom: `make help` says what there is.
#
# Sources are found by directory, as DESIGN's house has them: a library a
# directory, two programs, a test a file in tests/unit and tests/store.
# B is where things land, so that builds with other flags stand side by side
# (make test builds a second time with clang's sanitizers in $(B)/san).

B	?= build
PREFIX	?= /usr/local
DESTDIR	?=
CC	?= cc
OPT	?= -O2 -g
JOBS	:= $(shell nproc 2>/dev/null || echo 2)
# Once: a make within make shares the jobs of the outer one.
ifeq (0,$(MAKELEVEL)$(findstring j,$(filter-out --%,$(MAKEFLAGS))))
MAKEFLAGS += -j$(JOBS)
endif

VERSION	:= 0.1.0

PC_TUI		= ncursesw libcurl libcjson yaml-0.1 sqlite3 libsodium liblzma \
		  zlib libutf8proc
PC_CENTRAL	= libcjson yaml-0.1 sqlite3 libmicrohttpd libsodium liboath liblzma \
		  zlib libutf8proc
PC_TEST		= $(PC_TUI) $(PC_CENTRAL) cmocka vterm

WARN	= -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	  -Wmissing-prototypes -Wvla $(if $(WERROR),-Werror)
CPPFLAGS += -I. -I$(B)/gen -D_GNU_SOURCE -DWATCHROOM_VERSION='"$(VERSION)"' \
	  -DWATCHROOM_DATADIR='"$(PREFIX)/share/watchroom"' \
	  -DWATCHROOM_LOCALEDIR='"$(PREFIX)/share/locale"'
override CFLAGS := -std=c17 $(OPT) -pthread -fno-strict-aliasing $(WARN) \
	  $(SAN) $(CFLAGS)
override LDFLAGS := -pthread -Wl,--as-needed $(SAN) $(LDFLAGS)
# The modules of pkg-config that are here; what a goal lacks is said by name
# (target lacking) instead of letting a compiler stumble over it.
HERE	:= $(shell for m in $(sort $(PC_TEST)); do \
		pkg-config --exists $$m 2>/dev/null && echo $$m; done)
CFLAGS_PC := $(if $(HERE),$(shell pkg-config --cflags $(HERE)))
TOOLS_HERE := $(shell command -v $(firstword $(CC)) && command -v msgfmt)
LACKING	= $(if $(word 2,$(TOOLS_HERE)),,tools) $(filter-out $(HERE),$(PC_TUI) $(PC_CENTRAL))
libs	= $(shell pkg-config --libs $(sort $(1)))

# A library a directory.
DIRS	= model net/wire net/link config tui central central/store replay \
	  tests/lib scripts/lib
src	= $(filter-out $(1)/main.c,$(sort $(wildcard $(1)/*.c)))
obj	= $(patsubst %.c,$(B)/obj/%.o,$(call src,$(1)))
lib	= $(B)/lib/$(subst /,-,$(1)).a
LIBS_TUI	= $(foreach d,tui replay net/link net/wire config model,$(call lib,$(d)))
LIBS_CENTRAL	= $(foreach d,central central/store net/wire config model,$(call lib,$(d)))
LIBS_TEST	= $(foreach d,tests/lib tui central central/store replay net/link net/wire config model,$(call lib,$(d)))

PROGRAMS = $(if $(wildcard tui/main.c),$(B)/watchroom) \
	   $(if $(wildcard central/main.c),$(B)/watchroomd)
UNIT	= $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/*.c tests/store/*.c \
	  tests/screens/*.c tests/api/*.c)))
FUZZ	= $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/fuzz/*.c)))
BENCH	= $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/bench/*.c)))
SCRIPTS	= $(sort $(wildcard tests/sh/*.sh))
TOOLS	= $(patsubst %.c,$(B)/%,$(sort $(wildcard scripts/*.c)))

# Catalogues: the languages we have, and one of brackets for the tests.
LOCALES	= $(patsubst po/%.po,%,$(sort $(wildcard po/*.po)))
MO	= $(foreach l,$(LOCALES),$(B)/locale/$(l)/LC_MESSAGES/watchroom.mo)
PSEUDO	= $(B)/locale/en_XX/LC_MESSAGES/watchroom.mo

.PHONY: all help deps test check bench lint fuzz soak install uninstall clean demo \
	format tests fuzzers contract po lacking
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAMS) $(MO)

help:
	@sed -n 's/^#: //p' Makefile

#: make            builds build/watchroom and build/watchroomd
#: make demo       installs what is missing, builds, plays a shift, opens the
#:                 console; LANGUAGE=zh in Chinese (en in English);
#:                 CALLS=FILE plays a CSV of real calls instead
#: make test       installs what is missing, builds, passes every test, with
#:                 gcc and again with clang under its sanitizers
#: make bench      prints every speed and size budget with what was measured
#: make lint       warnings as errors with both compilers, format, house rules
#: make fuzz       runs the fuzzers, SECONDS=60 each unless told otherwise
#: make soak       kills, cuts and faults for ROUNDS=100 times as long, or for
#:                 SECONDS; draws memory and latency over time
#: make contract   writes anew what follows from the tables: openapi.yaml,
#:                 the man pages' tables, completions of shells
#: make po         brings new texts into the catalogues in po/
#: make install    into PREFIX (/usr/local) below DESTDIR; make uninstall
#:                 takes it away again
#: make clean      removes build/
#: make deps       installs what scripts/packages lists and is missing

deps:
	@sh scripts/deps.sh

define library
$(call lib,$(1)): $(call obj,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach d,$(DIRS),$(eval $(call library,$(d))))
$(call lib,model): $(B)/obj/gen/pinyin-table.o

lacking:
	@sh scripts/deps.sh --check build; \
		echo "make deps installs what is missing"; exit 1

$(B)/obj/%.o: %.c | $(if $(strip $(LACKING)),lacking)
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS_PC) $(CFLAGS) -MMD -MP -c -o $@ $<

# How Chinese characters are said: from Unicode's table where it is installed
# (scripts/packages), else an empty one and a word about it.
UNIHAN_AT := $(shell sh scripts/unihan.sh --where)

$(B)/scripts/pinyin: scripts/pinyin.c | $(if $(strip $(LACKING)),lacking)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) -std=c17 -O1 $(WARN) -o $@ $<

$(B)/gen/pinyin-table.c: $(B)/scripts/pinyin scripts/unihan.sh $(UNIHAN_AT)
	@mkdir -p $(@D)
	@echo "  GEN $@"
	@sh scripts/unihan.sh | $(B)/scripts/pinyin >$@

$(B)/obj/gen/pinyin-table.o: $(B)/gen/pinyin-table.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell [ -d $(B)/obj ] && find $(B)/obj -name '*.d')

$(B)/watchroom: $(B)/obj/tui/main.o $(LIBS_TUI)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) \
		$(call libs,$(PC_TUI)) -lm

$(B)/watchroomd: $(B)/obj/central/main.o $(LIBS_CENTRAL)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) \
		$(call libs,$(PC_CENTRAL)) -lm

# Memory ends in these (tests/lib/scarce.h).
SCARCE	= $(foreach f,malloc calloc realloc strdup strndup,-Wl,--wrap=$(f))

# Measured by tests/bench/day.c where they are; nothing else needs them.
PACKERS	:= $(shell for m in libzstd libbrotlienc; do \
		pkg-config --exists $$m 2>/dev/null && echo $$m; done)
$(B)/obj/tests/bench/day.o: CPPFLAGS += \
	$(if $(filter libzstd,$(PACKERS)),-DHAVE_ZSTD) \
	$(if $(filter libbrotlienc,$(PACKERS)),-DHAVE_BROTLI)
$(B)/tests/bench/day: LIBS_MORE = $(if $(PACKERS),$(shell pkg-config --libs $(PACKERS)))

# Two libraries of this house may need each other's tests' fakes: a group.
$(B)/tests/%: $(B)/obj/tests/%.o $(LIBS_TEST)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) $(if $(findstring tests/fuzz/,$@),$(FUZZLD)) \
		$(if $(filter scarce%,$(@F)),$(SCARCE)) -o $@ \
		$< -Wl,--start-group $(LIBS_TEST) -Wl,--end-group \
		$(call libs,$(PC_TEST)) $(LIBS_MORE) -lm

# What writes files of ours from the tables.
$(B)/scripts/%: $(B)/obj/scripts/%.o $(call lib,scripts/lib) $(call lib,replay) $(call lib,config) $(call lib,net/wire) $(call lib,model)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(PC_CENTRAL)) -lm

MANUAL	= $(wildcard man/*.[1-8])

contract: $(B)/scripts/openapi $(B)/scripts/manual $(B)/scripts/complete
	@$(B)/scripts/openapi net/wire/openapi.yaml
	@$(B)/scripts/manual $(MANUAL)
	@$(B)/scripts/complete config/shell/*

$(B)/locale/%/LC_MESSAGES/watchroom.mo: po/%.po | $(if $(strip $(LACKING)),lacking)
	@mkdir -p $(@D)
	@echo "  PO $@"
	@msgfmt -c -o $@ $<

$(B)/po/watchroom.pot: scripts/pot.sh po/tables.c $(wildcard tui/*.c replay/*.c \
  tui/*.def model/*.def)
	@mkdir -p $(@D)
	@sh scripts/pot.sh $@

$(PSEUDO): $(B)/po/watchroom.pot
	@mkdir -p $(@D)
	@echo "  PO $@"
	@msgen $< | msgfilter --keep-header -o - sed 's/^/[/; s/$$/]/' \
		2>/dev/null | msgfmt -o $@ -

po: $(B)/po/watchroom.pot
	@for f in po/*.po; do msgmerge -q --update --backup=none --no-wrap \
		--sort-output --no-fuzzy-matching $$f $<; msgfmt --statistics -o /dev/null $$f; done

# What a screen shows is words; some start the programs themselves.
$(filter $(B)/tests/screens/%,$(UNIT)): | $(MO) $(PSEUDO) $(PROGRAMS)

tests: all $(UNIT) $(TOOLS) $(PSEUDO)
bench-programs: all $(BENCH)
fuzzers: $(FUZZ)

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
	   -fno-omit-frame-pointer
san	= $(MAKE) --no-print-directory B=$(B)/san CC=clang OPT='-O1 -g' \
	  SAN='$(SANITIZE)'
fuz	= $(MAKE) --no-print-directory B=$(B)/fuzz CC=clang OPT='-O1 -g' \
	  SAN='-fsanitize=fuzzer-no-link $(SANITIZE)' \
	  FUZZLD='-fsanitize=fuzzer'
FUZZ_RUNS ?= 20000
ROUNDS	?= 100
SECONDS	?= 60

# The tests of one build, without installing or the second compiler.
check: tests
	@sh tests/run.sh $(B) $(UNIT) $(SCRIPTS)

test: deps
	@$(MAKE) --no-print-directory WERROR=1 tests
	+@$(san) WERROR=1 tests
	+@$(fuz) fuzzers
	@sh tests/run.sh $(B) $(UNIT) $(SCRIPTS) \
		$(patsubst $(B)/%,$(B)/san/%,$(UNIT)) \
		$(patsubst $(B)/%,$(B)/fuzz/%:$(FUZZ_RUNS),$(FUZZ))

fuzz: deps
	+@$(fuz) fuzzers
	@sh tests/fuzz.sh $(SECONDS) $(patsubst $(B)/%,$(B)/fuzz/%,$(FUZZ))

# Each round rolls other dice; what fails says the seed that does it again.
# SECONDS=N runs short rounds for as long instead of ROUNDS.
for_seconds = $(filter command environment,$(origin SECONDS))
soak: deps
	@$(MAKE) --no-print-directory tests
	@WATCHROOM_ROUNDS=$(if $(for_seconds),1,$(ROUNDS)) \
		$(if $(for_seconds),WATCHROOM_SECONDS=$(SECONDS)) \
		sh tests/run.sh $(B) $(filter $(B)/tests/store/% \
		$(B)/tests/api/% $(B)/tests/unit/journal% \
		$(B)/tests/screens/scarce%,$(UNIT)); code=$$?; \
		sed -n 's/^~ //p' $(B)/test-out/*.log; exit $$code

bench: deps
	@$(MAKE) --no-print-directory bench-programs
	@sh tests/bench/run.sh $(B)

lint: deps
	@sh scripts/lint.sh
	@$(MAKE) --no-print-directory WERROR=1 tests
	+@$(san) WERROR=1 tests

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

demo:
	@sh scripts/deps.sh build
	@$(MAKE) --no-print-directory all
	@sh scripts/demo.sh $(B) "$(CALLS)" \
		$(if $(LANGUAGE),--language "$(LANGUAGE)")

install: all
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' sh scripts/install.sh $(B)

uninstall:
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' \
		sh scripts/install.sh --remove $(B)

clean:
	rm -rf $(B)
