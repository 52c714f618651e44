#!/bin/sh
# Runs in the boot guest when it has started: what the kernel's command line asks for (guest.work=NAME).
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
helper=/opt/procscope/procscope-helper
for word in $(cat /proc/cmdline); do
  case $word in guest.work=*) work=${word#*=} ;; esac
done
echo "Linux $(uname -r), up for $(cut -d ' ' -f 1 /proc/uptime) s, work: $work"

# Something that a log must hold: a program with arguments, a file, a connection.
do_things() {
  echo 'written while the boot log runs' > /srv/boot-work-file
  cat /srv/boot-work-file
  perl -MIO::Socket::INET -e '
    my $server = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => 7117, ReuseAddr => 1) or die $!;
    my $client = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => 7117) or die $!;
    my $other = $server->accept or die $!;
    print $client "boot-work-bytes\n";
    $client->flush;
    print scalar <$other>;'
}

# What systemd says of its own doings: every service's first process, and when it was started.
tell_services() {
  echo "boot id $(cat /proc/sys/kernel/random/boot_id)"
  systemctl show --property=Id,ActiveEnterTimestampMonotonic,Result procscope-boot.service
  systemctl show --property=Id,ActiveEnterTimestampMonotonic,Result procscope-boot-flush.service
  printf 'wall %s\nuptime %s\n' "$(date +%s.%N)" "$(cut -d ' ' -f 1 /proc/uptime)"
  echo 'SERVICES BEGIN'
  systemctl show --property=Id,ExecMainPID,ExecMainStartTimestampMonotonic,ExecStart '*.service'
  echo 'SERVICES END'
  systemctl --failed --no-legend --plain
  systemctl status --no-pager --lines=20 procscope-boot.service procscope-boot-flush.service
  echo "broken cycles: $(journalctl --no-pager -b | grep -c 'ordering cycle')"
}

tell_disk() {
  ls -la /usr/libexec/procscope-boot /etc/systemd/system /etc/systemd/system/sysinit.target.wants \
    /var/lib/procscope /var/lib/procscope/boot-* /run/procscope-boot /run/procscope-boot.state 2>&1
}

case $work in
enable)
  $helper boot status
  $helper boot enable || echo "enable ended with $?"
  $helper boot status
  tell_disk
  systemctl poweroff
  ;;
clean)
  do_things
  tell_services
  sleep 4
  tell_disk
  $helper boot status
  echo 'WORK DONE'
  systemctl poweroff
  ;;
cut)
  do_things
  tell_services
  sleep 4
  $helper boot status
  echo 'WORK DONE'
  # Until the power is cut.
  while :; do
    date > /srv/boot-work-date
    sleep 0.2
  done
  ;;
collect)
  do_things
  tell_services
  sleep 2
  $helper boot status
  id=$(cat /proc/sys/kernel/random/boot_id)
  echo discard | $helper boot send "$id" > /srv/boot-log || echo "send ended with $?"
  ls -la /srv/boot-log
  $helper boot status
  tell_disk
  echo "units: $(systemctl list-units --all --no-legend --plain 'procscope*' | tr '\n' ';')"
  echo 'WORK DONE'
  systemctl poweroff
  ;;
esac
