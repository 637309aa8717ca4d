#!/usr/bin/env bash
# Browser tests drive Debian's Chromium and read Chinese off the screen. Install both where we may; say so where not.
set -euo pipefail

has_browser() { command -v chromium >/dev/null; }
has_fonts() { [ -d /usr/share/fonts/opentype/noto ] && ls /usr/share/fonts/opentype/noto/*CJK* >/dev/null 2>&1; }

if has_browser && has_fonts; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'prepare  | installing Debian packages chromium and fonts-noto-cjk\n' >&2
    apt-get update -qq >/dev/null || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null || true
fi
has_browser || printf 'prepare  | NO BROWSER: chromium is missing, the browser tests will be skipped\n' >&2
