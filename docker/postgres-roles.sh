#!/bin/sh
# First start of the database container: our roles with the passwords of the environment.
set -eu
PGOPTIONS="-c somv.owner_password=$SOMV_OWNER_PASSWORD -c somv.app_password=$SOMV_APP_PASSWORD \
-c somv.worker_password=$SOMV_WORKER_PASSWORD -c somv.backup_password=$SOMV_BACKUP_PASSWORD" \
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /somv/roles.sql
