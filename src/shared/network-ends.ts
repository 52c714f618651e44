/** One end of a connection. */
export interface NetworkEnd {
  /** As the path has it: an address, or a name where the capture has names instead. */
  readonly address: string;
  readonly port: number;
}

const END = /^(.+):(\d{1,5})$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*(?:%\w+)?)$/i;

/**
 * The ends whose address has no name yet, of the path of a network event: `10.0.0.5:50123 -> fe80::1:445`, with IPv6 in
 * brackets or without. None for other paths.
 */
export function unnamedEnds(path: string): readonly NetworkEnd[] {
  return path.split(/ (?:->|<-) /).flatMap((side) => {
    const [, host = '', port = ''] = END.exec(side) ?? [];
    const address = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
    return ADDRESS.test(address) && Number(port) <= 0xffff ? [{ address, port: Number(port) }] : [];
  });
}
