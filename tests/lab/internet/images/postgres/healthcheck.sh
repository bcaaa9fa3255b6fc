#!/bin/sh
# Why: the image's HEALTHCHECK. Over TCP, because the first start's unfinished server listens on its socket only.
exec pg_isready --quiet --host=127.0.0.1 --username="${POSTGRES_USER:-postgres}" --dbname="${POSTGRES_DB:-postgres}"
