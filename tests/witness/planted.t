#!/bin/bash
# One-off sentences planted at any place of a sample never vanish and are never set aside as furniture. TAP.
# The current directory is the root of the repository. PLANTED_SEED chooses other places, PLANTED_EACH how many.
set -u
export LC_ALL=C.UTF-8
RSIS=${RSIS:-build/rsis}
PYTHON=${PYTHON:-python3}

if [ ! -x "$RSIS" ] && ! command -v "$RSIS" >/dev/null; then
    echo "Bail out! no program $RSIS"
    exit 1
fi
shopt -s nullglob
samples=(samples/*.txt)
if [ ${#samples[@]} -eq 0 ]; then
    echo "1..0 # SKIP no samples"
    exit 0
fi
exec "$PYTHON" tests/witness/planted.py --seed "${PLANTED_SEED:-1}" --each "${PLANTED_EACH:-3}" \
    "$(command -v "$RSIS")" "${samples[@]}"
