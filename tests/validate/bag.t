#!/usr/bin/env python3
"""bag.t - bags on disk: the Library of Congress suite as directories, ZIPs and tars; links, pipes and files that may not
be read; a server that must not be asked; bytes changed at random; memory (TAP). sanitizers: no; timeout: 600
"""
import collections
import hashlib
import json
import os
import random
import re
import resource
import shutil
import socket
import subprocess
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../property"))

from common import SHARED, TOP, Tap, scratch  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD") or os.path.join(TOP, "build"))
SANITIZE = os.environ.get("SANITIZE", "")
SUITE = os.path.join(SHARED, "suites", "bagit-suite.tar.xz")
VERDICTS = {"valid with warnings": "warning", "incomplete": "invalid", "not verifiable": "invalid", "unreadable": "invalid"}
tap = Tap()
program = []  # the command that validates


def words(*command):
    return subprocess.run(command, cwd=TOP, capture_output=True, check=True, text=True).stdout.split()


def build(room):
    """bagcheck.c, with the flags of the library and against it."""
    flags = [f for f in words("make", "-s", "flags", "WERROR=") if f]
    libs = words("pkg-config", "--libs", *re.search(r"^PKGS\s*:=\s*(.*)$", read(TOP, "Makefile"), re.M)[1].split())
    sanitize = [f"-fsanitize={SANITIZE}", "-fno-sanitize-recover=all"] if SANITIZE else []
    out = os.path.join(room, "bagcheck")
    done = subprocess.run(["cc", *flags, *sanitize, "-o", out, "tests/validate/bagcheck.c", f"{BUILD}/libarchive_rsis.a", *libs],
                          cwd=TOP, capture_output=True, check=False, text=True)
    tap.ok(done.returncode == 0, "the driver is built", done.stderr)
    program.append(out)


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as f:
        return f.read()


def validate(*paths, jobs=2, prefix=()):
    """What the driver says, one object a path."""
    done = subprocess.run([*prefix, *program, "-j", str(jobs), *paths], capture_output=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def findings(said):
    return sorted((f["id"], f["member"], f["line"], f["message"]) for f in said["findings"])


def ids(said):
    return sorted({f["id"] for f in said["findings"] if f["severity"] != "info"})


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())


