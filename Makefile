# Makefile - builds libarchive_rsis and rsis, tests them, installs them. GNU make; `make help` lists the targets.

BUILD    ?= build
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
LIBDIR   ?= $(PREFIX)/lib
INCDIR   ?= $(PREFIX)/include
DATADIR  ?= $(PREFIX)/share
CFLAGS   ?= -O2 -g
WERROR   ?= -Werror
SANITIZE ?=
VERSION  := $(shell sed -n 's/^\#define RSIS_VERSION "\(.*\)"/\1/p' libarchive_rsis/include/rsis.h)
SONAME   := libarchive_rsis.so.0

# Foreign libraries, by their pkg-config names. -isystem: their headers need not pass our warnings.
PKGS     := libxml-2.0 libutf8proc libpcre2-8 yaml-0.1 libcrypto jansson libzip zlib
PKG_INC  := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wold-style-definition -Wwrite-strings -Wundef -Wcast-qual -Wformat=2 $(WERROR)
SAN_FLAG := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
C_FLAGS   = -std=c11 -D_POSIX_C_SOURCE=200809L $(WARNINGS) $(CPPFLAGS) $(CFLAGS) -fPIC -pthread $(PKG_INC)
COMPILE   = $(CC) $(C_FLAGS) $(SAN_FLAG) -MMD -MP
LINK      = $(CC) $(SAN_FLAG) $(CFLAGS) $(LDFLAGS) -pthread

# Short lines for people; V=1 shows the commands.
Q        := $(if $(V),,@)
say       = $(if $(V),,@echo "  $1 $(patsubst $(BUILD)/%,%,$@)")

