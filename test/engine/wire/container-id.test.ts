import { expect, it } from 'vitest';
import { containerOfGroup } from '../../../src/engine/wire/container-id.ts';

const ID = '0123456789abcdef'.repeat(4);

it.each([
  [`/system.slice/docker-${ID}.scope`, ID],
  [`/docker/${ID}`, ID],
  [`/docker/${ID}/system.slice/cron.service`, ID],
  [`/machine.slice/libpod-${ID}.scope/container`, ID],
  [`/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1.slice/cri-containerd-${ID}.scope`, ID],
  [`/kubepods/burstable/pod0bd6/${ID}`, ID],
  [`/docker/${'f'.repeat(64)}/docker/${ID}`, ID],
  ['/lxc.payload.web/system.slice/ssh.service', 'web'],
  ['/lxc/db/init.scope', 'db'],
  ['/machine.slice/machine-debian\\x2d12.scope/payload', 'debian-12'],
])('the container of %s', (group, container) => {
  expect(containerOfGroup(group)).toBe(container);
});

it.each(['', '/', '/user.slice/user-1000.slice/session-2.scope', `/docker/${ID.slice(1)}`, `/${ID}0`])(
  'there is none in %s',
  (group) => {
    expect(containerOfGroup(group)).toBe('');
  },
);
