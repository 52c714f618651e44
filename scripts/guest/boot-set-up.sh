#!/bin/sh
# Runs in the boot guest's tree, before it is a disk: systemd, a kernel, and a service that does what the kernel's command line
# says. Arguments: the mirrors of Debian and of its security updates.
set -eu
mirror=$1 security=$2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

cat > /etc/apt/sources.list <<END
deb $mirror bookworm main
deb $security bookworm-security main
END
# No daemon starts while this is a mere folder.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get update -q
apt-get install -y -q --no-install-recommends systemd systemd-sysv udev dbus

# The kernel's package is only unpacked: the guest boots from outside, with an initrd of ours.
mkdir /packages
cd /packages
kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)$/\1/p')
apt-get -o APT::Sandbox::User=root download -q "$kernel" busybox-static
rm -rf /usr/sbin/policy-rc.d /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb
rm -rf /usr/share/doc /usr/share/man /usr/share/locale

echo '/dev/vda / ext4 defaults 0 1' > /etc/fstab
cat > /etc/systemd/system/guest-work.service <<END
[Unit]
Description=What the kernel's command line asks for
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/guest-work
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
[Install]
WantedBy=graphical.target
END
systemctl enable guest-work.service
systemctl set-default graphical.target
# Nobody logs in.
systemctl mask getty.target serial-getty@ttyS0.service console-getty.service
echo guest > /etc/hostname
printf '127.0.0.1 localhost guest\n::1 localhost\n' > /etc/hosts
rm -f /etc/machine-id
echo 5e1f0a9c7b3d4e2f8a6b1c0d9e8f7a6b > /etc/machine-id
