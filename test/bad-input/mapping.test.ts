import { CUSTOM_FIELDS, type PlatformField } from '../../sandbox/platform/fields';
import type { MappingRow } from '../../sync/model/mapping';
import type { WorkflowJson } from '../support/workflow-runner';
import { Bench, NODES, SYNC } from '../workflows/bench';
import { mapped, refusalOf } from './support';

/* A field map that does not fit the systems says so by row, field and node; records wait, none is lost. */

const CONSTRUCTOR: PlatformField = {
	name: 'constructor',
	label: 'Built by',
	type: 'string',
	maxLength: 50,
	nullable: true,
};

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start({
		connectwise: { record: undefined },
		platform: { customFields: { ...CUSTOM_FIELDS, ticket: [...(CUSTOM_FIELDS.ticket ?? []), CONSTRUCTOR] } },
	});
});
afterEach(async () => await bench.stop());

const copy = (psaField: string, platformField: string): MappingRow => ({
	psaField,
	platformField,
	direction: 'both',
	transform: { kind: 'copy' },
});
const withRow = (row: MappingRow) => (template: WorkflowJson) => mapped(template, 'ticket', (rows) => [...rows, row]);

async function linkedTicket() {
	const { company, contact } = bench.psaClient();
	const psaId = bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
	await bench.settle();
	return { psaId, platformId: bench.counterpart('ticket', psaId).id, company };
}

async function cycle(rewire: (template: WorkflowJson) => void) {
	bench.pass(60);
	const result = await bench.run({}, {}, rewire);
	expect(result.error?.message).toBeUndefined();
	return result;
}

describe('a field map that names a missing field', () => {
	test.each([
		['of ConnectWise', copy('summry', 'rootCause'), /ConnectWise has no field "summry" on a ticket/],
		['of the platform', copy('poNumber', 'rootCuase'), /Unified Platform has no field "rootCuase" on a ticket/],
		[
			'a custom field',
			copy('customFields/Asset Tga', 'rootCause'),
			/ConnectWise has no field "customFields\/Asset Tga"/,
		],
		['a name that every object has', copy('constructor', 'rootCause'), /ConnectWise has no field "constructor"/],
		['another one', copy('poNumber', '__proto__'), /Unified Platform has no field "__proto__"/],
	])('%s: the run stops and names node, row and field; mended, everything arrives', async (_what, row, told) => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.platform.control.edit('ticket', platformId, { priority: 'High' });
		bench.pass(60);
		const before = bench.writeRequests();
		const refusal = refusalOf(await bench.run({}, {}, withRow(row)));
		expect(refusal).toMatch(/The field map of ticket cannot be used\. Row \d+/);
		expect(refusal).toMatch(told);
		expect(refusal).toMatch(/Choose one from the list/);
		expect(refusal).toMatch(/Open the Field Map node named in the message|Map Tickets/);
		expect(bench.writeRequests()).toBe(before);
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ title: 'Edited', priority: 'High' });
		expect(bench.psa('tickets', psaId)).toMatchObject({ priority: { name: 'Priority 2 - High' } });
	});

	test('of an entity that has no field map at all is told, and its records wait', async () => {
		bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
		bench.pass(60);
		const without = (template: WorkflowJson) => {
			for (const node of template.nodes) if (node.name === 'Map Contacts') node.disabled = true;
		};
		expect(refusalOf(await bench.run({}, {}, without))).toMatch(
			/No Field Map node for "contact" was found|contact \d+ has not been mapped/,
		);
		await bench.settle();
		expect(bench.platform.control.list('contact')).toHaveLength(1);
	});

	test('that was made a moment ago is known as soon as the message says: after the next run of Get Changes', async () => {
		const { psaId, platformId } = await linkedTicket();
		const fields = bench.connectwise.control.records('userDefinedFields');
		const impacted = Number(fields.find(({ caption }) => caption === 'Impacted Users')?.id);
		bench.connectwise.control.corrupt('userDefinedFields', impacted, {
			caption: 'Lately Made',
			fieldTypeIdentifier: 'Text',
		});
		bench.connectwise.control.edit('tickets', psaId, { customFields: [{ caption: 'Lately Made', value: 'known' }] });
		bench.pass(600);
		const lately = withRow(copy('customFields/Lately Made', 'rootCause'));
		expect(refusalOf(await bench.run({}, {}, lately))).toMatch(
			/has no field "customFields\/Lately Made".*in the list after the next run of Get Changes/,
		);
		await cycle(lately);
		bench.connectwise.control.edit('tickets', psaId, { customFields: [{ caption: 'Lately Made', value: 'it flows' }] });
		for (let run = 0; run < 2; run++) await cycle(lately);
		expect(bench.platform.control.get('ticket', platformId).rootCause).toBe('it flows');
	});
});

