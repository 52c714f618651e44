#!/bin/sh
# The guest's first program, after the initrd, which has mounted the disk and the repository. Mounts what the tests need,
# runs those that the kernel's command line names (guest.tests=NAME), leaves their report in the shared folder and switches
# the machine off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t securityfs security /sys/kernel/security
mount -t cgroup2 cgroup /sys/fs/cgroup
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t tmpfs -o mode=755 run /run
hostname guest
ip link set lo up
for word in $(cat /proc/cmdline); do
  case $word in guest.tests=*) tests=${word#*=} ;; esac
done

# The repository and its packages, as they are outside; neither can be written to.
share='trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro'
mount -t tmpfs -o mode=755 tmpfs /mnt/repository
mount -t 9p -o "$share" packages /mnt/packages
mount -t 9p -o 'trans=virtio,version=9p2000.L,msize=512000' results /mnt/results
cd /mnt/repository
for name in native scripts src test; do
  mkdir "$name"
  mount --bind "/mnt/shared/$name" "$name"
done
cp /mnt/shared/package.json /mnt/shared/tsconfig*.json .
mkdir node_modules
mount --bind /mnt/packages node_modules

# The programs are copied: file capabilities need a file system that keeps them.
mkdir -p /opt/procscope
cp /mnt/shared/.cache/guest/programs/* /opt/procscope
chmod 755 /opt/procscope /opt/procscope/*
export PROCSCOPE_TEST_PROGRAMS=/opt/procscope

mkdir -p /run/dbus
dbus-daemon --system --fork
/usr/lib/polkit-1/polkitd --no-debug &

echo "Linux $(uname -r), up for $(cut -d ' ' -f 1 /proc/uptime) s, tests: $tests"
# Through a pipe: on a terminal Vitest draws its progress anew every second.
{
  node_modules/node/bin/node node_modules/vitest/vitest.mjs run --configLoader native \
    --config test/guest/vitest.config.ts --project "$tests" \
    --reporter=verbose --reporter=json --outputFile.json="/mnt/results/$tests.json" 2>&1
  echo "$?" > "/mnt/results/$tests.status"
} | cat
sync
echo o > /proc/sysrq-trigger
sleep 60
