#!/bin/sh
# Entry point of the tests' MySQL image: in little, what the official image's does, at the same path. With an empty data
# directory it initialises one, with the accounts that the environment asks for, and the statements in
# /docker-entrypoint-initdb.d/*.sql; then the server takes this process's place.
#   MYSQL_ROOT_PASSWORD    password of root@'%' and root@localhost
#   MYSQL_ROOT_HOST        host that root may come from besides localhost (default: %)
#   MYSQL_DATABASE         schema to create
#   MYSQL_USER, MYSQL_PASSWORD   account to create, with all rights on that schema
set -eu

# With options only, as the image's arguments often are, the server is meant.
case ${1:-} in
  mysqld) shift ;;
  -* | '') ;;
  *) exec "$@" ;;
esac

quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")"; }

# The statements that make the accounts and schemas, one a line, as --init-file wants them.
initial_statements() {
  if [ -n "${MYSQL_ROOT_PASSWORD:-}" ]; then
    echo "CREATE USER root@$(quoted "${MYSQL_ROOT_HOST:-%}") IDENTIFIED BY $(quoted "$MYSQL_ROOT_PASSWORD");"
    echo "GRANT ALL ON *.* TO root@$(quoted "${MYSQL_ROOT_HOST:-%}") WITH GRANT OPTION;"
    echo "ALTER USER root@localhost IDENTIFIED BY $(quoted "$MYSQL_ROOT_PASSWORD");"
  fi
  if [ -n "${MYSQL_DATABASE:-}" ]; then
    echo "CREATE DATABASE \`$MYSQL_DATABASE\`;"
  fi
  if [ -n "${MYSQL_USER:-}" ]; then
    echo "CREATE USER $(quoted "$MYSQL_USER")@'%' IDENTIFIED BY $(quoted "${MYSQL_PASSWORD:-}");"
    [ -z "${MYSQL_DATABASE:-}" ] || echo "GRANT ALL ON \`$MYSQL_DATABASE\`.* TO $(quoted "$MYSQL_USER")@'%';"
  fi
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || cat "$file"
  done
}

data_directory=$(mysqld "$@" --verbose --help 2>/dev/null | sed -n 's/^datadir  *//p')
if [ ! -d "$data_directory/mysql" ]; then
  echo "initialising $data_directory"
  statements=/run/mysqld/initial.sql
  (umask 077 && initial_statements >"$statements")
  # What the kernel holds survives the end of a container, and waiting for the disk is half the time.
  mysqld "$@" --initialize-insecure --init-file="$statements" --innodb-flush-method=nosync
  rm -f "$statements"
fi
exec mysqld "$@"