describe('an unknown status', () => {
	test('that somebody added to the board is kept out and shown to a person; the other fields of the ticket flow', async () => {
		const { psaId, platformId } = await linkedTicket();
		const { control } = bench.connectwise;
		const scheduled = control.records('boardStatuses').find(({ name }) => name === 'Scheduled');
		control.corrupt('boardStatuses', Number(scheduled?.id), { name: 'Frobnicated' });
		control.edit('tickets', psaId, { status: { name: 'Frobnicated' }, summary: 'Edited' });
		const [told] = (await bench.cycle()).json(NODES.tell);
		expect(told).toMatchObject({ kind: 'unmapped', field: 'status', psaId: String(psaId), needsReview: true });
		expect(told?.message).toMatch(
			/ConnectWise ticket: "Frobnicated" in "status\/name" has no counterpart in the value list/,
		);
		expect(told?.message).toMatch(
			/The field was kept out\. Correct the value in ConnectWise, or the row "status\/name ⇄ status"/,
		);
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ title: 'Edited', status: 'new' });

		control.edit('tickets', psaId, { status: { name: 'Completed' } });
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ status: 'resolved' });
		expect(await (await bench.store()).reviews(SYNC, { status: 'open', limit: 5 })).toEqual([]);
	});

	test('of the platform is kept out as well, and named in the platform’s words', async () => {
		const { psaId, platformId } = await linkedTicket();
		const without = (template: WorkflowJson) =>
			mapped(template, 'ticket', (rows) =>
				rows.map((row) =>
					row.platformField === 'status' && row.transform.kind === 'values'
						? {
								...row,
								transform: {
									...row.transform,
									pairs: row.transform.pairs.filter(({ platform }) => platform !== 'waiting'),
								},
							}
						: row,
				),
			);
		bench.platform.control.edit('ticket', platformId, { status: 'waiting', title: 'Edited' });
		await cycle(without);
		await cycle(without);
		expect(bench.psa('tickets', psaId)).toMatchObject({ summary: 'Edited', status: { name: 'New' } });
		const entries = await (await bench.store()).reviews(SYNC, { status: 'open', limit: 5 });
		expect(entries).toMatchObject([{ kind: 'unmapped', entity: 'ticket', platformId }]);
		expect(entries[0]?.message).toMatch(
			/Unified Platform ticket: "waiting" in "status" has no counterpart in the value list/,
		);
	});

	test('that the board of a ticket does not have is told with the board, and the next ticket is written', async () => {
		const { psaId, platformId, company } = await linkedTicket();
		const otherId = bench.psaTicket(company, 'Second');
		await bench.settle();
		const { control } = bench.connectwise;
		for (const { id, name } of control.records('boardStatuses')) {
			if (name === 'Completed') control.corrupt('boardStatuses', Number(id), { name: 'Done and dusted' });
		}
		bench.platform.control.edit('ticket', platformId, { status: 'resolved' });
		bench.platform.control.edit('ticket', bench.counterpart('ticket', otherId).id, { title: 'Taken' });
		await bench.settle();
		expect(bench.psa('tickets', otherId).summary).toBe('Taken');
		const entries = await (await bench.store()).reviews(SYNC, { status: 'open', limit: 5 });
		expect(entries).toMatchObject([{ entity: 'ticket', psaId: String(psaId) }]);
		expect(entries[0]?.message).toMatch(/status/i);
		expect(entries[0]?.message).toMatch(/Completed/);
	});
});

describe('custom fields with names that JavaScript has a use for', () => {
	test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
		'%s of ConnectWise flows both ways like any other, and so does a value of that name',
		async (caption) => {
			const { control } = bench.connectwise;
			const tag = control.records('userDefinedFields').find((field) => field.caption === 'Asset Tag');
			control.corrupt('userDefinedFields', Number(tag?.id), { caption });
			const rewire = (template: WorkflowJson) =>
				mapped(template, 'ticket', (rows) => [
					...rows.filter(({ psaField }) => psaField !== 'customFields/Asset Tag'),
					copy(`customFields/${caption}`, 'customFields/constructor'),
				]);
			const { company } = bench.psaClient();
			const psaId = bench.psaTicket(company, caption, { customFields: [{ caption, value: caption }] });
			for (let run = 0; run < 2; run++) await cycle(rewire);
			const there = bench.counterpart('ticket', psaId);
			expect(there).toMatchObject({ title: caption, customFields: { constructor: caption } });
			bench.platform.control.edit('ticket', there.id, { customFields: { constructor: `${caption}!` } });
			for (let run = 0; run < 2; run++) await cycle(rewire);
			const [field] = bench.psa('tickets', psaId).customFields as { caption: string; value: unknown }[];
			expect(field).toMatchObject({ caption, value: `${caption}!` });
			expect(({} as Record<string, unknown>).polluted).toBeUndefined();
			const before = bench.writeRequests();
			await cycle(rewire);
			expect(bench.writeRequests()).toBe(before);
		},
	);

	test('as values of a value list they are translated like any other', async () => {
		const rewire = (template: WorkflowJson) =>
			mapped(template, 'ticket', (rows) => [
				...rows.filter(({ psaField }) => psaField !== 'customFields/Asset Tag'),
				{
					psaField: 'customFields/Asset Tag',
					platformField: 'customFields/constructor',
					direction: 'both',
					transform: {
						kind: 'values',
						unmapped: { policy: 'keepOut' },
						pairs: [
							{ psa: '__proto__', platform: 'constructor' },
							{ psa: 'constructor', platform: 'toString' },
						],
					},
				},
			]);
		const { company } = bench.psaClient();
		const tag = (value: string) => ({ customFields: [{ caption: 'Asset Tag', value }] });
		const known = bench.psaTicket(company, 'known', tag('__proto__'));
		const unknown = bench.psaTicket(company, 'unknown', tag('valueOf'));
		for (let run = 0; run < 2; run++) await cycle(rewire);
		expect(bench.counterpart('ticket', known)).toMatchObject({ customFields: { constructor: 'constructor' } });
		const entries = await (await bench.store()).reviews(SYNC, { status: 'open', limit: 5 });
		expect(entries).toMatchObject([{ kind: 'unmapped', psaId: String(unknown), psa: { value: 'valueOf' } }]);
	});
});
