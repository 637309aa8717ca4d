#!/usr/bin/env bash
# One client of the OpenID provider that others wrote runs in Node. Install its packages where Node is; say so where not.
set -euo pipefail
cd "$(dirname "$0")/../tests/clients"

if ! command -v npm >/dev/null; then
    printf 'prepare  | NO NODE: nodejs and npm are missing, the test of openid-client will be skipped\n' >&2
    exit 0
fi
digest=$(sha256sum package-lock.json | cut -d' ' -f1)
[ "$(cat node_modules/.installed 2>/dev/null)" = "$digest" ] && exit 0
npm ci --silent --ignore-scripts --no-audit --no-fund || {
    printf 'prepare  | openid-client could not be installed, its test will be skipped\n' >&2
    exit 0
}
echo "$digest" > node_modules/.installed
