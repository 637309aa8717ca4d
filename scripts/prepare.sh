#!/usr/bin/env bash
# Makes .venv and installs a lock file into it, hash by hash. The second time it only compares a digest.
#   scripts/prepare.sh runtime|dev
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements/$1.lock
venv=.venv

say() { printf 'prepare  | %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

find_python() {
    local candidate
    for candidate in python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail 'Python 3.11 or newer is needed and neither python3.11 nor python3 is one.'
}

make_venv() {
    local python version
    python=$(find_python)
    say "making $venv with $("$python" --version)"
    "$python" -m venv "$venv" >/dev/null 2>&1 && return
    rm -rf "$venv"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    # Debian keeps the part of Python that makes virtual environments in a package of its own.
    if [ "$(id -u)" != 0 ]; then
        fail "Python cannot make a virtual environment; ask root for: apt-get install python$version-venv"
    fi
    say "installing Debian's python$version-venv"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "python$version-venv" >/dev/null
    "$python" -m venv "$venv"
}

digest() { sha256sum "$1" | cut -d' ' -f1; }

# The dev lock holds everything of the runtime lock in the same versions.
installed() {
    local kind
    for kind in "$1" dev; do
        [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.installed-$kind" 2>/dev/null)" = "$(digest "requirements/$kind.lock")" ] && return
    done
    return 1
}

if installed "$1"; then exit 0; fi
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
say "installing $lock"
started=$SECONDS
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes \
    --requirement "$lock" || fail "the packages could not be installed; the lines above say why."
digest "$lock" >"$venv/.installed-$1"
say "installed in $((SECONDS - started)) seconds"
