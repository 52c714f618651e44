import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { fileError, systemCode } from '../../engine/file-error.ts';
import { configFolder } from '../../host/config-folder.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { withAdvice } from '../advice.ts';
import type { CommandSpec } from '../command.ts';
import { pageFolder, samplePath } from '../page-folder.ts';
import { rememberServer } from '../serve/address-file.ts';
import { BrowserHost } from '../serve/browser-host.ts';
import { readListenOptions } from '../serve/serve-options.ts';
import type { ListenOptions } from '../serve/serve-options.ts';
import { ServedFolder } from '../serve/served-folder.ts';
import { terminalText } from '../terminal-text.ts';
import { UsageError } from '../usage-error.ts';

/** `procscope serve`: the app in a browser. */
export const serveCommand: CommandSpec = {
  name: 'serve',
  summary: 'Show captures in a browser.',
  argument: { name: 'file', doc: 'capture to open at once', isOptional: true },
  options: [
    {
      flags: '--folder <folder>',
      name: 'folder',
      doc: 'whose files can be opened and saved in the page (default: that of the file, else the current one)',
    },
    { flags: '--port <number>', name: 'port', doc: 'port to listen at (default: one that is free)' },
    { flags: '--host <address>', name: 'host', doc: 'address to listen at (default: 127.0.0.1)' },
    { flags: '--tls-cert <file>', name: 'tls-cert', doc: 'certificate with its chain, in PEM' },
    { flags: '--tls-key <file>', name: 'tls-key', doc: "the certificate's key, in PEM" },
    { flags: '--password-file <file>', name: 'password-file', doc: 'file with a password to ask for' },
    {
      flags: '--capture',
      name: 'capture',
      doc: 'let pages record what happens on this machine, and launch programs',
    },
  ],
  help: `
Prints the address to open. It holds a token that lets a browser in and that holds until the command ends (Ctrl+C);
procscope address prints it again. Nobody on another machine can reach it, unless --host names an address that they can:
that needs --tls-cert, --tls-key and --password-file.

With --capture, pages can record what happens on this machine and its next start, and launch programs of the folder, with the
rights of whoever started this: as root, or with a helper that was given its capabilities (see procscope capture --help); else
sudo is used where it asks for no password, or a dialog of the desktop.

Examples:
  procscope serve boot.PML
  procscope serve --folder /var/captures --port 8080
  sudo procscope serve --capture`,
  async run(input, host) {
    const file = input.optionalArgument;
    const listen = readListenOptions(input, (sentence) => host.warn(sentence));
    const page = pageFolder();
    const path = file === undefined ? undefined : await existingFile(resolve(file));
    const folder = input.text('folder') ?? (path === undefined ? '.' : dirname(path));
    const files = await ServedFolder.open(resolve(folder));

    const log = (what: string, error: unknown): void =>
      host.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    const browserHost = await BrowserHost.start({
      ...{ listen, page, settings: configFolder(), files, log },
      mayCapture: input.flag('capture'),
      sample: samplePath(),
    }).catch((error: unknown) => {
      throw listenError(error, listen);
    });
    try {
      const { address } = browserHost;
      const forget = rememberServer({ pid: process.pid, address, folder: files.path, started: Date.now() });
      try {
        await host.output.write(`Open ${address} in a browser. Ctrl+C ends this.\n`);
        if (path !== undefined)
          browserHost.open(path).catch((error: unknown) => host.warn(sentenceOf(error)));
        if (!host.signal.aborted) await once(host.signal, 'abort');
      } finally {
        forget();
      }
    } finally {
      await browserHost.close();
    }
  },
};

/** Errors: file errors, for what is not there or no file. */
async function existingFile(path: string): Promise<string> {
  const stats = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  if (stats.isDirectory()) {
    throw new UsageError(`"${path}" is a folder: use --folder "${terminalText(path)}" to serve it.`);
  }
  return path;
}

function sentenceOf(error: unknown): string {
  if (error instanceof ProcscopeError) return withAdvice(error.message, error.code);
  return error instanceof Error ? error.message : String(error);
}

/** What the system says when a server cannot listen, as a sentence. */
function listenError(error: unknown, { host, port, tls }: ListenOptions): unknown {
  const code = systemCode(error);
  switch (code) {
    case 'EADDRINUSE':
      return new UsageError(`Port ${port} is used by another program: give another --port.`);
    case 'EACCES':
      return new UsageError(`This user may not listen at port ${port}: give a --port above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UsageError(`"${host}" is no address of this machine: give another --host.`);
    default:
      return tls !== undefined && code?.startsWith('ERR_') === true
        ? new UsageError(
            'The certificate or its key cannot be read: --tls-cert and --tls-key are PEM files that belong together.',
          )
        : error;
  }
}
