#!/usr/bin/env python3
"""wheel.py STAGE FOLDER --version V --tag TAG: packs an installed program as a wheel, with the standard library only.

STAGE is the prefix that `cmake --install --component program` filled: bin/lrscope becomes a script of the wheel, which pip
installs as it is, and share its data. No Python runs when the program starts. The same stage gives the same bytes.
"""
import argparse
import base64
import hashlib
import pathlib
import zipfile

METADATA = """Metadata-Version: 2.1
Name: lrscope
Version: {version}
Summary: Learning-rate divergence explorer: where, when and why training blows up
License: MIT
License-File: LICENSE
Classifier: Environment :: Console
Classifier: License :: OSI Approved :: MIT License
Classifier: Operating System :: POSIX :: Linux
Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence
Description-Content-Type: text/plain

lrscope trains a small dense network on a CSV file at many learning rates, and says which of them make the training
diverge: where, when and why. Start with: lrscope demo question
"""

WHEEL = """Wheel-Version: 1.0
Generator: lrscope
Root-Is-Purelib: false
"""


def files_of_stage(stage, licences, version, tag):
    """(name in the wheel, content, is executable), in a fixed order."""
    data, info = f"lrscope-{version}.data", f"lrscope-{version}.dist-info"
    yield f"{data}/scripts/lrscope", (stage / "bin/lrscope").read_bytes(), True
    for path in sorted((stage / "share").rglob("*")):
        if path.is_file():
            yield f"{data}/data/{path.relative_to(stage).as_posix()}", path.read_bytes(), False
    for licence in licences:
        yield f"{info}/{licence.name}", licence.read_bytes(), False
    yield f"{info}/METADATA", METADATA.format(version=version).encode(), False
    python, abi, platforms = tag.split("-")
    tags = "".join(f"Tag: {python}-{abi}-{platform}\n" for platform in platforms.split("."))
    yield f"{info}/WHEEL", (WHEEL + tags).encode(), False


def write_wheel(path, files, info):
    record = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:

        def add(name, content, mode):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix: the permissions count
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)

        for name, content, executable in files:
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(content)}\n"
            add(name, content, 0o755 if executable else 0o644)
        add(f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode(), 0o644)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("stage", type=pathlib.Path)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--version", required=True)
    arguments.add_argument("--tag", required=True, help="py3-none-PLATFORM[.PLATFORM…]")
    arguments.add_argument("--licence", type=pathlib.Path, action="append", default=[])
    options = arguments.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / f"lrscope-{options.version}-{options.tag}.whl"
    files = files_of_stage(options.stage, options.licence, options.version, options.tag)
    write_wheel(path, files, f"lrscope-{options.version}.dist-info")
    print(path)


if __name__ == "__main__":
    main()
