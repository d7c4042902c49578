import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores, openStore } from '../../../nodes/shared/store';
import { listenForWord } from '../../../nodes/shared/wake-elsewhere';
import { onWakeUp, wakeUp } from '../../../nodes/shared/wake-up';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-wake-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
});
afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await closeStores();
	delete process.env.PSA_SYNC_STORE;
	rmSync(folder, { recursive: true });
});

/** What lies in the store for the triggers of a sync. */
const word = async (sync: string): Promise<number> => (await (await openStore()).takeNotes(`wake:${sync}`, 10)).length;

test('in queue mode a run in a worker is heard by the trigger in the leading process, within about a second', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	const heard = jest.fn();
	let ring: () => void = () => undefined;
	const rung = new Promise<void>((resolve) => (ring = resolve));
	const stops = ['north', 'south'].map((sync) =>
		listenForWord(sync, () => {
			heard(sync);
			ring();
		}),
	);
	wakeUp('north');
	wakeUp('north');
	await rung;
	for (const stop of stops) stop();
	expect(heard.mock.calls).toEqual([['north']]);
	expect(await word('north')).toBe(0);
});

test('nothing goes through the store where a trigger of this process hears it, or n8n is one process', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	const stop = onWakeUp('north', () => undefined);
	wakeUp('north');
	stop();
	process.env.EXECUTIONS_MODE = 'regular';
	wakeUp('north');
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect(await word('north')).toBe(0);
});
