#!/bin/sh
# embed_file.sh SYMBOL FILE - writes C source that holds a file: SYMBOL and SYMBOL_len.
set -eu
LC_ALL=C
export LC_ALL

printf '/* Made by tools/embed_file.sh from %s; change that, not this. */\n#include <stddef.h>\n\n' "$2"
printf 'extern const unsigned char %s[];\nextern const size_t %s_len;\n\n' "$1" "$1"
printf 'const unsigned char %s[] = {\n' "$1"
od -An -v -tu1 "$2" | sed 's/[0-9][0-9]*/&,/g'
printf '};\nconst size_t %s_len = sizeof %s;\n' "$1" "$1"
