#!/bin/sh
# Sets the stage for the sample capture, in mount, name and network namespaces of its own: a home folder, a user and a machine
# that are nobody's. Then runs a command. Usage: stage.sh FOLDER-OF-SCRIPTS COMMAND...
set -eu
scripts=$1
shift

hostname workstation
ip link set lo up
stage=$(mktemp -d)
mount -t tmpfs none "$stage"
printf 'root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n' > "$stage/passwd"
printf 'root:x:0:\nalice:x:1000:\n' > "$stage/group"
mkdir -p "$stage/home/alice/demo"
cp "$scripts/workload.sh" "$scripts/server.py" "$stage/home/alice"
chown -R 1000:1000 "$stage/home/alice"
mount --bind "$stage/passwd" /etc/passwd
mount --bind "$stage/group" /etc/group
mount --bind "$stage/home" /home
# The control group of whoever makes the sample has a name, too.
for group in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
  [ ! -w "$group" ] || echo $$ > "$group" || true
done
exec "$@"
