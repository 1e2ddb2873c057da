#!/bin/sh
# expected.t - each sample's JATS says what a careful reader recorded in samples/NAME.expected.json.
exec python3 "$(dirname "$0")/expected.py" "$@"