def make_bag(top, files, **more):
    """A bag of version 1.0 with the payload `files`; `more` are further tag files by name, with _ for a full stop."""
    for name, content in files.items():
        write(f"{top}/data/{name}", content)
    write(f"{top}/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    for algorithm in ("sha256", "sha512"):
        lines = [f"{hashlib.new(algorithm, c.encode()).hexdigest()}  data/{n}\n" for n, c in files.items()]
        write(f"{top}/manifest-{algorithm}.txt", "".join(lines))
    for name, content in more.items():
        write(f"{top}/{name.replace('_', '.')}", content)


def suite(room):
    subprocess.run(["tar", "xf", SUITE, "-C", room], check=True)
    top = os.path.join(room, "bagit-suite")
    with open(os.path.join(top, "expected.tsv"), encoding="utf-8") as f:
        bags = [line.split("\t")[0] for line in f][1:]
    actual = os.path.join(room, "actual.tsv")

    def score(said):
        with open(actual, "w", encoding="utf-8") as out:
            out.writelines(f"{b}\t{VERDICTS.get(s['verdict'], s['verdict'])}\n" for b, s in zip(bags, said))
        return subprocess.run([sys.executable, top + "/score.py", "--windows", actual], capture_output=True, check=False, text=True)

    said = validate(*(os.path.join(top, b) for b in bags))
    scored = score(said)
    tap.ok(scored.returncode == 0 and f"total {len(bags)} bags, 0 dis" in scored.stdout and len(bags) >= 60,
           f"all {len(bags)} bags of the suite are judged as it wants", scored.stdout)
    spoilt = score([{"verdict": "valid"}] * len(bags))
    tap.ok(spoilt.returncode != 0, "the scorer can say no", spoilt.stdout)
    for form, command in (("zip", ["zip", "-qr"]), ("tar", ["tar", "cf"])):
        differ = []
        for bag, one in zip(bags, said):
            folder, name = os.path.split(os.path.join(top, bag))
            archive = os.path.join(room, "bag." + form)
            subprocess.run([*command, archive, name], cwd=folder, check=True)
            if findings(validate(archive)[0]) != findings(one):
                differ.append(bag)
            os.remove(archive)
        tap.ok(not differ, f"as {form} each of them has the same findings", *differ)


def on_disk(room):
    bag = os.path.join(room, "tagmanifest-of-a-bag")  # a name that has confused others
    files = {"a": "alpha", "d/b": "beta"}
    make_bag(bag, files)
    said = validate(bag)[0]
    tap.ok(said["verdict"] == "valid" and said["kind"] == "bag", "a plain bag is valid", said)

    def spoilt(name, wanted, spoil, prefix=()):
        copy = os.path.join(room, "copy")
        shutil.copytree(bag, copy, symlinks=True)
        spoil(copy)
        said = validate(copy, prefix=prefix)[0]
        tap.ok(said["verdict"] == "invalid" and ids(said) == wanted, name, said)
        subprocess.run(["chmod", "-R", "u+rwx", copy], check=True)
        shutil.rmtree(copy)

    def instead(path, make):
        def spoil(copy):
            os.remove(f"{copy}/{path}")
            make(f"{copy}/{path}")
        return spoil

    def data_is_link(copy):
        os.rename(copy + "/data", copy + "/elsewhere")
        os.symlink("elsewhere", copy + "/data")

    spoilt("a link inside is refused", ["RSIS-BAG-035", "RSIS-BOX-016"], instead("data/a", lambda p: os.symlink("d/b", p)))
    spoilt("a dangling link is refused", ["RSIS-BAG-035", "RSIS-BOX-016"], instead("data/a", lambda p: os.symlink("x", p)))
    spoilt("a link to outside is refused", ["RSIS-BAG-035", "RSIS-BOX-016"], instead("data/a", lambda p: os.symlink("/etc/passwd", p)))
    spoilt("a pipe is not waited for", ["RSIS-BAG-035", "RSIS-BOX-016"], instead("data/a", os.mkfifo))
    spoilt("a pipe for a manifest neither", ["RSIS-BOX-016"], instead("manifest-sha512.txt", os.mkfifo))
    spoilt("data as a link is refused", ["RSIS-BAG-016", "RSIS-BAG-035", "RSIS-BOX-016"], data_is_link)
    drop = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                                    "--inh-caps=-dac_override,-dac_read_search"]
    if drop and subprocess.run([*drop, "true"], capture_output=True, check=False).returncode:
        tap.skip("what may not be read is told", "the right to read everything cannot be given up here")
    else:
        spoilt("a file that may not be read is told", ["RSIS-BOX-025"], lambda c: os.chmod(c + "/data/a", 0), drop)
        spoilt("a folder that may not be read is told", ["RSIS-BAG-035", "RSIS-BOX-025"], lambda c: os.chmod(c + "/data/d", 0), drop)


