/** Who is at the other end of a port that the engine's process is given. */
export type PortRole = 'host' | 'viewer';

export function isPortRole(value: unknown): value is PortRole {
  return value === 'host' || value === 'viewer';
}
