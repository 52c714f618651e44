import { EngineSession } from '../../src/engine/index.ts';
import type { LiveRequest } from '../../src/engine/live/start-helper.ts';
import { connect } from '../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../src/shared/api/in-process.ts';

/** An engine that captures until it is killed: `live-child.ts FOLDER REQUEST`, the request of `live/start` without its folder as JSON. */
const [folder, request] = process.argv.slice(2);
if (folder === undefined || request === undefined) throw new Error('usage: live-child.ts FOLDER REQUEST');

const session = new EngineSession();
const [near, far] = inProcessPair();
session.serveHost(far);
const host = connect(HOST_CONTRACT, near);
await host.call('live/start', { folder, ...(JSON.parse(request) as Omit<LiveRequest, 'folder'>) });
process.stdout.write('running\n');
