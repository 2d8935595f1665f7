#!/usr/bin/env python3
"""Plants the bugs of bugs.txt one by one in a copy of the tree and looks whether the tests notice.

    tests/bugs/plant.py [--check] [PART-OF-A-FILE-NAME …]

With --check it says only which bugs no longer apply to the code or name a test that is not there. The copy and its build live in build/bugs; the working tree is not touched. Prints a line for each bug and the
score; ends with 1 if one was not noticed.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "bugs" / "tree"
BUILD = COPY / "build" / "release"


def read_bugs():
    bugs = []
    for line in (ROOT / "tests/bugs/bugs.txt").read_text().splitlines():
        if line.startswith("@ "):
            file = line[2:]
        elif line.startswith("- "):
            bug = {"file": file, "old": line[2:]}
        elif line.startswith("+ "):
            bug["new"] = line[2:]
        elif line.startswith("! "):
            bug["suite"], bug["test"] = line[2:].split(": ", 1)
            bugs.append(bug)
    return bugs


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def build(targets):
    return run(["cmake", "--build", str(BUILD), "--target", *targets])


def copy_tree():
    files = run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"]).stdout.splitlines()
    for name in files:
        source, target = ROOT / name, COPY / name
        if not source.is_file():
            continue
        text = source.read_bytes()
        if target.exists() and target.read_bytes() == text:
            continue  # keeps its time: no needless compiling
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    known = set(files)
    for target in COPY.rglob("*"):
        name = target.relative_to(COPY).as_posix()
        if target.is_file() and not name.startswith("build/") and name not in known:
            target.unlink()


def failed_tests(suite, *choice):
    """Names of the tests of a suite that fail; it may also hang or crash. `choice`: part of a test's name."""
    command = [str(BUILD / "tests" / f"test_{suite}"), *(f"*{part}*" for part in choice), "-r", "xml"]
    try:
        result = run(command, timeout=900, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return ["(hangs)"]
    if result.returncode == 0:
        return []
    names, name = [], None
    for line in result.stdout.splitlines():
        line = line.strip()
        if line.startswith("<TestCase "):
            name = line.split('name="', 1)[1].split('"', 1)[0]
        elif line.startswith('<OverallResult success="false"') and name:
            names.append(name)
    return names or ["(crashes)"]


def try_bug(bug):
    path = COPY / bug["file"]
    text = path.read_text()
    if text.count(bug["old"]) != 1:
        return f"DOES NOT APPLY: stands there {text.count(bug['old'])} times"
    targets = [f"test_{bug['suite']}", "lrscope_program"]
    path.write_text(text.replace(bug["old"], bug["new"]))
    try:
        result = build(targets)
        if result.returncode != 0:
            return "DOES NOT BUILD: " + next((l for l in result.stdout.splitlines() if "error" in l), "")
        named = failed_tests(bug["suite"], bug["test"])
        others = [] if named else failed_tests(bug["suite"])
    finally:
        path.write_text(text)
    if named:
        return f"caught by: {named[0]}"
    return f"caught by others: {others[0]}" if others else "SURVIVES"


def stale(bug):
    path = ROOT / bug["file"]
    count = path.read_text().count(bug["old"]) if path.exists() else 0
    sources = "".join(p.read_text() for p in (ROOT / "tests" / bug["suite"]).rglob("*.cpp"))
    names = re.findall(r'TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"', re.sub(r'"\s*\n\s*"', "", sources))
    if count != 1:
        return f"stands there {count} times"
    return "" if any(bug["test"] in name for name in names) else f"no test of {bug['suite']} is named so: {bug['test']}"


def main():
    parts = [part for part in sys.argv[1:] if part != "--check"]
    bugs = [b for b in read_bugs() if not parts or any(part in b["file"] for part in parts)]
    if "--check" in sys.argv:
        found = [f"{b['file']}: {b['old']}: {stale(b)}" for b in bugs if stale(b)]
        print("\n".join(found + [f"{len(found)} of {len(bugs)} planted bugs are out of date"]))
        sys.exit(len(found) != 0)
    copy_tree()
    configured = run(["cmake", "--preset", "release", "-G", "Ninja"], cwd=COPY)
    if configured.returncode != 0:
        sys.exit(configured.stdout)
    suites = sorted({f"test_{b['suite']}" for b in bugs})
    clean = build([*suites, "lrscope_program"])
    if clean.returncode != 0:
        sys.exit(clean.stdout)
    caught = 0
    for number, bug in enumerate(bugs, 1):
        verdict = try_bug(bug)
        caught += verdict.startswith("caught")
        print(f"{number:3} {bug['file']}: {bug['new'].strip()[:60]}: {verdict}", flush=True)
    print(f"{caught} of {len(bugs)} planted bugs were noticed")
    sys.exit(caught != len(bugs))


if __name__ == "__main__":
    main()
