import { resolve } from 'node:path';
import { SYSTEM_NAMES } from '../../sync/model/entity';
import { ConnectorBench } from './connector-bench';
import { creates } from './promises/creates';
import { looks } from './promises/looks';
import { reads } from './promises/reads';
import { updates } from './promises/updates';
import type { ConformingSystem } from './systems';

/** What `sync/connectors/connector.ts` promises of any system, held against its simulator. */
export function connectorSuite(system: ConformingSystem): void {
	const record = resolve(__dirname, `../.traffic/connector-conformance-${system.id}.jsonl`);
	describe(`the connector of ${SYSTEM_NAMES[system.id]}`, () => {
		let running: ConnectorBench;
		beforeEach(async () => {
			running = await ConnectorBench.start(system, record);
		});
		afterEach(async () => await running.stop());
		const bench = (): ConnectorBench => running;

		reads(bench);
		looks(bench);
		creates(bench);
		updates(bench);
	});
}
