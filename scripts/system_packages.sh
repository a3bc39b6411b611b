#!/usr/bin/env bash
# system_packages.sh GROUP...: installs the Debian packages of the groups (runtime, tests) that are missing, with root or a sudo that
# asks no password. Where it can't, it says in one sentence what is missing and lets the caller go on.
set -uo pipefail

packages_of() {
    case "$1" in
        runtime) echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2 fonts-croscore fonts-dejavu-core poppler-utils ;;
        tests) echo libatomic1 ;; # the browser driver's
    esac
}

installed() {
    dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

has_browser() {
    local browser
    for browser in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome; do
        if [ -n "$browser" ] && command -v "$browser" >/dev/null; then
            return 0
        fi
    done
    return 1
}

wanted() {
    local group package
    for group in "$@"; do
        for package in $(packages_of "$group"); do
            installed "$package" || echo "$package"
        done
        if [ "$group" = tests ] && ! has_browser; then
            echo chromium
        fi
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    echo "==> apt: $*"
    as_root apt-get update -qq >/dev/null 2>&1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$@" >/dev/null 2>&1
}

missing=$(wanted "$@" | xargs)
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # one word per package
    install $missing || echo "Thiếu gói hệ thống (system packages missing; PDFs or browser tests may fail): $missing" >&2
fi
exit 0
