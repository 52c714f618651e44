import { ProcscopeError } from '../../shared/errors.ts';
import type { CommandSpec } from '../command.ts';
import { runningServers } from '../serve/address-file.ts';
import { terminalText } from '../terminal-text.ts';

/** `procscope address`: how to get back into a served page. */
export const addressCommand: CommandSpec = {
  name: 'address',
  summary: 'Print the address of procscope serve again.',
  options: [],
  help: `
Prints a line for each procscope serve of this user that runs, the newest first: the address and the folder it serves.`,
  async run(_input, host) {
    const servers = await runningServers();
    if (servers.length === 0) {
      throw new ProcscopeError('file/not-found', 'No procscope serve of this user runs: start one.');
    }
    const lines = servers.map(({ address, folder }) => `${address} ${terminalText(folder)}\n`);
    await host.output.write(lines.join(''));
  },
};
