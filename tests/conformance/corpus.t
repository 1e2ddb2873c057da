#!/usr/bin/env python3
"""corpus.t - texts whose structure is known, in three layouts, scored by the scorer that lies beside them (TAP).

Every field exact, every word in place; blocks (type and text) at least 0.99, without blank lines 0.97.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../property"))

from common import SHARED, Tap, convert, scratch  # noqa: E402

LEAST = {"md": 0.99, "plain": 0.99, "nb": 0.97}
CORPUS = os.path.join(SHARED, "corpus")
tap = Tap()


def scored(predictions, flavour):
    command = [sys.executable, os.path.join(CORPUS, "score.py"), os.path.join(CORPUS, "gold"), predictions, "--flavour", flavour,
               "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    return json.loads(done.stdout)


def main():
    if not os.path.exists(os.path.join(CORPUS, "score.py")):
        print("1..0 # SKIP no corpus/score.py here (RSIS_SHARED)")
        return 0
    with scratch() as room:
        for flavour, least in LEAST.items():
            predictions = os.path.join(room, flavour)
            os.mkdir(predictions)
            ids = sorted(os.listdir(os.path.join(CORPUS, "render")))
            for one in ids:
                with open(os.path.join(predictions, one + ".xml"), "wb") as f:
                    f.write(convert(os.path.join(CORPUS, "render", one, flavour + ".txt")))
            said = scored(predictions, flavour)
            summary, documents = said["summary"], said["documents"]
            why = [f"{d['id']}: {w}" for d in documents for w in d["why"]]
            tap.ok(summary["documents"] == len(ids) == summary["readable"], f"{flavour}: all {len(ids)} are read", *why)
            for name, (right, of) in summary["fields"].items():
                tap.ok(right == of > 0, f"{flavour}: {name} exact in {of}", f"{right} are", *why)
            tap.ok(summary["block"]["f1"] >= least, f"{flavour}: blocks at least {least}", summary["block"], *why)
            for d in documents:
                tap.ok(d["conservation"] == 1.0, f"{flavour}: {d['id']}: every word is there", d["conservation"], *why)
        # The scorer can say no.
        with open(os.path.join(room, "md", "d01.xml"), "r+b") as f:
            data = f.read().replace(b"telephone", b"telegraph")
            f.seek(0)
            f.write(data)
        spoilt = scored(os.path.join(room, "md"), "md")["summary"]
        tap.ok(spoilt["conservation"] < 1.0 and spoilt["block"]["f1"] < 0.99, "a word that was replaced is seen", spoilt)
    return tap.finish()


sys.exit(main())
