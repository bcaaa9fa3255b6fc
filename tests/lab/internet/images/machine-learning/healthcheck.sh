#!/bin/sh
# Why: the image's HEALTHCHECK.
exec curl -sSf -o /dev/null --max-time 2 http://127.0.0.1:3003/ping
