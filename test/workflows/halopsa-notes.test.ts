import { resolve } from 'node:path';
import { halopsaPlatformMappings } from '../../sync/mapping/presets/halopsa-platform';
import type { Mapping } from '../../sync/model/mapping';
import { HaloPsaBench } from './halopsa-bench';
import { withNotes } from './with-notes';

const TRAFFIC = resolve(__dirname, '../.traffic/halopsa-notes.jsonl');
const NOTE_MAP = halopsaPlatformMappings.find(({ entity }) => entity === 'note') as Mapping;

let bench: HaloPsaBench;
let ticket: number;
let ticketId: string;

beforeEach(async () => {
	bench = await HaloPsaBench.start({
		record: TRAFFIC,
		rewire: (template) => withNotes(template, NOTE_MAP),
	});
	const { control } = bench.platform;
	const companyId = control.create('company', { name: 'Northwind Dental', phone: '+1 555 010 0000' }).id;
	ticketId = control.create('ticket', { title: 'Printer is on fire', companyId, description: 'It burns.' }).id;
	await bench.settle();
	const tickets = bench.halopsa.control.records('Tickets');
	ticket = Number(tickets.find(({ summary }) => summary === 'Printer is on fire')?.id);
	expect(ticket).toBeGreaterThan(0);
});
afterEach(async () => await bench.stop());

/** What an agent does in HaloPSA's own screens. @returns the number of the action among all */
const act = (fields: Record<string, unknown>): number => {
	bench.halopsa.control.create('Actions', { ticket_id: ticket, outcome: 'Public Note', ...fields });
	return bench.halopsa.control.records('Actions').length;
};
const platformNote = (text: string, visibility: 'public' | 'internal'): string =>
	bench.platform.control.create('note', { ticketId, text, visibility }, 'Jane Doe').id;
const psaNotes = () => bench.halopsa.control.records('Actions').filter(({ outcome }) => outcome !== 'Rule Applied');
const platformNotes = () => bench.platform.control.list('note');

test('a note that is written in HaloPSA arrives once, as text, with its author, its time and its readers', async () => {
	act({ note_html: '<p>Toner was <b>replaced</b>,</p><p>see <a href="https://kb.example/7">this</a>.</p>' });
	act({ note: 'They hit it with a chair.', hiddenfromuser: true });
	act({ note: 'Worked on it for an hour', timetaken: 1 });
	act({ outcome: 'Start Progress', outcome_id: 4 });
	const [{ datetime }] = psaNotes();
	await bench.settle();
	expect(platformNotes()).toMatchObject([
		{
			ticketId,
			text: 'Toner was replaced,\nsee this (https://kb.example/7).',
			visibility: 'public',
			author: expect.stringMatching(/^[A-Z]\w+ [A-Z]\w+/),
			writtenAt: new Date(`${String(datetime)}Z`).toISOString(),
		},
		{ text: 'They hit it with a chair.', visibility: 'internal' },
		{ text: 'Worked on it for an hour', visibility: 'public' },
	]);
	await bench.settle();
	expect(psaNotes()).toHaveLength(4);
});

test('a note that is written on the platform arrives once, in its order, and comes back without its first line', async () => {
	for (let number = 1; number <= 6; number++) {
		bench.pass(1);
		platformNote(`note <${number}>`, number % 2 ? 'public' : 'internal');
	}
	await bench.settle();
	const arrived = psaNotes();
	expect(arrived.map(({ note, hiddenfromuser }) => [String(note).split('\n')[1], hiddenfromuser])).toEqual(
		Array.from({ length: 6 }, (_, index) => [`note <${index + 1}>`, index % 2 === 1]),
	);
	expect(arrived[0].note).toMatch(/^\[Jane Doe, .* UTC\]\nnote <1>$/);
	const number = bench.halopsa.control.records('Actions').findIndex(({ guid }) => guid === arrived[0].guid) + 1;
	bench.halopsa.control.edit('Actions', number, { note_html: `${String(arrived[0].note_html)}, edited`, note: 'x' });
	await bench.settle();
	expect(platformNotes()[0]).toMatchObject({ text: 'note <1>, edited', author: 'Jane Doe' });
	expect(platformNotes()).toHaveLength(6);
});

test('becoming internal travels, becoming public does not', async () => {
	const note = act({ note: 'The password is hunter2' });
	const secret = platformNote('He never pays', 'internal');
	await bench.settle();
	bench.halopsa.control.edit('Actions', note, { hiddenfromuser: true });
	bench.platform.control.edit('note', secret, { visibility: 'public' });
	await bench.settle();
	const leaked = platformNotes().find(({ text }) => text === 'The password is hunter2');
	expect(leaked).toMatchObject({ visibility: 'internal' });
	expect(psaNotes().map(({ hiddenfromuser }) => hiddenfromuser)).toEqual([true, true]);
	expect(await bench.openReviews()).toMatchObject([{ kind: 'notLanded', entity: 'note', side: 'psa' }]);
});

test('a note that was deleted on the platform is reported, and stays in HaloPSA', async () => {
	const id = platformNote('Call me back', 'public');
	await bench.settle();
	bench.platform.control.remove('note', id);
	await bench.settle();
	expect(psaNotes()).toHaveLength(1);
	expect(await bench.openReviews()).toMatchObject([{ kind: 'deleted', entity: 'note', side: 'platform' }]);
});
