import { resolve } from 'node:path';
import { autotaskPlatformMappings } from '../../sync/mapping/presets/autotask-platform';
import type { Mapping } from '../../sync/model/mapping';
import { systemClock } from '../../sync/model/clock';
import { changeMoved } from '../../sync/pipeline';
import type { Phase } from '../../sync/model/phase';
import { AutotaskBench } from './autotask-bench';
import { SYNC } from './bench';
import { withNotes } from './with-notes';

const TRAFFIC = resolve(__dirname, '../.traffic/autotask-notes.jsonl');
const NOTE_MAP = autotaskPlatformMappings.find(({ entity }) => entity === 'note') as Mapping;

let bench: AutotaskBench;

async function switchTo(phase: Phase): Promise<void> {
	const store = await bench.store();
	const from = (await store.phase(SYNC)) ?? { phase: 1, since: '' };
	const request = { sync: SYNC, from, to: phase, by: 'ann', although: [], now: Date.now() };
	expect((await store.switchPhase(request, () => true)).kind).toBe('switched');
	bench.phase = phase;
}

let ticketID: number;
let ticketId: string;

beforeEach(async () => {
	bench = await AutotaskBench.start({
		record: TRAFFIC,
		rewire: (template) => withNotes(template, NOTE_MAP),
	});
	const { control } = bench.platform;
	const companyId = control.create('company', { name: 'Northwind Dental', phone: '+1 555 010 0000' }).id;
	ticketId = control.create('ticket', { title: 'Printer is on fire', companyId, description: 'It burns.' }).id;
	await bench.settle();
	const tickets = bench.autotask.control.records('Tickets');
	ticketID = Number(tickets.find(({ title }) => title === 'Printer is on fire')?.id);
	expect(ticketID).toBeGreaterThan(0);
});
afterEach(async () => await bench.stop());

const psaNote = (description: string, publish: number): number =>
	Number(
		bench.autotask.control.create('TicketNotes', { ticketID, title: 'Note', description, noteType: 3, publish }).id,
	);
const platformNote = (text: string, visibility: 'public' | 'internal'): string =>
	bench.platform.control.create('note', { ticketId, text, visibility }, 'Jane Doe').id;
const psaNotes = () => bench.autotask.control.records('TicketNotes');
const platformNotes = () => bench.platform.control.list('note');

test('a note that is written in Autotask arrives once, with its author, its time and its readers', async () => {
	psaNote('Toner was replaced.', 1);
	psaNote('They hit it with a chair.', 2);
	psaNote('For the co-managing client', 4);
	const [{ createDateTime }] = psaNotes();
	await bench.settle();
	expect(platformNotes()).toMatchObject([
		{
			ticketId,
			text: 'Toner was replaced.',
			visibility: 'public',
			author: expect.stringMatching(/^[A-Z]\w+ [A-Z]\w+/),
			writtenAt: `${String(createDateTime).slice(0, 19)}.000Z`,
		},
		{ text: 'They hit it with a chair.', visibility: 'internal' },
		{ text: 'For the co-managing client', visibility: 'internal' },
	]);
	await bench.settle();
	expect(psaNotes()).toHaveLength(3);
});

test('a note that is written on the platform arrives once, in its order, and comes back without its first line', async () => {
	for (let number = 1; number <= 6; number++) {
		bench.pass(1);
		platformNote(`note ${number}`, number % 2 ? 'public' : 'internal');
	}
	await bench.settle();
	expect(
		psaNotes().map(({ description, publish, ticketID: on }) => [on, publish, String(description).split('\n')[1]]),
	).toEqual(Array.from({ length: 6 }, (_, index) => [ticketID, index % 2 ? 2 : 1, `note ${index + 1}`]));
	const [{ id, description }] = psaNotes();
	expect(description).toMatch(/^\[Jane Doe, .* UTC\]\nnote 1$/);
	bench.autotask.control.edit('TicketNotes', Number(id), {
		description: `${String(description)}, edited`,
		noteType: 3,
		publish: 1,
	});
	await bench.settle();
	expect(platformNotes()[0]).toMatchObject({ text: 'note 1, edited', author: 'Jane Doe' });
	expect(platformNotes()).toHaveLength(6);
});

test('becoming internal travels, becoming public does not', async () => {
	const note = psaNote('The password is hunter2', 1);
	const secret = platformNote('He never pays', 'internal');
	await bench.settle();
	bench.autotask.control.edit('TicketNotes', note, { noteType: 3, publish: 2 });
	bench.platform.control.edit('note', secret, { visibility: 'public' });
	await bench.settle();
	expect(platformNotes().find(({ text }) => text === 'The password is hunter2')).toMatchObject({
		visibility: 'internal',
	});
	expect(psaNotes().map(({ publish }) => publish)).toEqual([2, 2]);
	expect(await bench.openReviews()).toMatchObject([{ kind: 'notLanded', entity: 'note', side: 'psa' }]);
});

test('a note that was deleted on the platform is reported, and stays in Autotask', async () => {
	const id = platformNote('Call me back', 'public');
	await bench.settle();
	bench.platform.control.remove('note', id);
	await bench.settle();
	expect(psaNotes()).toHaveLength(1);
	expect(await bench.openReviews()).toMatchObject([{ kind: 'deleted', entity: 'note', side: 'platform' }]);
});

test.each([
	['the answer is lost', { kind: 'lostResponse', method: 'POST', path: 'Tickets/\\d+/Notes$', delayMs: 0, times: 1 }],
	['it cannot be read back', { kind: 'unavailable', method: 'GET', path: 'TicketNotes/\\d+$', times: 4 }],
] as const)(
	'a public note that must mail nobody is hidden in Autotask, once, and stays public on the platform: also where %s',
	async (_, fault) => {
		await switchTo(2);
		const [{ id }] = bench.platform.control.list('company');
		await changeMoved(
			{ store: await bench.store(), clock: systemClock },
			SYNC,
			{ kind: 'add', companies: [`platform:${id}`] },
			'ann',
		);
		bench.autotask.control.faults.add(fault);
		platformNote('Your printer is fixed', 'public');
		await bench.settle();
		bench.pass(3600);
		await bench.settle();
		bench.pass(3600);
		await bench.settle();
		expect(psaNotes()).toMatchObject([{ publish: 2 }]);
		expect(platformNotes()).toMatchObject([{ text: 'Your printer is fixed', visibility: 'public' }]);
		expect(await bench.openReviews()).toEqual([]);
	},
);
