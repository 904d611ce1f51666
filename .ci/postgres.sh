#!/usr/bin/env bash
# A throw-away PostgreSQL with pgvector, for the tests. Prints its address, for DATABASE_URL, on standard output.
#
#   .ci/postgres.sh         installs what is missing (as root, on Debian) and starts a cluster on a free port
#   .ci/postgres.sh stop    stops that cluster and deletes it
#
# bookworm has no pgvector: it is built from Debian's own source package of the next release.
set -euo pipefail

state="${SOUFFLEUR_POSTGRES:-${TMPDIR:-/tmp}/souffleur-postgres}"
say() { echo "$*" >&2; }

# Silent unless it fails.
quietly() {
  local out
  out="$(mktemp)"
  "$@" >"$out" 2>&1 || { cat "$out" >&2; rm -f "$out"; return 1; }
  rm -f "$out"
}

packages() { DEBIAN_FRONTEND=noninteractive quietly apt-get install -y -qq --no-install-recommends "$@"; }

stop() {
  [ -d "$state/data" ] || return 0
  as_postgres "$bin/pg_ctl" -D "$state/data" -m fast -w stop >/dev/null || true
  rm -rf "$state"
}

as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid postgres --regid postgres --init-groups "$@"); else "$@"; fi; }

find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

install_postgres() {
  bin="$(find_bin || true)"
  if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    say 'Installing PostgreSQL'
    quietly apt-get update -qq
    packages postgresql
    bin="$(find_bin)"
  fi
  version="$(basename "$(dirname "$bin")")"
}

install_vector() {
  [ ! -f "/usr/share/postgresql/$version/extension/vector.control" ] || return 0
  quietly apt-get update -qq
  if packages "postgresql-$version-pgvector" 2>/dev/null; then return 0; fi
  say 'Building pgvector'
  packages "postgresql-server-dev-$version" build-essential dpkg-dev
  local work
  work="$(mktemp -d)"
  fetch_source "$work"
  quietly make -C "$work/source" OPTFLAGS='' with_llvm=no PG_CONFIG="$bin/pg_config"
  quietly make -C "$work/source" install with_llvm=no PG_CONFIG="$bin/pg_config"
  rm -rf "$work"
}

# Its own apt configuration: the system's lists stay as they are. The mirror is the one the system uses.
fetch_source() {
  local work="$1" mirror
  mirror="$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -v security | head -n 1)"
  mkdir -p "$work/lists/partial" "$work/parts" "$work/source"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} trixie main" >"$work/sources.list"
  local options=(-o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::Etc::SourceParts=$work/parts" -o "Dir::State::Lists=$work/lists" -o "APT::Sandbox::User=root")
  quietly apt-get "${options[@]}" update -qq
  (cd "$work" && quietly apt-get "${options[@]}" source -qq --download-only pgvector)
  tar -xf "$work"/pgvector_*.orig.tar.* -C "$work/source" --strip-components=1
}

free_port() {
  local port
  for port in $(shuf -i 20000-50000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  return 1
}

start() {
  if [ -f "$state/url" ] && as_postgres "$bin/pg_ctl" -D "$state/data" status >/dev/null 2>&1; then cat "$state/url"; return; fi
  rm -rf "$state"
  mkdir -m 700 -p "$state"
  [ "$(id -u)" != 0 ] || chown postgres "$state"
  local port password
  port="$(free_port)"
  password="$(head -c 18 /dev/urandom | base64 | tr -d '+/=')"
  (umask 077 && echo "$password" >"$state/password")
  [ "$(id -u)" != 0 ] || chown postgres "$state/password"
  as_postgres "$bin/initdb" -D "$state/data" -U souffleur -A scram-sha-256 --pwfile "$state/password" -E UTF8 --locale C.UTF-8 >"$state/initdb.log"
  cat >>"$state/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$state'
fsync = on
max_connections = 200
CONF
  as_postgres "$bin/pg_ctl" -D "$state/data" -l "$state/server.log" -w start >/dev/null
  echo "postgresql://souffleur:$password@127.0.0.1:$port/postgres" >"$state/url"
  cat "$state/url"
}

if [ "${1:-start}" = stop ]; then
  bin="$(find_bin || true)"
  stop
  exit
fi
install_postgres
install_vector
start
