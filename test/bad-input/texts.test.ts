import { CUSTOM_FIELDS, type PlatformField } from '../../sandbox/platform/fields';
import type { WorkflowJson } from '../support/workflow-runner';
import { Bench, NODES, SYNC } from '../workflows/bench';
import { mapped } from './support';

/* Whatever people paste into a field arrives as it is, or is held with an entry that says why; it stops nobody else. */

const MB = 1024 * 1024;
const STORY: PlatformField = { name: 'Story', label: 'Story', type: 'text', maxLength: 8 * MB, nullable: true };

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start({
		// Not recorded: several of these texts are none that a real answer would hold.
		connectwise: { record: undefined },
		platform: { customFields: { ...CUSTOM_FIELDS, ticket: [...(CUSTOM_FIELDS.ticket ?? []), STORY] } },
	});
});
afterEach(async () => await bench.stop());

const titles = () => bench.platform.control.list('ticket').map(({ title }) => title);
const summaries = () => bench.connectwise.control.records('tickets').map(({ summary }) => summary);

describe('texts that are nothing special to us', () => {
	test.each([
		['emoji', '👩‍👩‍👧‍👦 printer 🖨️🔥 🇩🇪'],
		['right-to-left text', 'מדפסת بطابعة 12 (test)'],
		['characters that turn the direction', 'invoice‮gpj.exe‬ ⁦x⁩'],
		['combining characters, not composed', 'Zoe\u0301 – Ame\u0301lie'],
		['a NUL', 'before\0after'],
		['other control characters', 'bell\u0007 escape\u001b[31m del\u007f nel\u0085'],
	])('%s: arrives to the letter on both sides, is edited, and comes to rest', async (_what, text) => {
		const { company, contact } = bench.psaClient();
		const psaId = bench.psaTicket(company, text, { contact: { id: contact } });
		const client = bench.platform.control.create('company', { name: `${text} of the platform` });
		bench.platform.control.create('ticket', { title: `${text}, too`, companyId: client.id });
		await bench.settle();
		expect(titles().sort()).toEqual([text, `${text}, too`].sort());
		expect(summaries().sort()).toEqual([text, `${text}, too`].sort());

		bench.platform.control.edit('ticket', bench.counterpart('ticket', psaId).id, { title: `${text}!` });
		await bench.settle();
		expect(bench.psa('tickets', psaId).summary).toBe(`${text}!`);
		const before = bench.writeRequests();
		for (let run = 0; run < 3; run++) await bench.cycle();
		expect(bench.writeRequests()).toBe(before);
		expect(await (await bench.store()).reviews(SYNC, { limit: 5 })).toEqual([]);
	});
});

describe('half of a surrogate pair, which no system can store', () => {
	test.each(['a\ud83d', '\udc00b', 'a\ud800b'])(
		'%j: is refused by name, and everything else arrives',
		async (broken) => {
			const { company } = bench.psaClient();
			const { control } = bench.connectwise;
			const email = [{ type: { id: 1 }, value: `${broken}@example.com`, defaultFlag: true }];
			control.create('contacts', {
				firstName: broken,
				lastName: broken,
				company: { id: company },
				communicationItems: email,
			});
			control.create('companies', { name: `${broken} Ltd`, identifier: 'BROKEN', site: { name: 'Main' } });
			const brokenTicket = bench.psaTicket(company, broken);
			bench.psaTicket(company, 'Printer is on fire');
			await bench.settle();

			expect(titles()).toEqual(['Printer is on fire']);
			const store = await bench.store();
			const entries = await store.reviews(SYNC, { status: 'open', limit: 10 });
			expect(entries.map(({ kind, entity }) => [kind, entity]).sort()).toEqual([
				['deadLetter', 'company'],
				['deadLetter', 'contact'],
				['deadLetter', 'ticket'],
			]);
			for (const { message } of entries) expect(message).toMatch(/rejected: .*holds an unpaired surrogate/);

			// Mended where it came from, it goes on by itself.
			control.edit('tickets', brokenTicket, { summary: 'Mended' });
			await bench.settle();
			expect(titles().sort()).toEqual(['Mended', 'Printer is on fire']);
		},
	);
});

