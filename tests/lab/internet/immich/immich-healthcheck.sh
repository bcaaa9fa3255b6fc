#!/bin/sh
# Why: the image's HEALTHCHECK, under the real one's name.
set -eu
answer=$(curl -sSf --max-time 2 http://127.0.0.1:2283/api/server/ping)
[ "$answer" = '{"res":"pong"}' ]
