#!/bin/bash
# diagnostics.t - what stands on standard error, for people, for editors and for programs.
. "$(dirname "$0")/lib.sh"

good >good.txt
without_author >error.txt
without_synopsis >warning.txt

run convert -o text.out good.txt
silent "nothing that is only worth knowing" ': info: '
run convert -v -o text.out good.txt
says "but with -v" '^good\.txt: info: .*\[RSIS-IN-007\]$'
run convert -q -o q/ warning.txt error.txt missing.txt
is "-q shows errors and nothing else" "$(grep -cvE ': (error|fatal): ' "$scratch/err")" 0
says "which are there" ': error: .*\[RSIS-META-004\]$'
run convert -qv -o text.out good.txt
says "the last of -q and -v counts: -qv" ': info: '
run convert -v --quiet -o text.out good.txt
is "-v --quiet" "$(wc -c <"$scratch/err")" 0
is "the form that editors read" "$("$RSIS" convert -v good.txt error.txt warning.txt missing.txt -o form/ 2>&1 | head -n -1 |
    grep -cvE '^[^:]+:([0-9]+:[0-9]+:)? (info|warning|error|fatal): .* \[RSIS-[A-Z]+-[0-9]{3}\]$')" 0

# JSON Lines: every line is an object, and they say what the text says.
run convert --diagnostics json -o json/ good.txt error.txt warning.txt missing.txt
cat >check.py <<'END'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
findings, last = lines[:-1], lines[-1]
assert set(last) == {"converted", "failed", "unchanged", "findings"}, last
assert (last["converted"], last["failed"], last["unchanged"]) == (3, 1, 0), last
assert last["findings"] == len(findings) > 3, last
for f in findings:
    assert set(f) == {"path", "line", "column", "offset", "length", "severity", "id", "message"}, f
    assert f["severity"] in ("info", "warning", "error", "fatal"), f
    assert (f["line"] == 0) == (f["column"] == 0), f
assert [p for i, p in enumerate(x["path"] for x in findings) if i == 0 or p != findings[i - 1]["path"]] == [
    "good.txt", "error.txt", "warning.txt", "missing.txt"]
assert any(f["severity"] == "info" for f in findings)
END
holds "--diagnostics json" python3 check.py "$scratch/err"
run convert -q --diagnostics json -o json/ good.txt error.txt missing.txt
is "-q holds for JSON too" "$(grep -cE '"severity":"(error|fatal)"' "$scratch/err")" "$(wc -l <"$scratch/err")"
run convert --diagnostics json --color always -o json/ error.txt
silent "JSON has no colours" $'\033'

# Names from outside do not reach the terminal as they are.
mkdir in
evil=$'in/\033[31m\nnew\xff.txt'
cp error.txt "$evil"
run convert -o evil/ in
silent "no escapes from a file name" $'\033|^new'
says "they are shown" '^in/\\x1B\[31m\\x0Anew\\xFF\.txt: error: '
run convert --diagnostics json -o evil/ in
holds "and are JSON" python3 -c 'import json, sys; [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]' "$scratch/err"

# Colours.
run convert -o c/ error.txt
silent "no colours in a pipe" $'\033'
run convert --color always -o c/ error.txt
says "--color always" $'^error\\.txt: \033\\[31merror\033\\[0m: .*\\[RSIS-META-004\\]$'
is "takes nothing away" "$(sed $'s/\033\\[[0-9;]*m//g' "$scratch/err")" "$("$RSIS" convert -o c/ error.txt 2>&1)"

# A terminal, played by Python: terminal COMMAND... shows what it got.
cat >terminal.py <<'END'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
data = b""
try:
    while chunk := os.read(fd, 65536):
        data += chunk
except OSError:
    pass
os.waitpid(pid, 0)
sys.stdout.buffer.write(data)
END
terminal() { TERM=${TERM_FOR_TEST-xterm} python3 terminal.py "$RSIS" "$@" >"$scratch/err"; status=$?; }
for i in $(seq 300); do cp good.txt "in/$i.txt"; done
terminal convert -j 1 -o t1/ in
says "a terminal gets a progress bar" $'\r\\[#* *\\] [0-9]+ of 301'
says "and colours" $'\033\\[31merror\033\\[0m: '
says "the bar is removed at the end" $'\r\033\\[K301 converted, 0 failed, 0 unchanged, '
terminal convert -q -o t2/ in
silent "-q has no bar" ' of 301'
TERM_FOR_TEST=dumb terminal convert -o t3/ in
silent "nor has a dumb terminal" $' of 301|\033'
NO_COLOR=1 terminal convert -o t4/ error.txt
silent "NO_COLOR" $'\033\\[3'
NO_COLOR='' terminal convert -o t5/ error.txt
says "but not when it is empty" $'\033\\[31m'
NO_COLOR=1 terminal convert --color always -o t6/ error.txt
says "--color always overrules it" $'\033\\[31m'
terminal convert --color never -o t7/ error.txt
silent "--color never" $'\033\\[3'
terminal convert -o t8.xml good.txt
silent "one input has no bar" ' of 1'
run convert -j 1 -o pipe/ in
silent "a pipe gets nothing of it" $'\r|\033| of 301'
finish
