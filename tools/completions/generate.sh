#!/bin/sh
# generate.sh - writes the completion for bash from the table of options: generate.sh > rsis.bash
set -eu
cd "$(dirname "$0")"

# One case of what may follow an option, for each option that takes an argument; then the options of each command.
verbs='convert collect pack validate inspect'
cases() {
    awk -F'"' -v names="$verbs" '
        /^RSIS_OPTION/ {
            split($1, head, "\047")
            name = "--" $2; short = index($1, "\047") ? "-" head[2] : ""
            for (i = split(names, verbs, " "); i > 0; i--)
                if (index($5, toupper(verbs[i])))
                    all[verbs[i]] = all[verbs[i]] " " name (short == "" ? "" : " " short)
            if ($4 == "") next
            pattern = (short == "" ? "" : short " | ") name
            answer = $6 == "<" ? "_rsis_files" : $6 == "#" ? ":" : "_rsis_words \047" $6 "\047"
            rows = rows "        " pattern ") " answer " ;;\n"
        }
        END {
            printf "%s", rows
            for (verb in all) print "VERB " verb all[verb]
        }' ../options.def
}

rows=$(cases | sed -n '/^        -/p')
options() { cases | sed -n "s/^VERB $1 //p"; }

cat <<END
# Completion of rsis for bash. Written by tools/completions/generate.sh from tools/options.def: change it there.

_rsis_words() { mapfile -t COMPREPLY < <(compgen -W "\$1" -- "\$cur"); }

_rsis_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "\$cur")
}

_rsis() {
    local cur=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} verb=\${COMP_WORDS[1]}
    COMPREPLY=()
    # --option=value comes in three words.
    if [ "\$cur" = = ]; then
        cur=
    elif [ "\$previous" = = ]; then
        previous=\${COMP_WORDS[COMP_CWORD - 2]}
    fi

    if [ "\$COMP_CWORD" -eq 1 ]; then
        _rsis_words '$verbs help --help --version'
    elif [ "\$verb" = help ]; then
        _rsis_words '$verbs help'
    else
        case \$previous in
$rows
        *)
            case \$verb:\$cur in
$(for verb in $verbs; do echo "            $verb:-*) _rsis_words '$(options "$verb")' ;;"; done)
            *) _rsis_files ;;
            esac
            ;;
        esac
    fi
}
complete -F _rsis rsis
END
