import type { IRun, ITriggerFunctions, ITriggerResponse, INodeExecutionData } from 'n8n-workflow';
import { PsaSyncTrigger } from '../../../nodes/PsaSync/PsaSyncTrigger.node';
import { wakeUp } from '../../../nodes/shared/wake-up';

type Deferred<T> = ReturnType<typeof deferred<T>>;

interface Emitted {
	readonly items: INodeExecutionData[][];
	readonly done: Deferred<IRun> | undefined;
}

const ended = (status: IRun['status']): IRun => ({ status, data: { resultData: {} } }) as never;

function deferred<T>() {
	let resolve: (value: T) => void = () => undefined;
	let reject: (reason: Error) => void = () => undefined;
	const promise = new Promise<T>((onValue, onError) => {
		resolve = onValue;
		reject = onError;
	});
	return { promise, resolve, reject };
}

/** The trigger in a workflow that n8n has activated, or that is tested in the editor. */
async function start(mode: 'trigger' | 'manual', parameters: Record<string, unknown> = {}) {
	const emitted: Emitted[] = [];
	const warnings: string[] = [];
	const all: Record<string, unknown> = { syncKey: 'north', interval: 60, ...parameters };
	const context = {
		getMode: () => mode,
		getNode: () => ({ id: 't', name: 'When Due', type: 't', typeVersion: 1, position: [0, 0], parameters: {} }),
		getNodeParameter: (name: string) => all[name],
		emit: (items: INodeExecutionData[][], _response: unknown, done: Emitted['done']) => emitted.push({ items, done }),
		logger: { warn: (message: string) => warnings.push(message) },
		helpers: {
			createDeferredPromise: deferred,
			returnJsonArray: (json: INodeExecutionData['json'][]) => [json].flat().map((one) => ({ json: one })),
		},
	} as unknown as ITriggerFunctions;
	const response: ITriggerResponse = await new PsaSyncTrigger().trigger.call(context);
	return { emitted, warnings, response };
}

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00Z') }));
afterEach(() => jest.useRealTimers());

const pass = async (ms: number): Promise<void> => await jest.advanceTimersByTimeAsync(ms);

test('starts the workflow soon after it was published, and then at its interval', async () => {
	const { emitted, response } = await start('trigger');
	await pass(1_000);
	expect(emitted).toHaveLength(1);
	expect(emitted[0]?.items[0]?.[0]?.json).toEqual({
		syncKey: 'north',
		reason: 'interval',
		startedAt: '2026-03-02T09:00:01.000Z',
	});
	emitted[0]?.done?.resolve(ended('success'));
	await pass(60_000);
	expect(emitted).toHaveLength(2);
	await response.closeFunction?.();
});

test('starts at once when this sync has more to do, once the run has ended; another sync does not concern it', async () => {
	const { emitted, response } = await start('trigger');
	await pass(1_000);
	await pass(5_000);
	wakeUp('south');
	wakeUp('north');
	await pass(10_000);
	expect(emitted).toHaveLength(1);
	emitted[0]?.done?.resolve(ended('success'));
	await pass(0);
	expect(emitted).toHaveLength(2);
	expect(emitted[1]?.items[0]?.[0]?.json).toMatchObject({ reason: 'moreIsWaiting' });
	await response.closeFunction?.();
});

test.each([
	['back', -60],
	['ahead', 60],
])('a clock that is set %s by an hour neither delays a run nor brings one forward', async (_, minutes) => {
	const { emitted, response } = await start('trigger');
	await pass(1_000);
	emitted[0]?.done?.resolve(ended('success'));
	jest.setSystemTime(Date.now() + minutes * 60_000);
	await pass(59_000);
	expect(emitted).toHaveLength(1);
	await pass(1_000);
	expect(emitted).toHaveLength(2);
	jest.setSystemTime(Date.now() + minutes * 60_000);
	emitted[1]?.done?.resolve(ended('success'));
	await pass(60_000);
	expect(emitted).toHaveLength(3);
	await response.closeFunction?.();
});

test.each([
	['ended with an error', (done: Deferred<IRun>) => done.resolve(ended('error'))],
	['was never started by n8n', (done: Deferred<IRun>) => done.reject(new Error('no slot'))],
])('waits for its interval after a run that %s', async (_, end) => {
	const { emitted, response } = await start('trigger');
	await pass(1_000);
	wakeUp('north');
	const [first] = emitted;
	if (first?.done) end(first.done);
	await pass(59_000);
	expect(emitted).toHaveLength(1);
	await pass(1_000);
	expect(emitted).toHaveLength(2);
	await response.closeFunction?.();
});

test('is silent after the workflow was unpublished', async () => {
	const { emitted, response } = await start('trigger');
	await response.closeFunction?.();
	wakeUp('north');
	await pass(600_000);
	expect(emitted).toEqual([]);
	expect(jest.getTimerCount()).toBe(0);
});

test('starts once when it is tested in the editor', async () => {
	const { emitted, response } = await start('manual');
	expect(emitted).toEqual([]);
	await response.manualTriggerFunction?.();
	await pass(600_000);
	expect(emitted.map(({ items }) => items[0]?.[0]?.json.reason)).toEqual(['manual']);
});

test('one that starts by hand starts at a click, and does nothing in a published workflow', async () => {
	const byHand = { starts: 'byHand', syncKey: '' };
	const clicked = await start('manual', byHand);
	await clicked.response.manualTriggerFunction?.();
	expect(clicked.emitted.map(({ items }) => items[0]?.length)).toEqual([1]);
	const published = await start('trigger', byHand);
	wakeUp('north');
	await pass(600_000);
	expect(published.emitted).toEqual([]);
	expect(jest.getTimerCount()).toBe(0);
});

test.each([
	[{ interval: 0 }, /Every \(Seconds\)/],
	[{ interval: 'soon' }, /Every \(Seconds\)/],
	[{ syncKey: '' }, /sync key is empty/],
])('refuses %j', async (parameters, message) => {
	await expect(start('trigger', parameters)).rejects.toThrow(message);
});
