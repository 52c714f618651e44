#!/bin/sh
# Runs in the guest's tree, before it is a disk: packages, users, and who may become root.
# Arguments: the mirrors of Debian and of its security updates, packages to install.
set -eu
mirror=$1 security=$2
shift 2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

cat > /etc/apt/sources.list <<END
deb $mirror bookworm main
deb $security bookworm-security main
END
# No daemon starts while this is a mere folder.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get update -q
apt-get install -y -q --no-install-recommends "$@"

# Kernels of Debian 12 and 11, and a shell for the initrd. Releases that are no longer kept up move to the archive, which
# stands beside Debian's own mirror.
archive=$(printf %s "$mirror" | sed 's#//deb\.#//archive.#')
mkdir /packages /lists
for suite in bookworm bullseye; do
  mkdir -p "/packages/$suite"
  cd "/packages/$suite"
  printf 'deb %s %s main\ndeb %s %s-security main\n' "$mirror" "$suite" "$security" "$suite" > /kernel.list
  apt() { "$1" -q -o Dir::Etc::sourcelist=/kernel.list -o Dir::State::lists=/lists -o APT::Sandbox::User=root "$2" $3; }
  if ! apt apt-get update '-o APT::Update::Error-Mode=any'; then
    echo "deb $archive $suite main" > /kernel.list
    apt apt-get update '-o Acquire::Check-Valid-Until=false'
  fi
  kernel=$(apt apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)$/\1/p')
  apt apt-get download "$kernel"
done
cd /packages
apt-get download -q busybox-static
rm -rf /lists /kernel.list
rm -rf /usr/sbin/policy-rc.d /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb
rm -rf /usr/share/doc /usr/share/man /usr/share/locale

# alice may become root without a password, bob with his own, carol may not.
for user in alice bob carol; do useradd --create-home --shell /bin/sh "$user"; done
echo 'bob:correct horse' | chpasswd
printf 'alice ALL=(root) NOPASSWD: ALL\nbob ALL=(root) ALL\n' > /etc/sudoers.d/guest
chmod 440 /etc/sudoers.d/guest
mkdir -p /etc/polkit-1/rules.d
cat > /etc/polkit-1/rules.d/10-guest.rules <<'END'
polkit.addRule(function (action, subject) {
  if (action.id != 'org.freedesktop.policykit.exec') return undefined;
  return { alice: polkit.Result.YES, bob: polkit.Result.AUTH_SELF }[subject.user] || polkit.Result.NO;
});
END
chmod 644 /etc/polkit-1/rules.d/10-guest.rules
mkdir /mnt/shared /mnt/packages /mnt/repository /mnt/results
echo guest > /etc/hostname
printf '127.0.0.1 localhost guest\n::1 localhost\n' > /etc/hosts
