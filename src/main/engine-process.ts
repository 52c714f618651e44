/**
 * The engine's own process: a busy or broken capture never stops a window, and no window shares its memory.
 * The main process sends it ports: one to itself, and one for each page. Its arguments are where the capture helper may be.
 */
import { EngineSession, ownMachine } from '../engine/index.ts';
import { messagePortTransport } from '../shared/api/message-port.ts';
import { isPortRole } from './port-role.ts';

const session = new EngineSession({
  ownMachine: ownMachine(process.argv.slice(2)),
  log: (what, error) => console.error(`Engine: ${what}:`, error),
});

process.parentPort.on('message', ({ data, ports }) => {
  const [port] = ports;
  if (port === undefined || !isPortRole(data))
    throw new Error('The main process sent something that is no port.');
  const transport = messagePortTransport(port);
  if (data === 'host') session.serveHost(transport);
  else session.serveViewer(transport);
});