describe('5 MB of text', () => {
	const big = 'Ä line of text that goes on and on.\n'.repeat((5 * MB) / 37);
	/** `Asset Tag` of ConnectWise, which has no limit there, to a field of the platform. */
	const to = (platformField: string) => (template: WorkflowJson) =>
		mapped(template, 'ticket', (rows) => [
			...rows.filter(({ psaField }) => psaField !== 'customFields/Asset Tag'),
			{ psaField: 'customFields/Asset Tag', platformField, direction: 'both', transform: { kind: 'copy' } },
		]);
	const assetTag = (value: string) => ({ customFields: [{ caption: 'Asset Tag', value }] });

	async function settle(rewire: (template: WorkflowJson) => void) {
		for (let before = -1; before !== bench.writeRequests(); ) {
			before = bench.writeRequests();
			bench.pass(60);
			const result = await bench.run({}, {}, rewire);
			expect(result.error?.message).toBeUndefined();
			for (const { json } of [NODES.getPsa, NODES.tell].flatMap((node) =>
				result.ran(node) ? result.output(node) : [],
			)) {
				expect(() => JSON.stringify(json)).not.toThrow();
			}
		}
	}

	test('arrives whole on the platform where the field holds it', async () => {
		const text = big.slice(0, 3 * MB);
		const psaId = bench.psaTicket(bench.psaClient().company, 'Long story', assetTag(text));
		await settle(to('customFields/Story'));
		const there = bench.counterpart('ticket', psaId);
		expect((there.customFields as Record<string, unknown>).Story === text).toBe(true);
		bench.platform.control.edit('ticket', there.id, { customFields: { Story: `${text}. The end` } });
		await settle(to('customFields/Story'));
		const [field] = bench.psa('tickets', psaId).customFields as { value: unknown }[];
		expect(field?.value === `${text}. The end`).toBe(true);
	}, 60_000);

	test('arrives whole in ConnectWise', async () => {
		const client = bench.platform.control.create('company', { name: 'Contoso' });
		bench.platform.control.create('ticket', {
			title: 'Long story',
			companyId: client.id,
			customFields: { Story: big },
		});
		await settle(to('customFields/Story'));
		const [field] = bench.connectwise.control.records('tickets')[0]?.customFields as { value: unknown }[];
		expect(field?.value === big).toBe(true);
	}, 60_000);

	test('is held where the field is too short for it: named with both lengths, while the rest of the ticket arrives', async () => {
		const { company } = bench.psaClient();
		const psaId = bench.psaTicket(company, 'Long story', assetTag(big));
		bench.psaTicket(company, 'Short story');
		await settle(to('rootCause'));
		expect(titles()).toEqual(['Long story', 'Short story']);
		expect(bench.counterpart('ticket', psaId).rootCause).toBeNull();
		const store = await bench.store();
		const entries = await store.reviews(SYNC, { status: 'open', limit: 10 });
		expect(entries).toMatchObject([{ kind: 'unmapped', entity: 'ticket', field: 'rootCause', psaId: String(psaId) }]);
		expect(entries[0]?.message).toMatch(
			new RegExp(`"customFields/Asset Tag" has ${big.length} characters, and Root Cause holds 4000.*kept out.*Correct`),
		);
		expect(entries[0]?.message.length).toBeLessThan(1_000);
		expect(bench.psa('tickets', psaId).customFields).toMatchObject([{ value: big }, {}, {}, {}]);

		bench.connectwise.control.edit('tickets', psaId, assetTag('In short: it burns.'));
		await settle(to('rootCause'));
		expect(bench.counterpart('ticket', psaId).rootCause).toBe('In short: it burns.');
		expect(await store.reviews(SYNC, { status: 'open', limit: 10 })).toEqual([]);
	}, 60_000);

	test('that the other system refuses as a whole becomes an entry with its words, and stops nobody else', async () => {
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'Long story', assetTag(big));
		bench.psaTicket(company, 'Short story');
		await settle(to('customFields/Story'));
		expect(titles()).toEqual(['Short story']);
		const entries = await (await bench.store()).reviews(SYNC, { status: 'open', limit: 10 });
		expect(entries).toMatchObject([{ kind: 'deadLetter', entity: 'ticket' }]);
		expect(entries[0]?.message).toMatch(/Unified Platform POST .*rejected.*413/);
		expect(entries[0]?.message.length).toBeLessThan(1_000);
	}, 60_000);
});
