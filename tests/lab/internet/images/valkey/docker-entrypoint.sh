#!/bin/sh
# Why: as the real image, open to its container network and run as its own user.
set -eu
if [ "${1:-}" = valkey-server ]; then
  shift
  chown valkey:valkey /data
  exec setpriv --reuid=valkey --regid=valkey --init-groups -- valkey-server --bind 0.0.0.0 --protected-mode no --dir /data "$@"
fi
exec "$@"
