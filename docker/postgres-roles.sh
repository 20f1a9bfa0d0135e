#!/bin/sh
# First start of the database container: our roles with the passwords of the environment, or of the files NAME_FILE.
set -eu
said() {
    eval "value=\${$1:-} file=\${$1_FILE:-}"
    [ -z "$value" ] || [ -z "$file" ] || { echo "both $1 and $1_FILE are set" >&2; exit 1; }
    if [ -n "$file" ]; then cat "$file"; else printf '%s' "$value"; fi
}
owner=$(said SOMV_OWNER_PASSWORD) app=$(said SOMV_APP_PASSWORD)
worker=$(said SOMV_WORKER_PASSWORD) backup=$(said SOMV_BACKUP_PASSWORD)
PGOPTIONS="-c somv.owner_password=$owner -c somv.app_password=$app \
-c somv.worker_password=$worker -c somv.backup_password=$backup" \
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /somv/roles.sql
