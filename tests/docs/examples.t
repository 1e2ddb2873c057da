#!/usr/bin/env python3
"""examples.t - runs the examples of README.md and specs/*.md and fails on a difference. TAP.

Fenced blocks that are run, by the words after the fence:

  console             lines "$ command" are run by bash, in one directory for each document, which has build/,
                      samples/ and specs/ of the tree; the lines after a command are all that it says
  c NAME.c            a program: it is written there, so that a console block can build it
  csv NAME, text NAME a file that is written there
  WORD from FILE      lines that stand in FILE, in this order; FILE may have been written by an example before

  rsis-frame          a commentary in parts, each after a line "=== NAME"
  rsis-example NAME PART [OPTION...]
                      an input, a line "=====" and what is expected. The input takes the place of the part PART of the
                      frame (or is the whole input: PART is "whole"). Expected are, in any number:
                          text | LINE     LINE is a line of `rsis convert -t text`
                          jats | PIECE    PIECE stands in one line of `rsis convert`
                          RSIS-...        an id; all findings but RSIS-IN-007 must be listed, as often as given
                          anything else   a line of `rsis inspect`; these lines stand there in this order
                      In the input <U+hhhh>, with U+27E8 and U+27E9 as brackets, is that character,
                      and <0xhh> that byte.

In what is compared, a line "..." stands for any lines, and "..." at the end of a line for the rest of it;
in WORD from FILE also "..." at the start for what stands before.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(os.environ.get("BUILD") or os.path.dirname(os.environ.get("RSIS") or TOP + "/build/rsis"))
RSIS = os.path.abspath(os.environ.get("RSIS") or BUILD + "/rsis")
SANITIZE = os.environ.get("SANITIZE", "")
FENCE = re.compile(r"^```(\S[^\n]*)\n(.*?)^```$", re.M | re.S)

count = 0
FRAME = ""  # the one that stands last before an example; README.md first, then specs/ in order


def result(good, name, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        for line in "\n".join(str(d) for d in details).splitlines():
            print("# " + line)
    return good


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}")


def read(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


def same_line(wanted, line):
    if wanted.endswith("...") and line.startswith(wanted[:-3]):
        return True
    return wanted.rstrip() == line.rstrip()


def same(wanted, lines):
    """Are these the lines, "..." standing for any?"""
    if not wanted:
        return not lines
    if wanted[0] == "...":
        return any(same(wanted[1:], lines[i:]) for i in range(len(lines) + 1))
    return bool(lines) and same_line(wanted[0], lines[0]) and same(wanted[1:], lines[1:])


def same_piece(wanted, line):
    """The same, and "..." at the start for what stands before."""
    if wanted.startswith("..."):
        return wanted.strip(".") in line
    return same_line(wanted, line)


def in_order(wanted, lines, match=same_line):
    """The first wanted line that is missing or out of order, or None."""
    at = 0
    for want in wanted:
        while at < len(lines) and not match(want, lines[at]):
            at += 1
        if at == len(lines):
            return want
        at += 1
    return None


# ---------------------------------------------------------------- console, files, pieces of files

def library(directory):
    """What pkg-config and the linker need to find the library as if it were installed."""
    os.makedirs(directory + "/.lib", exist_ok=True)
    for name in ("libarchive_rsis.so", "libarchive_rsis.so.0"):
        os.symlink(BUILD + "/libarchive_rsis.so.0", f"{directory}/.lib/{name}")
    values = {"PREFIX": TOP, "LIBDIR": directory + "/.lib", "INCDIR": TOP + "/libarchive_rsis/include",
              "VERSION": "0", "PKGS": ""}
    text = re.sub(r"@(\w+)@", lambda m: values[m[1]], read(TOP + "/libarchive_rsis/archive_rsis.pc.in"))
    with open(directory + "/.lib/archive_rsis.pc", "w", encoding="utf-8") as out:
        out.write(text)
    return dict(os.environ, PKG_CONFIG_PATH=directory + "/.lib", LD_LIBRARY_PATH=directory + "/.lib", LC_ALL="C.UTF-8",
                NO_COLOR="1", PATH=os.path.dirname(RSIS) + os.pathsep + os.environ["PATH"])


def console(document, text, directory, environment):
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, *wanted = part.rstrip("\n").split("\n")
        while command.endswith("\\") and wanted:
            command = command[:-1] + wanted.pop(0)
        name = f"{document}: {command}"
        if SANITIZE and (command.startswith("cc ") or command.startswith("./")):
            skip(name, "the library is built with a sanitizer")
            continue
        done = subprocess.run(["bash", "-c", command], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        said = done.stdout.decode("utf-8", "replace")
        result(same([w for w in wanted if w or said], said.splitlines()), name,
               f"exit status {done.returncode}, it said:", said)


def excerpt(document, path, text, directory):
    full = os.path.join(directory, path)
    lines = read(full).splitlines() if os.path.exists(full) else []
    wanted = [line.strip() for line in text.splitlines() if line.strip() and line.strip() != "..."]
    missing = in_order(wanted, [line.strip() for line in lines], same_piece)
    result(bool(wanted) and missing is None, f"{document}: lines of {path}", f"not there, or out of order: {missing}")


# ---------------------------------------------------------------- examples of the format

def input_bytes(text):
    def one(match):
        kind, number = match[1], int(match[2], 16)
        return bytes([number]) if kind == "0x" else chr(number).encode("utf-8", "surrogatepass")
    out, at = b"", 0
    for match in re.finditer("\u27e8(U\\+|0x)([0-9A-F]+)\u27e9", text):
        out += text[at:match.start()].encode() + one(match)
        at = match.end()
    return out + text[at:].encode()


def framed(frame, part, text):
    if part == "whole":
        return input_bytes(text)
    parts = re.split(r"^=== (\w+)\n", frame, flags=re.M)[1:]
    names = parts[::2]
    if part not in names:
        raise ValueError(f"the frame has no part {part}")
    pieces = [text if name == part else body for name, body in zip(names, parts[1::2])]
    return input_bytes("\n\n".join(p.strip("\n") for p in pieces if p.strip("\n")) + "\n")


def program(*arguments):
    done = subprocess.run([RSIS, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def judge(data, expected, options):
    """What is wrong, as a list; empty when all is as expected."""
    with tempfile.TemporaryDirectory() as directory:
        path = directory + "/example.txt"
        with open(path, "wb") as out:
            out.write(data)
        shown, said = program("inspect", "-v", "--diagnostics", "json", *options, path)
        text, _ = program("convert", "-q", "-t", "text", *options, path)
        jats, _ = program("convert", "-q", *options, path)
    found = [json.loads(line).get("id") for line in said.splitlines() if line.startswith("{")]
    found = sorted(i for i in found if i and i != "RSIS-IN-007")
    lines = [line for line in expected.splitlines() if line.strip()]
    ids = sorted(line.strip() for line in lines if line.startswith("RSIS-"))
    wrong = [] if ids == found else [f"findings: {' '.join(found) or 'none'}"]
    inspected = []
    for line in lines:
        if line.startswith("text | "):
            if not any(same_line(line[7:], given) for given in text.splitlines()):
                wrong.append(f"no such line of text: {line[7:]}")
        elif line.startswith("jats | "):
            if not any(line[7:] in given for given in jats.splitlines()):
                wrong.append(f"not in the JATS output: {line[7:]}")
        elif not line.startswith("RSIS-"):
            inspected.append(line)
    missing = in_order(inspected, shown.splitlines())
    if missing is not None:
        wrong.append(f"inspect does not show, or not in this order: {missing}")
    return wrong + ([shown, said, text] if wrong else [])


def example(document, words, body, frame):
    name, part, *options = words
    title = f"{document}: {name}"
    given, line, expected = body.partition("=====\n")
    if not line or not expected.strip():
        result(False, title, "no line ===== with something after it")
        return None
    data = framed(frame, part, given)
    if result(not (wrong := judge(data, expected, options)), title, *wrong):
        return data, expected, options
    return None


# ---------------------------------------------------------------- documents

def run_document(document, good):
    directory = tempfile.mkdtemp()
    for link, target in (("build", BUILD), ("samples", TOP + "/samples"), ("specs", TOP + "/specs")):
        os.symlink(target, f"{directory}/{link}")
    environment = library(directory)
    global FRAME
    for info, body in FENCE.findall(read(os.path.join(TOP, document))):
        words = info.split()
        if words == ["console"]:
            console(document, body, directory, environment)
        elif words[0] in ("c", "csv", "text") and len(words) == 2:
            with open(os.path.join(directory, words[1]), "w", encoding="utf-8") as out:
                out.write(body)
        elif len(words) == 3 and words[1] == "from":
            excerpt(document, words[2], body, directory)
        elif words == ["rsis-frame"]:
            FRAME = body
        elif words[0] == "rsis-example":
            good.append(example(document, words[1:], body, FRAME))
    shutil.rmtree(directory)


def notices(good):
    """The judge itself: an expectation that is not met must be seen."""
    if not good:
        result(False, "there are examples", "none")
        return
    data, expected, options = good[0]
    result(bool(judge(data, expected + "RSIS-META-003\n", options)), "an id that is not found is noticed")
    result(bool(judge(data, expected + "title     Another Title\n", options)), "another title is noticed")
    result(bool(judge(data, expected + "text | no such line\n", options)), "a line that is missing is noticed")
    result(not same(["a", "...", "c"], ["a", "b"]) and same(["a", "...", "c"], ["a", "b", "b", "c"]),
           "so are lines of a console")


def main():
    documents = ["README.md"] + sorted("specs/" + n for n in os.listdir(TOP + "/specs") if n.endswith(".md"))
    good = []
    for document in documents:
        run_document(document, good)
    notices([g for g in good if g])
    print(f"1..{count}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
