#!/bin/sh
# Lock the dependency ranges of pyproject.toml, with hashes and without naming where they came from.
# LOCK_FLAGS=--upgrade takes newer versions; without it a lock changes only where a range did.
set -eu
cd "$(dirname "$0")/.."

lock() {
    output=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --custom-compile-command "make lock" ${LOCK_FLAGS:-} --output-file "requirements/$output" "$@"
}

lock bootstrap.txt requirements/bootstrap.in
lock base.txt pyproject.toml
lock dev.txt --group dev -c requirements/base.txt pyproject.toml
