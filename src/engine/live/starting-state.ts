import type { LiveState } from '../../shared/api/live-contract.ts';
import type { LiveRequest } from './start-helper.ts';

/** What is told while a helper is being started: of a capture that it goes on with, what there is. */
export function startingState(
  { source = 'ebpf', file }: LiveRequest,
  known: LiveState | undefined,
): LiveState {
  const counts = known ?? { tier: '', recorded: 0, lost: 0, dropped: 0, disk: 0, notices: [] };
  return { isBacked: file !== undefined, ...counts, state: 'starting', source, rate: 0, error: undefined };
}
