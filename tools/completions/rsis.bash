# Completion of rsis for bash. Written by tools/completions/generate.sh from tools/options.def: change it there.

_rsis_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }

_rsis_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_rsis() {
    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
    COMPREPLY=()
    # --option=value comes in three words.
    if [ "$cur" = = ]; then
        cur=
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    if [ "$COMP_CWORD" -eq 1 ]; then
        _rsis_words 'convert collect pack validate inspect help --help --version'
    elif [ "$verb" = help ]; then
        _rsis_words 'convert collect pack validate inspect help'
    else
        case $previous in
        -f | --from) _rsis_words 'auto markdown text wrapped lines jats' ;;
        -t | --to) _rsis_words 'jats epub html text' ;;
        --format) _rsis_words 'text json' ;;
        -o | --output) _rsis_files ;;
        --title) _rsis_files ;;
        --order) _rsis_words 'number date given' ;;
        --cover) _rsis_files ;;
        --form) _rsis_words 'zip directory tar' ;;
        --original) _rsis_files ;;
        --version) : ;;
        --replaces) _rsis_files ;;
        --reason) _rsis_files ;;
        --collection) _rsis_files ;;
        --for) _rsis_words 'none aptrust' ;;
        --profile) _rsis_words 'plain archive' ;;
        --dtd) _rsis_files ;;
        -j | --jobs) : ;;
        --series) _rsis_files ;;
        --overrides) _rsis_files ;;
        --jats) _rsis_words '1.3 1.4' ;;
        --date) _rsis_files ;;
        --files-from) _rsis_files ;;
        --fail-on) _rsis_words 'error warning' ;;
        --diagnostics) _rsis_words 'text json' ;;
        --color) _rsis_words 'auto always never' ;;
        *)
            case $verb:$cur in
            convert:-*) _rsis_words '--from -f --to -t --output -o --jobs -j --series --overrides --jats --date --files-from --fail-on --force --quiet -q --verbose -v --diagnostics --color --help -h' ;;
            collect:-*) _rsis_words '--from -f --output -o --title --order --cover --skip-failed --jobs -j --series --overrides --jats --date --files-from --fail-on --force --quiet -q --verbose -v --diagnostics --color --help -h' ;;
            pack:-*) _rsis_words '--from -f --output -o --form --original --version --replaces --reason --collection --for --allow-errors --jobs -j --series --overrides --jats --date --files-from --fail-on --force --quiet -q --verbose -v --diagnostics --color --help -h' ;;
            validate:-*) _rsis_words '--format --profile --deep --dtd --jobs -j --fail-on --quiet -q --verbose -v --help -h' ;;
            inspect:-*) _rsis_words '--from -f --format --series --overrides --fail-on --quiet -q --verbose -v --diagnostics --color --help -h' ;;
            *) _rsis_files ;;
            esac
            ;;
        esac
    fi
}
complete -F _rsis rsis
