#!/usr/bin/env python3
"""measure.py - runs a command and prints "SECONDS PEAK_KIB STATUS CPU_SECONDS"; its own output is thrown away."""
import os
import sys
import time

null = os.open(os.devnull, os.O_RDWR)
started = time.monotonic()
pid = os.fork()
if pid == 0:
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
took = time.monotonic() - started
print(f"{took:.3f} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)} {usage.ru_utime + usage.ru_stime:.3f}")
