#!/bin/sh
# setup.sh - installs what is missing to build rsis ("build"), also to test it ("check"), and also to open its books
# in a browser ("readers").
#
# Each need is asked for by what it gives (a command, a pkg-config module, a file), so whatever brought it
# is fine. Where everything is there, nothing is installed and no network is used.
set -eu

usage() {
    echo "usage: tests/setup.sh build|check|readers" >&2
    exit 2
}

# kind:what package
needs_build='
command:make make
command:gcc gcc
header:stdio.h libc6-dev
command:ar binutils
command:pkg-config pkg-config
module:libxml-2.0 libxml2-dev
module:libutf8proc libutf8proc-dev
module:libpcre2-8 libpcre2-dev
module:yaml-0.1 libyaml-dev
module:libcrypto libssl-dev
module:jansson libjansson-dev
module:libzip libzip-dev
module:zlib zlib1g-dev
'
needs_check='
module:cmocka libcmocka-dev
command:g++ g++
command:xmllint libxml2-utils
command:pandoc pandoc
command:mandoc mandoc
command:valgrind valgrind
command:clang clang
command:clang-format clang-format
command:clang-tidy clang-tidy
command:shellcheck shellcheck
command:python3 python3
command:prove perl
command:jq jq
command:ps procps
command:node nodejs
command:npm npm
package:libclang-rt-14-dev libclang-rt-14-dev
command:java default-jre-headless
command:unzip unzip
command:zip zip
'
needs_readers='
command:chromium chromium
'

have() {
    what=${1#*:}
    case $1 in
    command:*) command -v "$what" >/dev/null 2>&1 ;;
    module:*) pkg-config --exists "$what" >/dev/null 2>&1 ;;
    header:*) echo "#include <$what>" | gcc -E - >/dev/null 2>&1 ;;
    package:*) dpkg-query -W -f '${db:Status-Status}' "$what" 2>/dev/null | grep -qx installed ;;
    esac
}

# Prints the packages of the needs, on standard input, that are not met.
missing() {
    while read -r need package; do
        [ -z "$need" ] || have "$need" || echo "$package"
    done
}

apt() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends "$@"
    fi
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Please install what these Debian packages hold, and try again: $*" >&2
        exit 1
    fi
    echo "Installing: $*"
    apt install "$@" >/dev/null 2>&1 && return
    # The package lists may be missing or old.
    apt update
    apt install "$@" >/dev/null
}

# What is asked for of npm, as "name version"; $1 is a list of package.json.
wanted() { jq -r ".$1 | to_entries[] | \"\(.key) \(.value)\"" package.json; }

# Is there a package of a list that is not installed, or in another version?
lacks() {
    wanted "$1" | while read -r package version; do
        there=$(jq -r .version "node_modules/$package/package.json" 2>/dev/null || true)
        [ "$there" = "$version" ] || echo "$package"
    done | grep -q .
}

# The packages of the lists that package.json has: "dependencies" for check, "devDependencies" for readers.
# Nothing that a package brings is run; Ace would download a browser.
install_node_modules() {
    cd "$(dirname "$0")"
    if [ "$1" = readers ] && lacks devDependencies; then
        omit=
    elif lacks dependencies; then
        omit=--omit=dev
        # What is there already must stay.
        lacks devDependencies || omit=
    else
        return 0
    fi
    echo "Installing: node modules for $1 (npm)"
    # shellcheck disable=SC2086 # one option or none
    npm ci $omit --ignore-scripts --no-audit --no-fund --loglevel=error
}

case ${1-} in
build) needs=$needs_build ;;
check) needs=$needs_build$needs_check ;;
readers) needs=$needs_build$needs_check$needs_readers ;;
*) usage ;;
esac
packages=$(printf '%s' "$needs" | missing)
# shellcheck disable=SC2086 # a list of words
[ -z "$packages" ] || install_packages $packages
[ "$1" = build ] || install_node_modules "$1"
