import type { WorkflowJson } from '../support/workflow-runner';
import { Bench, SYNC } from './bench';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

const START = '2026-11-25T09:00:00Z';
const openReviews = async () => await (await bench.store()).reviews(SYNC, { status: 'open', limit: 20 });
const platformTime = () =>
	[...bench.platform.control.list('timeEntry')].sort((a, b) => Number(a.minutes) - Number(b.minutes));
const psaTime = () => bench.connectwise.control.records('timeEntries');

const CARRIED = ['company', 'contact', 'agreement', 'ticket', 'note', 'timeEntry', 'invoice'];

function withTime(template: WorkflowJson): void {
	for (const node of template.nodes) {
		if (node.parameters.operation === 'getChanges') node.parameters = { ...node.parameters, entities: CARRIED };
	}
}

/** Runs until nothing is written any more. */
async function settle(): Promise<void> {
	for (let runs = 1; runs <= 10; runs++) {
		const before = bench.writeRequests();
		bench.pass(60);
		const result = await bench.run({}, {}, withTime);
		if (result.error) throw result.error;
		if (bench.writeRequests() === before) return;
	}
	throw new Error('The two systems do not come to rest: writes in each of 10 runs.');
}

/** A linked ticket of a linked client with an agreement. */
async function linkedTicket(more: Readonly<Record<string, never>> = {}) {
	const { control } = bench.connectwise;
	const { company, contact } = bench.psaClient();
	const agreement = Number(
		control.create('agreements', {
			name: 'Block Time',
			type: { name: 'Block Time' },
			company: { id: company },
			contact: { id: contact },
			billAmount: 500,
		}).id,
	);
	const psaId = bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact }, ...more });
	await settle();
	return { psaId, company, agreement, platformId: bench.counterpart('ticket', psaId).id };
}

function psaEntry(ticket: number, fields: Readonly<Record<string, unknown>>): number {
	const given = { chargeToId: ticket, chargeToType: 'ServiceTicket', timeStart: START, ...fields };
	return Number(bench.connectwise.control.create('timeEntries', given).id);
}

function memberName(index = 0): string {
	const { firstName, lastName } = bench.connectwise.control.records('members')[index];
	return `${String(firstName)} ${String(lastName)}`;
}

describe('time that is entered in ConnectWise', () => {
	test('arrives once, with who worked, how long to the minute, and who may read it', async () => {
		const { psaId, platformId } = await linkedTicket();
		psaEntry(psaId, {
			timeEnd: '2026-11-25T09:20:00Z',
			notes: 'Replaced the fan',
			addToDetailDescriptionFlag: true,
			workType: { name: 'On-Site' },
		});
		psaEntry(psaId, { actualHours: 0.07, notes: 'They hit it with a chair', addToInternalAnalysisFlag: true });
		await settle();
		expect(platformTime()).toMatchObject([
			{ minutes: 4, notes: 'They hit it with a chair', visibility: 'internal', workType: 'Remote' },
			{
				ticketId: platformId,
				technician: memberName(),
				startedAt: '2026-11-25T09:00:00.000Z',
				minutes: 20,
				billable: true,
				notes: 'Replaced the fan',
				visibility: 'public',
				workType: 'Onsite',
				locked: false,
			},
		]);
		expect(bench.platform.control.list('note')).toEqual([]);
		expect(await openReviews()).toEqual([]);
	});
});

