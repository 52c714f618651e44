import { lookupService } from 'node:dns/promises';
import { isIP } from 'node:net';
import { unnamedEnds } from '../../shared/network-ends.ts';
import type { NetworkEnd } from '../../shared/network-ends.ts';

/** Milliseconds that name services have to answer. */
const PATIENCE = 5000;

/** An end with what the system calls it now. */
export interface NamedEnd extends NetworkEnd {
  /** Undefined where nobody knows a name, or none answered in time. */
  readonly host: string | undefined;
  readonly service: string | undefined;
}

/**
 * Asks the system what the addresses and ports of a network event's path are called, and only
 * when somebody wants to know, because the question goes to name servers. Never rejects.
 */
export async function hostNames(path: string, signal: AbortSignal): Promise<readonly NamedEnd[]> {
  const ends = unnamedEnds(path).filter(({ address }) => isIP(address) !== 0);
  return Promise.all(ends.map((end) => named(end, signal)));
}

async function named(end: NetworkEnd, signal: AbortSignal): Promise<NamedEnd> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const gaveUp = new Promise<undefined>((resolve) => {
    if (late.aborted) resolve(undefined);
    else late.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  // An address without a name is an error of the name service's, as is a service that is not there.
  const found = await Promise.race([lookupService(end.address, end.port).catch(() => undefined), gaveUp]);
  return {
    ...end,
    host: found?.hostname === end.address ? undefined : found?.hostname,
    service: found?.service === String(end.port) ? undefined : found?.service,
  };
}
