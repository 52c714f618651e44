import { onTestFinished } from 'vitest';
import { EngineSession } from '../../../../src/engine/index.ts';
import type { EngineSessionOptions } from '../../../../src/engine/index.ts';
import { connect } from '../../../../src/shared/api/client.ts';
import type { Client } from '../../../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../../../src/shared/api/in-process.ts';
import { VIEWER_CONTRACT } from '../../../../src/shared/api/viewer-contract.ts';
import type { ColumnName } from '../../../../src/shared/columns.ts';
import type { FilterRule } from '../../../../src/shared/filter/filter-rule.ts';
import { viewRow } from '../../../../src/shared/units.ts';
import type { Transport } from '../../../../src/shared/api/transport.ts';

/** An engine with a host and a viewer, as the product has them, in this process. It is closed when the test has ended. */
export class LiveEngine {
  readonly host: Client<typeof HOST_CONTRACT>;
  readonly viewer: Client<typeof VIEWER_CONTRACT>;
  readonly session: EngineSession;

  constructor(options: EngineSessionOptions = {}) {
    const session = new EngineSession(options);
    this.session = session;
    const attach = (serve: (transport: Transport) => void): Transport => {
      const [near, far] = inProcessPair();
      serve(far);
      return near;
    };
    this.host = connect(
      HOST_CONTRACT,
      attach((transport) => session.serveHost(transport)),
    );
    this.viewer = connect(
      VIEWER_CONTRACT,
      attach((transport) => session.serveViewer(transport)),
    );
    onTestFinished(() => session.close());
  }

  /** Cells of the rows that rules show, once there are at least `least` of them. */
  async rows(
    columns: readonly ColumnName[],
    rules: readonly FilterRule[] = [],
    least = 0,
  ): Promise<string[][]> {
    const { view } = await this.viewer.call('view/open', {});
    await this.viewer.call('view/filter', { view, rules });
    for (;;) {
      const window = await this.viewer.call('view/rows', { view, first: viewRow(0), count: 1000, columns });
      if (window.event.length >= least) {
        await this.viewer.call('view/close', { view });
        return Array.from(window.event, (_, row) => window.cells.map((cells) => cells[row] ?? ''));
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}
