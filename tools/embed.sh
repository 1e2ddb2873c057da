#!/bin/sh
# embed.sh PROFILE.yaml... - writes C source that holds series profiles, in the order given.
# A profile's name is its file name without ".yaml".
set -eu
LC_ALL=C
export LC_ALL

ident() { basename "$1" .yaml | tr -c 'A-Za-z0-9\n' '_'; }

printf '/* Made by tools/embed.sh from specs/series; change the profiles, not this. */\n'
printf '#include "series/internal.h"\n'
for f in "$@"; do
    printf '\nstatic const unsigned char %s[] = {\n' "$(ident "$f")"
    od -An -v -tu1 "$f" | sed 's/[0-9][0-9]*/&,/g'
    printf '};\n'
done
printf '\nconst struct rsis_builtin rsis_builtins[] = {\n'
for f in "$@"; do
    printf '    {"%s", %s, sizeof %s},\n' "$(basename "$f" .yaml)" "$(ident "$f")" "$(ident "$f")"
done
printf '};\nconst size_t rsis_n_builtins = sizeof rsis_builtins / sizeof *rsis_builtins;\n'
