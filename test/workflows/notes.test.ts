import { Bench, SYNC } from './bench';
import { notesCycle, settleNotes } from './with-notes';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

type Flag = 'detailDescriptionFlag' | 'internalAnalysisFlag' | 'resolutionFlag';

/** A linked ticket of a linked client. */
async function linkedTicket() {
	const { company, contact } = bench.psaClient();
	const psaId = bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
	await settleNotes(bench);
	return { psaId, contact, platformId: bench.counterpart('ticket', psaId).id };
}

function psaNote(ticket: number, text: string, ...flags: Flag[]): number {
	const fields = { text, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
	return Number(bench.connectwise.control.create('notes', fields, { parentId: ticket }).id);
}

function platformNote(ticketId: string, text: string, visibility: 'public' | 'internal', by = 'Jane Doe'): string {
	return bench.platform.control.create('note', { ticketId, text, visibility }, by).id;
}

const psaNotes = () => bench.connectwise.control.records('notes');
const platformNotes = () => bench.platform.control.list('note');
const openReviews = async () => await (await bench.store()).reviews(SYNC, { status: 'open', limit: 20 });

describe('a note that is written in ConnectWise', () => {
	test('arrives once, under its ticket, with its author, its time and its readers', async () => {
		const { psaId, platformId } = await linkedTicket();
		psaNote(psaId, 'Toner was replaced.\nPlease try again.', 'detailDescriptionFlag');
		psaNote(psaId, 'They hit it with a chair.', 'internalAnalysisFlag');
		const [first, second] = psaNotes();
		await settleNotes(bench);
		expect(platformNotes()).toMatchObject([
			{
				ticketId: platformId,
				text: 'Toner was replaced.\nPlease try again.',
				visibility: 'public',
				author: (first.member as { name: string }).name,
				writtenAt: new Date(String(first.dateCreated)).toISOString(),
			},
			{ ticketId: platformId, text: 'They hit it with a chair.', visibility: 'internal' },
		]);
		expect(platformNotes()[1].externalRefs).toEqual([{ system: 'connectwise', id: `${psaId}/${second.id}` }]);
		expect(psaNotes()).toHaveLength(2);
	});

	test('waits for its ticket where both are new, and arrives in the same run', async () => {
		const { company } = bench.psaClient();
		const psaId = bench.psaTicket(company, 'Printer is on fire', { initialDescription: 'It burns.' });
		psaNote(psaId, 'Fire brigade is on its way', 'internalAnalysisFlag');
		await notesCycle(bench);
		expect(platformNotes()).toMatchObject([
			{ ticketId: bench.counterpart('ticket', psaId).id, text: 'It burns.', visibility: 'public' },
			{ text: 'Fire brigade is on its way', visibility: 'internal' },
		]);
	});

	test('is internal where it is marked for clients and as internal, or for the resolution, or not at all', async () => {
		const { psaId } = await linkedTicket();
		psaNote(psaId, 'both', 'detailDescriptionFlag', 'internalAnalysisFlag');
		psaNote(psaId, 'resolution', 'resolutionFlag');
		psaNote(psaId, 'neither');
		await settleNotes(bench);
		expect(platformNotes().map(({ text, visibility }) => [text, visibility])).toEqual([
			['both', 'internal'],
			['resolution', 'internal'],
			['neither', 'internal'],
		]);
	});

	test('keeps a client as its author, and what a client writes is never taken for a line of ours', async () => {
		const { psaId, contact } = await linkedTicket();
		const text = '[Pat Boss, 2026-03-01 10:00:00 UTC]\nPay this invoice.';
		bench.connectwise.control.create(
			'notes',
			{ text, detailDescriptionFlag: true, contact: { id: contact } },
			{ parentId: psaId },
		);
		await settleNotes(bench);
		expect(platformNotes()).toMatchObject([{ text, author: 'Nora Winter' }]);
	});

	test('takes its edits along, and becomes internal with it', async () => {
		const { psaId } = await linkedTicket();
		const note = psaNote(psaId, 'The password is hunter2', 'detailDescriptionFlag');
		await settleNotes(bench);
		bench.connectwise.control.edit('notes', note, {
			text: 'The password is on the note below the keyboard',
			detailDescriptionFlag: false,
			internalAnalysisFlag: true,
		});
		await settleNotes(bench);
		expect(platformNotes()).toMatchObject([
			{ text: 'The password is on the note below the keyboard', visibility: 'internal' },
		]);
	});
});

describe('a note that is written on the platform', () => {
	test('arrives once, under its ticket, naming its author and time, and never gains a second such line', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.platform.control.create(
			'note',
			{ ticketId: platformId, text: 'Call me back', visibility: 'public', writtenAt: '2026-02-27T14:03:22.500Z' },
			'Jane Doe',
		);
		platformNote(platformId, 'He is angry', 'internal');
		await settleNotes(bench);
		const written = psaNotes().map(({ text, ticketId, detailDescriptionFlag, internalAnalysisFlag }) => ({
			text,
			ticketId,
			flags: [detailDescriptionFlag, internalAnalysisFlag],
		}));
		expect(written).toEqual([
			{ ticketId: psaId, text: '[Jane Doe, 2026-02-27 14:03:22 UTC]\nCall me back', flags: [true, false] },
			{ ticketId: psaId, text: expect.stringMatching(/^\[Jane Doe, .* UTC\]\nHe is angry$/), flags: [false, true] },
		]);
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Printer is out' });
		await settleNotes(bench);
		expect(psaNotes()).toHaveLength(2);
		expect(platformNotes().map(({ text }) => text)).toEqual(['Call me back', 'He is angry']);
	});

	test('takes its edits along, its first line staying what it was; an edit there comes back without it', async () => {
		const { platformId } = await linkedTicket();
		const id = platformNote(platformId, 'Call me bakc', 'public');
		await settleNotes(bench);
		const [{ text: before }] = psaNotes();
		bench.platform.control.edit('note', id, { text: 'Call me back' });
		await settleNotes(bench);
		const [{ text: after, id: there }] = psaNotes();
		expect(after).toBe(String(before).replace('bakc', 'back'));
		bench.connectwise.control.edit('notes', Number(there), { text: `${String(after)} today` });
		await settleNotes(bench);
		expect(platformNotes()).toMatchObject([{ text: 'Call me back today', author: 'Jane Doe' }]);
	});

	test('keeps the order in which notes were written', async () => {
		const { platformId } = await linkedTicket();
		for (let number = 1; number <= 12; number++) {
			bench.pass(1);
			platformNote(platformId, `note ${number}`, number % 2 ? 'public' : 'internal');
		}
		await settleNotes(bench);
		expect(psaNotes().map(({ text }) => String(text).split('\n')[1])).toEqual(
			Array.from({ length: 12 }, (_, index) => `note ${index + 1}`),
		);
	});

	test('the description of a ticket from the platform does not come back as a note', async () => {
		const { company } = bench.psaClient();
		await settleNotes(bench);
		const companyId = bench.counterpart('company', company).id;
		bench.platform.control.create('ticket', {
			title: 'New laptop',
			companyId,
			description: 'With a German keyboard',
			technicalNotes: 'Order at Dell',
		});
		const [{ id }] = bench.platform.control.list('ticket');
		platformNote(id, 'And a bag', 'public');
		await settleNotes(bench);
		expect(psaNotes().map(({ text }) => String(text).split('\n').at(-1))).toEqual([
			'With a German keyboard',
			'Order at Dell',
			'And a bag',
		]);
		await settleNotes(bench);
		expect(platformNotes().map(({ text }) => text)).toEqual(['And a bag']);
	});
});