# A file in a room, a program file or a unit test is found by its place: nothing is listed here.
ROOMS    := base diag model series read recognise write package proof validate job
LIB_SRC  := $(wildcard $(ROOMS:%=libarchive_rsis/%/*.c))
# The first profile is the one that is used when nobody names another.
PROFILES := specs/series/rsis-commentary.yaml $(filter-out %/rsis-commentary.yaml,$(sort $(wildcard specs/series/*.yaml)))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o) $(if $(strip $(PROFILES)),$(BUILD)/gen/builtin.o) $(BUILD)/gen/schema.o
TOOL_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/*.c))
UNIT     := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*.c))
STATIC   := $(BUILD)/libarchive_rsis.a
SHARED   := $(BUILD)/$(SONAME)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all lib unit setup demo check check-asan check-tsan check-readers check-clang lint format bench install uninstall clean help flags

## make             build the library and the program into build/
all: lib $(BUILD)/rsis
	@:

lib: $(STATIC) $(SHARED)

# The first thing to be made: a plain word instead of a page of errors when a library is missing.
$(BUILD)/libraries-found:
	@pkg-config --exists --print-errors $(PKGS) || \
	{ echo "A tool or library that rsis is built with is missing. Run: make setup" >&2; exit 1; }
	@mkdir -p $(@D) && touch $@

$(LIB_OBJ): COMPILE += -fvisibility=hidden -DRSIS_BUILD -Ilibarchive_rsis
$(TOOL_OBJ): COMPILE += -Ilibarchive_rsis/include
$(LIB_OBJ) $(TOOL_OBJ) $(UNIT): Makefile | $(BUILD)/libraries-found

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/gen/builtin.o: $(BUILD)/gen/builtin.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/gen/builtin.c: tools/embed.sh $(PROFILES) Makefile
	@mkdir -p $(@D)
	$(call say,GEN )
	$(Q)tools/embed.sh $(PROFILES) > $@

$(BUILD)/gen/schema.o: $(BUILD)/gen/schema.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/gen/schema.c: tools/embed_file.sh specs/schema/rsis-jats.rng Makefile
	@mkdir -p $(@D)
	$(call say,GEN )
	$(Q)tools/embed_file.sh rsis_jats_rng specs/schema/rsis-jats.rng > $@

$(STATIC): $(LIB_OBJ)
	@rm -f $@
	$(call say,AR  )
	$(Q)$(AR) rcs $@ $^

$(SHARED): $(LIB_OBJ)
	$(call say,LINK)
	$(Q)$(LINK) -shared -Wl,-soname,$(SONAME) -Wl,--as-needed $(if $(SANITIZE),,-Wl,-z,defs) -o $@ $^ $(PKG_LIBS)

$(BUILD)/rsis: $(TOOL_OBJ) $(STATIC)
	$(call say,LINK)
	$(Q)$(LINK) -Wl,--as-needed -o $@ $^ $(PKG_LIBS)

unit: $(UNIT)
	@:

$(BUILD)/tests/unit/%: tests/unit/%.c $(STATIC)
	@mkdir -p $(@D)
	$(call say,TEST)
	$(Q)$(COMPILE) -Ilibarchive_rsis -o $@ $< $(STATIC) $(LDFLAGS) $(PKG_LIBS) -lcmocka

-include $(LIB_OBJ:.o=.d) $(TOOL_OBJ:.o=.d) $(UNIT:%=%.d)

## make setup       install what the build needs (Debian packages; nothing happens when all is there)
setup:
	@tests/setup.sh build

## make demo        build, convert the samples into build/demo/ and say what was made
demo: setup
	@$(MAKE) --no-print-directory all
	@samples/demo.sh $(BUILD)/rsis $(BUILD)/demo

## make check       all tests, the clang build and lint; ends with "N passed, N failed, N skipped"
check:
	@tests/setup.sh check
	@rm -f $(BUILD)/tests.count
	@$(MAKE) --no-print-directory all unit
	@echo "Accessibility (Ace) and two readers in a browser are heavy and live in: make check-readers"
	@BUILD=$(BUILD) SANITIZE=$(SANITIZE) MAKEFLAGS= tests/run.py $(TESTS)

## make check TESTS='tests/cli/*.t'    some of them
## make check-asan  the tests of behaviour under the address and undefined-behaviour sanitizers
check-asan:
	@$(MAKE) --no-print-directory check BUILD=$(BUILD)/asan SANITIZE=address,undefined CFLAGS='-O1 -g'

## make check-tsan  the same under the thread sanitizer
check-tsan:
	@$(MAKE) --no-print-directory check BUILD=$(BUILD)/tsan SANITIZE=thread CFLAGS='-O1 -g'

## make check-readers  opens the books in Ace, epub.js, foliate-js and Chromium; pictures go to build/readers/
check-readers:
	@tests/setup.sh readers
	@$(MAKE) --no-print-directory all
	@rm -f $(BUILD)/readers/tests.count
	@mkdir -p $(BUILD)/readers && ln -sf ../rsis $(BUILD)/readers/rsis
	@BUILD=$(BUILD)/readers MAKEFLAGS= tests/run.py $(if $(TESTS),$(TESTS),tests/readers/*.mjs)

## make check-clang the same sources, all warnings, with clang
check-clang:
	@$(MAKE) --no-print-directory all unit BUILD=$(BUILD)/clang CC=clang

## make lint        layout, clang-tidy, function lengths, scripts
lint:
	@FULL=1 tests/run.py tests/lint.t

## make format      lay out every C file as lint wants it
format:
	find libarchive_rsis tools tests -name node_modules -prune -o -name '*.[ch]' -print | xargs clang-format -i

## make bench       speed and memory, with the aims beside them (several minutes)
bench:
	@tests/setup.sh check
	@$(MAKE) --no-print-directory all
	@tests/bench.sh $(BUILD)/rsis

# What goes where. Uninstall removes the same names.
DEST      = $(DESTDIR)$(BINDIR)/rsis $(addprefix $(DESTDIR)$(LIBDIR)/,$(LIB_FILES)) $(DESTDIR)$(INCDIR)/rsis.h \
            $(MAN1:tools/%=$(DESTDIR)$(DATADIR)/man/man1/%) $(MAN3:libarchive_rsis/%=$(DESTDIR)$(DATADIR)/man/man3/%) \
            $(addprefix $(DESTDIR)$(DATADIR)/,$(COMPLETIONS))
LIB_FILES := libarchive_rsis.a libarchive_rsis.so $(SONAME) libarchive_rsis.so.$(VERSION) pkgconfig/archive_rsis.pc
MAN1     := $(wildcard tools/*.1)
MAN3     := $(wildcard libarchive_rsis/*.3)
COMPLETIONS := $(if $(wildcard tools/completions/rsis.bash),bash-completion/completions/rsis) \
               $(if $(wildcard tools/completions/_rsis),zsh/site-functions/_rsis) \
               $(if $(wildcard tools/completions/rsis.fish),fish/vendor_completions.d/rsis.fish)

## make install     PREFIX=/usr/local DESTDIR=
install: all
	install -d $(sort $(dir $(DEST)))
	install -m 755 $(BUILD)/rsis $(DESTDIR)$(BINDIR)/rsis
	install -m 644 $(STATIC) $(DESTDIR)$(LIBDIR)/libarchive_rsis.a
	install -m 644 $(SHARED) $(DESTDIR)$(LIBDIR)/libarchive_rsis.so.$(VERSION)
	ln -sf libarchive_rsis.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libarchive_rsis.so
	install -m 644 libarchive_rsis/include/rsis.h $(DESTDIR)$(INCDIR)/rsis.h
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCDIR@|$(INCDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@PKGS@|$(PKGS)|' libarchive_rsis/archive_rsis.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/archive_rsis.pc
	$(if $(MAN1),install -m 644 $(MAN1) $(DESTDIR)$(DATADIR)/man/man1)
	$(if $(MAN3),install -m 644 $(MAN3) $(DESTDIR)$(DATADIR)/man/man3)
	$(foreach c,$(COMPLETIONS),install -m 644 $(firstword $(wildcard tools/completions/$(notdir $c)) \
	    tools/completions/$(notdir $c).bash) $(DESTDIR)$(DATADIR)/$c;)

## make uninstall   the same PREFIX and DESTDIR
uninstall:
	rm -f $(DEST)

## make clean       remove build/
clean:
	rm -rf $(BUILD)

## make flags       what a C file is compiled with, for editors and lint
flags:
	@echo '$(C_FLAGS) -Ilibarchive_rsis -Ilibarchive_rsis/include'

help:
	@sed -n 's/^## //p' Makefile
