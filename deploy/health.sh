#!/bin/bash
# Whether the process in this container can do its work, asked on its internal port when it has one. Prints what it answered, for
# `docker inspect`. Without curl, which the image has not, and without Node, whose start would cost a hundred times as much.
set -e
exec 3<>"/dev/tcp/127.0.0.1/${SHOEBOX_INTERNAL_PORT:-$SHOEBOX_PORT}"
printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r _ status _ <&3
cat <&3
[ "$status" = 200 ]
