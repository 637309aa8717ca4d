#!/bin/sh
# Writes docker/secrets/* (or below the folder given) with fresh random keys; a file that exists is kept, since losing a key loses what it encrypts.
set -eu
umask 077
cd "${1:-$(dirname "$0")}"
mkdir -p secrets

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
keep_or_write() { [ -s "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }

keep_or_write database_password "$(random 24)"
keep_or_write database_url "postgresql://portal:$(cat secrets/database_password)@db:5432/portal"
keep_or_write secret_key "$(random 40)"
keep_or_write field_keys "{\"1\": \"$(random 32)\"}"
keep_or_write index_key "$(random 32)"
# The containers run as users of their own and read these through a bind mount.
chmod 755 secrets
chmod 444 secrets/*
