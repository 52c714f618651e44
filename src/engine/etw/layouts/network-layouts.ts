import { layout } from './layout.ts';
import type { Layout } from './layout.ts';

/** Layouts of network events, which are packed: etw-capture reference, 2.7. */

/** Opcodes from here on are those of IPv6, 16 above their counterparts. */
export const FIRST_IPV6 = 26;
/** Of Kernel-Network: UDP events have numbers of their own, 32 above the classic ones. */
export const FIRST_UDP_EVENT = 42;

export const NetworkOpcode = {
  Send: 10,
  Receive: 11,
  Connect: 12,
  Disconnect: 13,
  Retransmit: 14,
  Accept: 15,
  Reconnect: 16,
  Fail: 17,
  Copy: 18,
} as const;

const HEAD_4 = 'PID:u32 size:u32 daddr:ip4 saddr:ip4 dport:port sport:port';
const HEAD_6 = 'PID:u32 size:u32 daddr:ip6 saddr:ip6 dport:port sport:port';
const SEND = 'startime:u32 endtime:u32 seqnum:u32 connid:p';
const CONNECT =
  'mss:u16 sackopt:u16 tsopt:u16 wsopt:u16 rcvwin:u32 rcvwinscale:u16 sndwinscale:u16 seqnum:u32 connid:p';
const OTHER = 'seqnum:u32 connid:p';
const OLD = 'connid:p seqnum:u32';

interface NetworkLayouts {
  readonly send: Layout;
  readonly connect: Layout;
  readonly other: Layout;
  /** Version 1 of all of them. */
  readonly old: Layout;
}

function layoutsBehind(head: string): NetworkLayouts {
  return {
    send: layout(`${head} ${SEND}`),
    connect: layout(`${head} ${CONNECT}`),
    other: layout(`${head} ${OTHER}`),
    old: layout(`${head} ${OLD}`),
  };
}

const IPV4 = layoutsBehind(HEAD_4);
const IPV6 = layoutsBehind(HEAD_6);
const FAIL = layout('protocol:u16 failurecode:u16');
const FAIL_V1 = layout('protocol:u32');
const TCP_V0 = layout('daddr:ip4 saddr:ip4 dport:port sport:port size:u32 PID:u32');
const UDP_V0 = layout('context:p saddr:ip4 sport:port size:u16 daddr:ip4 dport:port dsize:u16');

/** `opcode` in the numbers of the classic events. */
export function networkLayout(isTcp: boolean, opcode: number, version: number): Layout | undefined {
  const isIpv6 = opcode >= FIRST_IPV6;
  const kind = isIpv6 ? opcode - 16 : opcode;
  const isKnown = isTcp ? kind >= 10 && kind <= 22 : kind === 10 || kind === 11 || kind === 17;
  if (!isKnown) return undefined;
  if (kind === NetworkOpcode.Fail) return version <= 1 ? FAIL_V1 : FAIL;
  if (version === 0) return isTcp ? TCP_V0 : UDP_V0;
  const layouts = isIpv6 ? IPV6 : IPV4;
  if (version === 1) return layouts.old;
  if (!isTcp) return layouts.other;
  switch (kind) {
    case NetworkOpcode.Send:
      return layouts.send;
    case NetworkOpcode.Connect:
    case NetworkOpcode.Accept:
      return layouts.connect;
    default:
      return layouts.other;
  }
}