describe('time that is entered on the platform', () => {
	test('arrives once, for the member of that name, and follows edits on either side', async () => {
		const { psaId, platformId } = await linkedTicket();
		const { id } = bench.platform.control.create('timeEntry', {
			ticketId: platformId,
			technician: memberName(1),
			startedAt: START,
			endedAt: '2026-11-25T10:00:00Z',
			minutes: 50,
			billable: false,
			notes: 'Replaced the fan',
			visibility: 'internal',
		});
		await settle();
		expect(psaTime()).toMatchObject([
			{
				chargeToId: psaId,
				member: { name: memberName(1) },
				timeEnd: '2026-11-25T10:00:00Z',
				hoursDeduct: 0.17,
				actualHours: 0.83,
				billableOption: 'DoNotBill',
				internalNotes: 'Replaced the fan',
			},
		]);
		bench.platform.control.edit('timeEntry', id, { minutes: 55 });
		await settle();
		expect(psaTime()).toMatchObject([{ actualHours: 0.92, timeEnd: '2026-11-25T10:00:00Z' }]);
		bench.connectwise.control.edit('timeEntries', Number(psaTime()[0].id), { billableOption: 'NoCharge' });
		bench.platform.control.edit('timeEntry', id, { notes: 'Replaced both fans' });
		await settle();
		expect(psaTime()).toMatchObject([{ billableOption: 'NoCharge', internalNotes: 'Replaced both fans' }]);
		expect(platformTime()).toMatchObject([{ minutes: 55, billable: false, notes: 'Replaced both fans' }]);
		expect(await openReviews()).toEqual([]);
	});

	test('comes back with the agreement, work type and role that ConnectWise charges it by, where nobody said', async () => {
		const { agreement, psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { agreement: { id: agreement } });
		await settle();
		const [agreed] = bench.platform.control.list('agreement');
		const given = { ticketId: platformId, technician: memberName(), startedAt: START, minutes: 15 };
		bench.platform.control.create('timeEntry', given);
		bench.platform.control.create('timeEntry', { ...given, minutes: 30, workType: 'Onsite', workRole: 'Engineer' });
		await settle();
		expect(platformTime()).toMatchObject([
			{ minutes: 15, agreementId: agreed.id, workType: 'Remote', workRole: 'Engineer' },
			{ minutes: 30, agreementId: agreed.id, workType: 'Onsite', workRole: 'Engineer' },
		]);
		expect(psaTime()).toMatchObject([{ agreement: { id: agreement } }, { agreement: { id: agreement } }]);
		expect(await openReviews()).toEqual([]);
	});

	test('of somebody who is no member waits for a person, and goes when the name is right', async () => {
		const { platformId } = await linkedTicket();
		const given = { ticketId: platformId, technician: 'Jane Doe', startedAt: START, minutes: 15 };
		const { id } = bench.platform.control.create('timeEntry', given);
		await settle();
		expect(psaTime()).toEqual([]);
		const [review] = await openReviews();
		expect(review.message).toContain('"Jane Doe" is no member of this ConnectWise');
		bench.platform.control.edit('timeEntry', id, { technician: memberName(2) });
		await settle();
		expect(psaTime()).toMatchObject([{ member: { name: memberName(2) }, actualHours: 0.25 }]);
	});
});

describe('what ConnectWise bills', () => {
	test('comes back with its invoice and locks what it covers; a later edit waits for a person', async () => {
		const { psaId, platformId, agreement } = await linkedTicket();
		const covered = psaEntry(psaId, { actualHours: 1, agreement: { id: agreement } });
		bench.platform.control.create('timeEntry', {
			ticketId: platformId,
			technician: memberName(),
			startedAt: START,
			minutes: 90,
			notes: 'Rewired',
			visibility: 'public',
		});
		await settle();
		const invoices = bench.connectwise.control.bill();
		expect(invoices.map(({ type }) => type).sort()).toEqual(['Agreement', 'Standard']);
		await settle();
		const [agreed] = bench.platform.control.list('agreement');
		expect(agreed).toMatchObject({ name: 'Block Time', type: 'Block Time', active: true });
		const listed = bench.platform.control.list('invoice');
		expect(
			listed.map(({ number, total, currency, kind, status }) => ({ number, total, currency, kind, status })),
		).toEqual(
			invoices.map(({ invoiceNumber, total }) => ({
				number: invoiceNumber,
				total,
				currency: 'USD',
				kind: 'invoice',
				status: 'sent',
			})),
		);
		const [first, second] = platformTime();
		expect(first).toMatchObject({ locked: true, agreementId: agreed.id, minutes: 60 });
		const standard = invoices.findIndex(({ type }) => type === 'Standard');
		expect(second).toMatchObject({ locked: true, invoiceId: listed[standard].id, minutes: 90 });

		const entry = psaTime().find(({ id }) => id !== covered);
		// Somebody unlocks it by hand: the platform's own lock is no longer in the way, ConnectWise's bill still is.
		bench.platform.control.edit('timeEntry', String(second.id), { locked: false });
		bench.platform.control.edit('timeEntry', String(second.id), { notes: 'Rewired twice' });
		await settle();
		expect(bench.connectwise.control.record('timeEntries', Number(entry?.id))).toMatchObject({ notes: 'Rewired' });
		const reviews = await openReviews();
		expect(reviews.map(({ entity }) => entity)).toContain('timeEntry');

		bench.connectwise.control.creditMemo(Number(invoices[standard].id), 10);
		await settle();
		expect(bench.platform.control.list('invoice')).toContainEqual(
			expect.objectContaining({ kind: 'credit_note', total: -10 }),
		);
		bench.connectwise.control.pay(Number(invoices[standard].id));
		await settle();
		expect(bench.platform.control.list('invoice')[standard]).toMatchObject({ status: 'paid' });
	});

	test('is unlocked again where the period is opened once more', async () => {
		const { psaId } = await linkedTicket();
		psaEntry(psaId, { actualHours: 1 });
		await settle();
		const [invoice] = bench.connectwise.control.bill();
		await settle();
		expect(platformTime()).toMatchObject([{ locked: true }]);
		bench.connectwise.control.reopen(Number(invoice.id));
		await settle();
		expect(platformTime()).toMatchObject([{ locked: false, invoiceId: null }]);
		expect(bench.platform.control.list('invoice')).toMatchObject([{ total: 0 }]);
	});
});
