#!/bin/bash
# clang.t - a second compiler has nothing to say either. timeout: 600
echo 1..1
if output=$(make -s check-clang BUILD="$BUILD" 2>&1); then echo "ok 1 - clang builds it without a warning"; else
    echo "not ok 1 - clang builds it without a warning"
    printf '%s\n' "$output" | sed 's/^/# /'
fi