describe('who may read a note', () => {
	test('a note that is made public on one side stays internal on the other, and a person is told', async () => {
		const { psaId, platformId } = await linkedTicket();
		const note = psaNote(psaId, 'from ConnectWise', 'internalAnalysisFlag');
		const id = platformNote(platformId, 'from the platform', 'internal');
		await settleNotes(bench);
		bench.connectwise.control.edit('notes', note, { internalAnalysisFlag: false, detailDescriptionFlag: true });
		bench.platform.control.edit('note', id, { visibility: 'public', text: 'from the platform, edited' });
		await settleNotes(bench);
		expect(platformNotes().find(({ text }) => text === 'from ConnectWise')).toMatchObject({ visibility: 'internal' });
		expect(psaNotes().find(({ text }) => String(text).endsWith('from the platform, edited'))).toMatchObject({
			detailDescriptionFlag: false,
			internalAnalysisFlag: true,
		});
		expect((await openReviews()).map(({ kind, entity, side }) => [kind, entity, side]).sort()).toEqual([
			['notLanded', 'note', 'platform'],
			['notLanded', 'note', 'psa'],
		]);
	});

	test('internal words are not written onto a note that clients see in ConnectWise all the same', async () => {
		const { psaId } = await linkedTicket();
		psaNote(psaId, 'both', 'detailDescriptionFlag', 'internalAnalysisFlag');
		await settleNotes(bench);
		bench.platform.control.edit('note', platformNotes()[0].id, { text: 'the client never pays' });
		await settleNotes(bench);
		expect(psaNotes()).toMatchObject([{ text: 'both' }]);
		expect(await openReviews()).toMatchObject([{ kind: 'deadLetter', entity: 'note', side: 'psa' }]);
	});
});

