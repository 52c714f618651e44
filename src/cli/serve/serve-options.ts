import { readFileSync, statSync } from 'node:fs';
import { fileError } from '../../engine/file-error.ts';
import type { CommandHost, CommandInput } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { isLoopback } from './own-names.ts';
import type { PageServerOptions } from './page-server.ts';

const MAX_PORT = 65_535;
/** Characters of a password. */
const LEAST_PASSWORD = 8;

/** Where a server listens and whom it believes. */
export type ListenOptions = Pick<PageServerOptions, 'host' | 'port' | 'tls' | 'password'>;

/**
 * Reads where to listen from the command line. Another address than one of this machine's own needs TLS and a password: the
 * captures of a machine say more about it than a network should know.
 * Errors: {@link UsageError}, file errors.
 */
export function readListenOptions(input: CommandInput, say: CommandHost['warn']): ListenOptions {
  const host = input.text('host') ?? '127.0.0.1';
  const cert = input.text('tls-cert');
  const key = input.text('tls-key');
  const passwordFile = input.text('password-file');
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('--tls-cert and --tls-key belong together.');
  }
  if (!isLoopback(host) && (cert === undefined || passwordFile === undefined)) {
    throw new UsageError(
      `"${host}" can be reached from other machines, which needs TLS and a password: give --tls-cert, --tls-key and --password-file too, or leave out --host.`,
    );
  }
  return {
    host,
    port: readPort(input.text('port')),
    tls: cert === undefined || key === undefined ? undefined : { cert: readText(cert), key: readText(key) },
    password: passwordFile === undefined ? undefined : readPassword(passwordFile, say),
  };
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > MAX_PORT) throw new UsageError(`"${text}" is not a port: use 0 to ${MAX_PORT}.`);
  return port;
}

function readPassword(path: string, say: CommandHost['warn']): string {
  const password = readText(path).replace(/\r?\n$/, '');
  if ([...password].length < LEAST_PASSWORD) {
    throw new UsageError(`The password in "${path}" has fewer than ${LEAST_PASSWORD} characters.`);
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    say(`Other users of this machine can read "${path}"; chmod 600 keeps it yours.`);
  }
  return password;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path);
  }
}