def never_asked(room):
    """A hole whose URL is a server that listens: it must stay a hole, and the server alone."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        bag = os.path.join(room, "holey")
        make_bag(bag, {"a": "alpha", "b": "beta"}, fetch_txt=f"{url}/b 4 data/b\n",
                 **{"bag-info_txt": f"BagIt-Profile-Identifier: {url}/profile.json\n"})
        os.remove(bag + "/data/b")
        said = validate(bag)[0]
        try:
            server.accept()
            asked = True
        except socket.timeout:
            asked = False
    tap.ok(said["verdict"] == "incomplete" and ids(said) == ["RSIS-BAG-060"], "a hole makes a bag incomplete", said)
    tap.ok(not asked, "nobody was asked for it")


def mutations(room):
    """Bytes changed, removed and added in a ZIP and a tar: no crash, no hang, always a verdict."""
    bag = os.path.join(room, "mutant")
    make_bag(bag, {"a": "alpha " * 100, "\u00e4/b%": "beta"}, fetch_txt="http://example.org/a - data/a\n",
             **{"bag-info_txt": "Payload-Oxum: 604.2\nContact-Name: A\n  and B\n"})
    subprocess.run(f"cd '{room}' && zip -qr m.zip mutant && tar cf m.tar mutant", shell=True, check=True)
    dice = random.Random(8493)
    for form in ("zip", "tar"):
        with open(f"{room}/m.{form}", "rb") as f:
            whole = f.read()
        paths = []
        for i in range(400):
            data = bytearray(whole)
            for _ in range(dice.choice((1, 1, 2, 8))):
                at = dice.randrange(len(data))
                kind = dice.random()
                if kind < 0.8:
                    data[at] ^= 1 << dice.randrange(8)
                elif kind < 0.9:
                    del data[at:at + dice.randrange(1, 40)]
                else:
                    data[at:at] = dice.randbytes(dice.randrange(1, 20))
            paths.append(f"{room}/{i}.{form}")
            write(paths[-1], bytes(data))
        verdicts = collections.Counter(s["verdict"] for s in validate(*paths))
        bad = verdicts["invalid"] + verdicts["unreadable"]
        tap.ok(sum(verdicts.values()) == 400 and bad > 200, f"400 mutants of a {form} get a verdict", dict(verdicts))


def memory(room):
    """As many entries as are read at all, within 64 MiB; one more is refused."""
    for entries, verdict in ((65536, "valid"), (65537, "unreadable")):
        path = os.path.join(room, f"{entries}.zip")
        names = [f"data/some-folder/of-the-collection/{i:06}-a-file-name.txt" for i in range(entries - 3)]
        sums = {a: "".join(f"{hashlib.new(a, n.encode()).hexdigest()}  {n}\n" for n in names) for a in ("sha256", "sha512")}
        with zipfile.ZipFile(path, "w") as z:
            z.writestr("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
            for algorithm, text in sums.items():
                z.writestr(f"bag/manifest-{algorithm}.txt", text)
            for name in names:
                z.writestr("bag/" + name, name)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        done = subprocess.run(["/usr/bin/env", "python3", "-c", PEAK, *program, "-t", "-j", "2", path],
                              capture_output=True, check=False, text=True)
        peak = int(done.stdout.split()[-1]) if done.stdout else before
        tap.ok(f"\t{verdict}\n" in done.stdout, f"{entries} entries: {verdict}", done.stdout, done.stderr)
        tap.ok(peak < 64 << 10, f"{entries} entries: within 64 MiB", f"{peak} KiB")
        os.remove(path)


PEAK = """import resource, subprocess, sys
print(subprocess.run(sys.argv[1:], capture_output=True, check=True, text=True).stdout, end="")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def documented():
    text = read(TOP, "specs/validation.md")
    rows = re.findall(r'"(RSIS-(?:BAG|BOX)-\d{3})"', read(TOP, "libarchive_rsis/validate/bag.def"))
    tap.ok(len(rows) == len(set(rows)) > 80, f"{len(rows)} ids, each once", *(r for r in rows if rows.count(r) > 1))
    missing = [r for r in rows if f"| {r} |" not in text]
    tap.ok(not missing, "specs/validation.md has a line for each", *missing)
    unknown = set(re.findall(r"RSIS-(?:BAG|BOX)-\d{3}", text)) - set(rows)
    tap.ok(not unknown, "and for no other", *unknown)


def main():
    documented()
    with scratch() as room:
        build(room)
        on_disk(room)
        never_asked(room)
        mutations(room)
        if SANITIZE:
            tap.skip("memory", "a sanitizer needs memory of its own")
        else:
            memory(room)
        if os.path.exists(SUITE):
            suite(room)
        else:
            tap.skip("the suite of the Library of Congress", "no suites/bagit-suite.tar.xz here (RSIS_SHARED)")
    return tap.finish()


sys.exit(main())
