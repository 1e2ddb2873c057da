#!/bin/bash
# help.t - help, suggestions, completions; every option is documented wherever people look.
. "$(dirname "$0")/lib.sh"

run --version
ends "--version: 0" 0
is "it is the header's" "$(cat "$scratch/out")" "$(sed -n 's/^#define RSIS_VERSION "\(.*\)"/rsis \1/p' \
    "$top/libarchive_rsis/include/rsis.h") ($(sed -n 's/^#define RSIS_RELEASED "\(.*\)"/\1/p' "$top/libarchive_rsis/include/rsis.h"))"
run
ends "no command: 2" 2
says "the commands are shown" '^  convert  '
for word in --help -h help; do
    run $word
    ends "$word: 0" 0
    holds "$word shows the commands" grep -q '^  inspect  ' "$scratch/out"
done

# "letter long argument" of each option of a command, from the table.
options() {
    awk -F'"' -v verb="${1^^}" '/^RSIS_OPTION/ && index($5, verb) {
        split($1, head, "\047"); print (index($1, "\047") ? head[2] : "-") " " $2 " " ($4 == "" ? "-" : $4) }' "$top/tools/options.def"
}
# collect and pack have more options than a small screen has lines.
fits() {
    local lines=23
    case $2 in collect) lines=26 ;; pack) lines=30 ;; esac
    awk -v lines=$lines 'length > 79 { bad = 1 } END { exit bad || NR > lines }' "$1"
}
in_help() {
    options "$1" | while read -r letter long argument; do
        pattern="--$long$([ "$argument" = - ] || echo " $argument") "
        [ "$letter" = - ] || pattern="-$letter, $pattern"
        grep -qF -- "$pattern" "$scratch/out" || { echo "not in the help: $pattern" && exit 1; }
    done
}
in_manual() {
    options "$1" | while read -r letter long argument; do
        pattern="^\.It .*Fl (-$long|$letter ,.*-$long)\b"
        [ "$letter" = - ] || pattern="^\.It Fl $letter .*-$long\b"
        grep -qE -- "$pattern" "$top/tools/rsis-$1.1" || { echo "not in the manual page: --$long" && exit 1; }
    done
}
# Options that the manual page has and the table does not.
only_in_manual() {
    sed -n 's/^\.It .*Fl \(-\|\(. , \)\{0,1\}-\)\([a-z-]*\).*/\3/p' "$top/tools/rsis-$1.1" | while read -r long; do
        options "$1" | cut -d' ' -f2 | grep -qx -- "$long" || echo "$long"
    done
}
for verb in convert collect pack validate inspect; do
    run $verb --help
    ends "$verb --help: 0" 0
    holds "$verb --help fits a screen" fits "$scratch/out" $verb
    holds "$verb --help has an example" grep -q "^Example: rsis $verb " "$scratch/out"
    holds "$verb --help has every option" in_help $verb
    cp "$scratch/out" "$verb.help"
    run $verb -h
    holds "-h is the same" cmp "$scratch/out" "$verb.help"
    holds "the manual page of $verb has every option" in_manual $verb
    is "and no other" "$(only_in_manual $verb)" ""
done

# help VERB: the manual page when there is one, else what --help shows.
mkdir bin
run_without_man() { PATH=$scratch/work/bin run "$@"; }
run_without_man help convert
ends "help convert without man: 0" 0
holds "shows the options" cmp "$scratch/out" convert.help
cat >bin/man <<'END'
#!/bin/sh
[ "$1" = -w ] || echo "man was asked for: $*"
END
chmod +x bin/man
PATH=$scratch/work/bin:$PATH run help inspect
is "help inspect opens the manual page" "$(cat "$scratch/out")" "man was asked for: -- rsis-inspect"
PATH=$scratch/work/bin:$PATH run help help
is "help help opens that of rsis" "$(cat "$scratch/out")" "man was asked for: -- rsis"
printf '#!/bin/sh\necho No manual entry >&2\nexit 16\n' >bin/man
PATH=$scratch/work/bin:$PATH run help convert
holds "a page that is missing: the options" cmp "$scratch/out" convert.help
is "and no noise" "$(cat "$scratch/err")" ""

# Suggestions.
suggests() { # WORD COMMAND
    run "$1" x.txt
    ends "rsis $1: 2" 2
    says "rsis $1 suggests $2" "^rsis: '$1' is not a command; did you mean '$2'\?$"
}
suggests convret convert
suggests conver convert
suggests konvert convert
suggests conv convert
suggests colect collect
suggests coll collect
suggests inspec inspect
suggests pakc pack
suggests pac pack
suggests valdate validate
suggests val validate
suggests inpsect inspect
suggests hlep help
suggests cnoevrt convert # two swaps
for word in zebra x '' "$(printf 'convert%.0s' 1 2 3 4 5 6)"; do
    run "$word" x.txt
    ends "rsis '$word': 2" 2
    silent "rsis '$word' suggests nothing" 'did you mean'
done
run help convret
ends "help convret: 2" 2
says "help suggests too" "did you mean 'convert'\?"

# Completions.
holds "the completion is made from the table" diff <("$top/tools/completions/generate.sh") "$top/tools/completions/rsis.bash"
# complete WORD...: what bash would offer for the last word
complete_words() {
    bash -c '
        . "$0"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _rsis
        printf "%s\n" "${COMPREPLY[@]}"' "$top/tools/completions/rsis.bash" "$@" | sort | tr '\n' ' '
}
touch zz.txt
is "it knows the commands" "$(complete_words rsis co)" "collect convert "
is "the options of a command" "$(complete_words rsis convert --f)" "--fail-on --files-from --force --from "
is "of another" "$(complete_words rsis inspect --fo)" "--format "
is "the values of an option" "$(complete_words rsis convert -t '')" "epub html jats text "
is "those of collect" "$(complete_words rsis collect --s)" "--series --skip-failed "
is "those of pack" "$(complete_words rsis pack --re)" "--reason --replaces "
is "forms of packages" "$(complete_words rsis pack --form '')" "directory tar zip "
is "and their values" "$(complete_words rsis collect --order '')" "date given number "
is "with an equals sign" "$(complete_words rsis convert --jats = 1)" "1.3 1.4 "
is "right after it" "$(complete_words rsis convert --diagnostics =)" "json text "
is "files" "$(complete_words rsis convert zz)" "zz.txt "
is "files of an option" "$(complete_words rsis convert --overrides zz)" "zz.txt "
is "nothing for a number" "$(complete_words rsis convert -j '')" " "
finish
