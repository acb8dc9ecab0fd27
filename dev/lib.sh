# shellcheck shell=bash
# What the scripts of dev/ share: where things are, and who runs the servers.
# Sourced, never run.

set -euo pipefail

sdp_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# The system user that servers run as when the caller is root.
sdp_server_user=pg_sdp

# Prints a line about what is going on, on the error channel.
note() {
    printf '%s\n' "pg_sdp: $*" >&2
}

# Prints why it can't go on, and stops.
die() {
    note "$@"
    exit 1
}

# True when the caller is root.
is_root() {
    [ "$(id -u)" -eq 0 ]
}

# Runs a command as root, by sudo when it must.
as_root() {
    if is_root; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root, and there is no sudo: $*"
    fi
}

# Runs a command as the user that owns the servers: an unprivileged one where
# the caller is root (PostgreSQL refuses to run as root), else the caller.
as_server_user() {
    if is_root; then
        (cd / && setpriv --reuid="$sdp_server_user" --regid="$sdp_server_user" --init-groups \
            env HOME=/nonexistent USER="$sdp_server_user" "$@")
    else
        "$@"
    fi
}

# Creates the servers' user, once, when the caller is root.
ensure_server_user() {
    if is_root && ! id -u "$sdp_server_user" >/dev/null 2>&1; then
        note "creating the system user $sdp_server_user, which the private servers run as"
        useradd --system --user-group --no-create-home --home-dir /nonexistent \
            --shell /usr/sbin/nologin "$sdp_server_user"
    fi
}

# Prints a short name that stands for a path.
hash_of() {
    printf '%s' "$1" | sha256sum | cut -c1-12
}

# Creates a directory in a place that everyone can write to, safe against one
# that somebody else put there before.
make_own_dir() {
    local dir=$1 mode=$2
    mkdir -m "$mode" "$dir" 2>/dev/null || true
    if [ -L "$dir" ] || ! [ -d "$dir" ] || ! [ -O "$dir" ]; then
        die "$dir belongs to somebody else; remove it"
    fi
}

# Creates .pg, which holds everything that was fetched or is running. It becomes
# a link to /var/tmp where the servers' user can't reach the checkout.
ensure_pg_dir() {
    local place=$sdp_root/.pg target
    if ! is_root || setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$sdp_root"; then
        [ -d "$place" ] || mkdir -m 755 "$place"
        return
    fi
    target=/var/tmp/pg_sdp-$(hash_of "$sdp_root")
    if [ "$(readlink "$place")" = "$target" ] && [ -d "$target" ]; then
        return
    fi
    note "$sdp_root is closed to other users; .pg becomes a link to $target"
    # What is in the way came with a copy of another checkout.
    rm -rf "$place"
    make_own_dir "$target" 755
    ln -s "$target" "$place"
}

# Prints the Python to make the virtual environment from.
system_python() {
    local python
    for python in /usr/bin/python3 python3; do
        if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    die "there is no python3 with venv; on Debian and Ubuntu: apt-get install python3-venv"
}

# Creates the virtual environment .pg/venv, once.
ensure_venv() {
    local venv=$sdp_root/.pg/venv interpreter
    ensure_pg_dir
    # One that came here with a copy of the checkout may name an old place.
    interpreter=$(head -n 1 "$venv/bin/pip" 2>/dev/null) || true
    if ! [ -x "${interpreter#\#!}" ] || ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        note "creating the Python environment .pg/venv"
        rm -rf "$venv"
        "$(system_python)" -m venv "$venv"
    fi
}

# Prints the pg_config to use; stops where there is none.
need_pg_config() {
    local pg_config
    pg_config=$("$sdp_root/dev/find-postgres")
    [ -n "$pg_config" ] || die "there is no PostgreSQL 16 to 18 yet; run dev/get-postgres"
    [ -x "$pg_config" ] || die "PG_CONFIG=$pg_config does not exist"
    printf '%s\n' "$pg_config"
}

# Runs make with all cores, or within the job server of the make that called.
run_make() {
    case ${MAKEFLAGS:-} in
        *jobserver*) make --no-print-directory "$@" ;;
        *) make --no-print-directory -j"$(nproc)" "$@" ;;
    esac
}

# Builds the extension and installs it, as root where the server's directories
# demand it.
install_extension() {
    local pg_config
    pg_config=$(need_pg_config)
    cd "$sdp_root"
    make -q all PG_CONFIG="$pg_config" >/dev/null 2>&1 || note "building pg_sdp"
    run_make -s all PG_CONFIG="$pg_config" SDP_WERROR=-Werror >&2
    if [ -w "$("$pg_config" --pkglibdir)" ] && [ -w "$("$pg_config" --sharedir)/extension" ]; then
        make --no-print-directory -s install PG_CONFIG="$pg_config" >&2
    else
        note "installing into $("$pg_config" --pkglibdir), as root"
        as_root make --no-print-directory -s install PG_CONFIG="$pg_config" >&2
    fi
}
