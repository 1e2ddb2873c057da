# lib.sh - how the goldens are made: sourced by golden.t and update.sh, in the top directory of the tree.
# shellcheck shell=bash
#
# Beside samples/NAME.txt stand
#     NAME.jats.xml   what `rsis convert` makes of it
#     NAME.text       the same with -t text
#     NAME.diag       what it says about it, all severities
# Only sources end in .txt, so that samples/*.txt, the demo and `rsis convert samples/` see nothing else.
# shellcheck disable=SC2034 # read by those who source this
kinds='jats.xml text diag'

# The options of a sample, one a line.
sample_options() {
    case $1 in
    iseas-*) printf '%s\n' --series iseas-perspective ;;
    esac
}

# Makes what becomes of samples/NAME.txt: make_golden NAME KIND OUT
make_golden() {
    local options
    mapfile -t options < <(sample_options "$1")
    case $2 in
    jats.xml) "$RSIS" convert -q "${options[@]}" -o - "samples/$1.txt" >"$3" 2>/dev/null ;;
    text) "$RSIS" convert -q "${options[@]}" -t text -o - "samples/$1.txt" >"$3" 2>/dev/null ;;
    diag) "$RSIS" convert -v --diagnostics text --color never "${options[@]}" -o - "samples/$1.txt" 2>"$3" >/dev/null ;;
    esac
    # Findings are no failure here, and what they are stands in NAME.diag.
    [ $? -le 1 ]
}