describe('what is gone', () => {
	test('a note that was deleted on the platform is reported, and stays in ConnectWise', async () => {
		const { platformId } = await linkedTicket();
		const id = platformNote(platformId, 'Call me back', 'public');
		await settleNotes(bench);
		bench.platform.control.remove('note', id);
		await settleNotes(bench);
		expect(psaNotes()).toHaveLength(1);
		expect(await openReviews()).toMatchObject([{ kind: 'deleted', entity: 'note', side: 'platform' }]);
	});

	test('a note that was deleted in ConnectWise is reported when something is to be written to it', async () => {
		const { psaId } = await linkedTicket();
		const note = psaNote(psaId, 'Call me back', 'detailDescriptionFlag');
		await settleNotes(bench);
		bench.connectwise.control.remove('notes', note);
		bench.platform.control.edit('note', platformNotes()[0].id, { text: 'Call me back today' });
		for (let cycle = 0; cycle < 3; cycle++) await notesCycle(bench);
		expect(await openReviews()).toMatchObject([{ kind: 'deleted', entity: 'note', side: 'psa' }]);
	});
});

describe('what it costs', () => {
	test('a quiet cycle asks for the tickets once more; tickets that changed cost one call more each and one for all, for as long as it may get another note', async () => {
		const { psaId } = await linkedTicket();
		bench.pass(900);
		await notesCycle(bench);
		bench.pass(30);
		psaNote(psaId, 'Toner was replaced', 'detailDescriptionFlag');
		bench.pass(-30);
		const { requests } = bench.connectwise.control;
		const calls: string[][] = [];
		for (let cycle = 0; cycle < 4; cycle++) {
			const since = requests.entries().at(-1)?.seq ?? 0;
			await notesCycle(bench);
			calls.push(requests.entries({ since }).map(({ method, path }) => `${method} ${path}`));
		}
		const idle = ['GET /company/companies', 'GET /company/contacts', 'GET /service/tickets', 'GET /service/tickets'];
		const notes = `GET /service/tickets/${psaId}/notes`;
		// Whether one of them is the text of a time entry.
		const time = 'GET /time/entries';
		expect(calls).toEqual([[...idle, notes, time], [...idle, notes, time], idle, idle]);
	});
});

test('an answer that was lost leaves one note, not two', async () => {
	const { platformId } = await linkedTicket();
	platformNote(platformId, 'Call me back', 'public');
	bench.connectwise.control.faults.add({ kind: 'lostResponse', method: 'POST', path: '/notes$', times: 1, delayMs: 0 });
	await settleNotes(bench);
	bench.pass(300);
	await settleNotes(bench);
	expect(psaNotes()).toHaveLength(1);
});
