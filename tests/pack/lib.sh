# lib.sh - what the tests of packages share: the helpers of tests/epub and tests/cli, and looks into a package. Sourced.
# shellcheck shell=bash disable=SC2034 # what tests share
. "$(dirname "${BASH_SOURCE[0]}")/../epub/lib.sh"

SHARED=${RSIS_SHARED:-$top/../shared}
day=2026-11-23
unset SOURCE_DATE_EPOCH

# Packs with a day that was given, so that the same is made every time.
pack() { run pack -q --date $day "$@"; }

series_of() { case $1 in */iseas-*) echo iseas-perspective ;; *) echo rsis-commentary ;; esac; }

# Makes the folder DIRECTORY/ID of a package in any form: unpack PACKAGE DIRECTORY
unpack() {
    mkdir -p "$2"
    case $1 in
    *.zip) unzip -q "$1" -d "$2" ;;
    *.tar) tar -xf "$1" -C "$2" ;;
    *) cp -r "$1" "$2" ;;
    esac
}

# Nothing but coreutils: each digest of each manifest holds, and nothing is there that no manifest names.
checks() (
    cd "$1" || exit 1
    for list in manifest-*.txt tagmanifest-*.txt; do
        kind=${list##*-}
        "${kind%.txt}sum" --quiet --strict -c "$list" || exit 1
        case $list in
        tag*) wanted=$(printf '%s\n' * | grep -v -e '^tagmanifest-' -e '^data$') ;;
        *) wanted=$(find data -type f | LC_ALL=C sort) ;;
        esac
        is=$(sed 's/^[0-9a-f]*  //' "$list")
        [ "$is" = "$wanted" ] || { echo "$list lists $is and not $wanted" && exit 1; }
    done
)

# A PDF and what looks like a DOCX: by their signatures, which is all that is looked at.
pdf() { printf '%%PDF-1.4\n%%\342\343\317\323\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%%%EOF\n'; }
docx() { # FILE
    python3 - "$1" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"):
        z.writestr(zipfile.ZipInfo(name), "<?xml version='1.0'?><x/>")
END
}
