#!/bin/sh
# Installs what the tests can use and this machine lacks: PostgreSQL, Redis, Tesseract. Only where
# that is possible (a Debian system, as root), and never a failure: tests that need what is not there
# say so and are skipped, or use what comes as a Python package.
set -u
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
command -v tesseract >/dev/null 2>&1 ||
    missing="$missing tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-ita tesseract-ocr-nld tesseract-ocr-spa"
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "not installed, some tests will be skipped:$missing" >&2
    exit 0
fi
echo "Installing for the tests:$missing" >&2
# The package would start servers of its own; the tests start private ones.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
# shellcheck disable=SC2086
{
    timeout 120 apt-get update -q && timeout 400 apt-get install -y -q --no-install-recommends $missing
} >/dev/null 2>&1 || echo "could not be installed, some tests will be skipped:$missing" >&2
exit 0
