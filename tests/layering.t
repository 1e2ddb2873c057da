#!/bin/bash
# layering.t - no file of a room includes from a room above it or beside it.
#
# It asks the compiler what each file includes, directly or not (cc -MM), so that prose cannot drift from the
# code; and it plants wrong includes in a copy of the tree to show that it would notice.
set -u

flags=$(make -s flags WERROR=)

# Prints "FILE includes HEADER" for each include that is not allowed, of the tree $1, of the files $2... in it.
violations() {
    (
        cd "$1" && shift || exit
        for file in "$@"; do
            # shellcheck disable=SC2086 # flags are words
            cc $flags -MM -MT "$file" "$file" || echo "$file includes what cannot be found"
        done
    ) | sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' | awk '
        BEGIN {
            rooms = split("base diag series model read recognise write proof package validate job", name)
            split("0 1 2 3 4 4 4 4 4 4 5", height)
            for (i = 1; i <= rooms; i++) floor[name[i]] = height[i]
        }
        # a/b/../c is a/c
        function plain(path) { while (sub(/[^\/.]+\/\.\.\//, "", path)); return path }
        function room(path,   part) { split(path, part, "/"); return part[1] == "tools" ? "tools" : part[2] }
        function allowed(from, path,   to) {
            to = room(path)
            if (from == to) return 1
            if (from == "tools") return path == "libarchive_rsis/include/rsis.h"
            if (to == "include") return 1
            if (from == "proof" || from == "validate") return to ~ /^(base|diag)$/ || path ~ /\/model\/ledger[^\/]*$/
            return to in floor && from in floor && floor[to] < floor[from]
        }
        / includes what cannot be found$/ { print; next }
        {
            file = $1; sub(/:$/, "", file)
            for (i = 3; i <= NF; i++)
                if (!allowed(room(file), plain($i))) print file " includes " plain($i)
        }'
}

n=0
report() { # ok? name details
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        printf '%s\n' "$3" | sed 's/^/# /'
    fi
}

# Plants in file $1 of a copy an include of header $2, which is made if it is not there, and expects a refusal.
plant() {
    local copy=$TMPDIR/copy wanted="$1 includes $2" found up
    rm -rf "$copy" && mkdir "$copy" && cp -R libarchive_rsis tools "$copy"
    mkdir -p "$copy/$(dirname "$1")" "$copy/$(dirname "$2")"
    [ -e "$copy/$2" ] || echo "/* planted */" >"$copy/$2"
    up=$(dirname "$1" | sed 's|[^/][^/]*|..|g')
    echo "#include \"$up/$2\"" >"$copy/$1"
    found=$(violations "$copy" "$1" 2>&1)
    [ "$found" = "$wanted" ]
    report $? "refused: $wanted" "found: ${found:-nothing}"
}

mapfile -t files < <(find libarchive_rsis tools -name '*.c' | sort)
echo 1..10
[ "${#files[@]}" -gt 20 ]
report $? "there are files to look at: ${#files[@]}" "run it from the top of the tree"
found=$(violations . "${files[@]}")
[ -z "$found" ]
report $? "every include goes down or stays in its room" "$found"

plant libarchive_rsis/base/planted.c libarchive_rsis/diag/planted.h
plant libarchive_rsis/model/planted.c libarchive_rsis/job/planted.h
plant libarchive_rsis/series/planted.c libarchive_rsis/model/planted.h
plant libarchive_rsis/write/planted.c libarchive_rsis/read/planted.h
plant libarchive_rsis/recognise/planted.c libarchive_rsis/read/planted.h
plant libarchive_rsis/proof/planted.c libarchive_rsis/model/planted.h
plant libarchive_rsis/proof/planted.c libarchive_rsis/series/planted.h
plant tools/planted.c libarchive_rsis/base/planted.h
