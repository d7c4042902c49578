import type { IDataObject, INodeType } from 'n8n-workflow';
import { otherSide, type Side } from '../../../sync/model/entity';
import { packageNodes } from '../../support/node-types';
import { TriggerHost, type Received } from '../../support/trigger-host';
import { SYNC, type LinkedClient, type Stage } from '../bench';

/** Long enough for a run that somebody has asked for to begin. */
const QUIET_MS = 1_500;

/** Events of one side: what starts runs, and that nothing in them changes anything but when. */
export function webhooks(bench: Stage, from: Side): void {
	describe('webhooks', () => {
		let host: TriggerHost;
		let client: LinkedClient;
		beforeEach(async () => {
			client = await bench().linkedClient(from);
			const { pairing, credentials } = bench().pair;
			const type = pairing.template[from].triggerType;
			host = await TriggerHost.start(packageNodes()[type] as INodeType, {
				nodeName: `${from} ${type}`,
				parameters: { purpose: 'sync', syncKey: SYNC, entities: ['company', 'contact', 'ticket'] },
				credentials: credentials as Readonly<Record<string, IDataObject>>,
			});
			await host.publish();
		});
		afterEach(async () => {
			await host.unpublish();
			await host.stop();
		});

		/** Carries out the runs that the trigger starts, until it starts none for a while. @returns how many it was */
		async function carryOut(done = 0): Promise<number> {
			for (;;) {
				const started = host.untilRuns(done + 1).then(() => true);
				const quiet = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), QUIET_MS));
				if (!(await Promise.race([started, quiet]))) return done;
				await bench().cycle();
				host.runs[done++]?.end();
			}
		}

		/** A person changes the ticket's status: of all edits the one that every system tells of. */
		function edit(status: string): void {
			bench().edit('ticket', from, client.ticket, { status });
		}

		const arrived = (): unknown => bench().see('ticket', otherSide(from), client.ticket).status;

		/** Everything that proves where it came from. */
		const forged = ({ body }: Received): Received => ({ body, headers: {}, query: {} });

		test('an edit starts a run by itself and arrives; what the run wrote starts no endless row of runs', async () => {
			edit('waiting');
			expect(await carryOut()).toBeGreaterThanOrEqual(1);
			expect(arrived()).toBe('waiting');
			expect(host.answers.every((status) => status === 200)).toBe(true);
			expect(host.runs.length).toBeLessThanOrEqual(3);
		});

		test('twice, again and late it writes nothing more; forged it starts nothing', async () => {
			edit('waiting');
			const runs = await carryOut();
			const written = bench().writeRequests();
			for (const event of [...host.received]) {
				expect(await host.deliverAgain(event)).toBe(200);
				expect(await host.deliverAgain(event)).toBe(200);
			}
			const after = await carryOut(runs);
			expect(bench().writeRequests()).toBe(written);
			expect(arrived()).toBe('waiting');
			for (const event of [...host.received]) expect(await host.deliverAgain(forged(event))).toBe(401);
			expect(await carryOut(after)).toBe(after);
		});

		test('one that is lost is made good by the next run at the interval', async () => {
			await host.stop();
			edit('waiting');
			await bench().settle();
			expect(arrived()).toBe('waiting');
		});
	});
}
