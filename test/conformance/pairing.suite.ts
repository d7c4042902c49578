import { otherSide, SIDES, SYSTEM_NAMES, type Side } from '../../sync/model/entity';
import { CLIENT, PairBench, PERSON, pick, SYNC, type LinkedClient } from './bench';
import { pairingOf, type Pairing } from './pairings';
import { HOSTILE, SAMPLES } from './samples';
import { ENTITIES, type Entity } from './systems';

const TITLE_200 = 'The label printer of the second surgery prints every label twice '.repeat(4).slice(0, 199) + '.';

/**
 * What the sync of any two systems promises, through the nodes and the template that the package ships.
 * @param key of the template
 */
export function pairingSuite(key: string): void {
	const pairing = pairingOf(key);
	describe(`${SYSTEM_NAMES[pairing.psa.id]} and ${SYSTEM_NAMES[pairing.platform.id]}`, () => promises(pairing));
}

function promises(pairing: Pairing): void {
	const name = (side: Side): string => SYSTEM_NAMES[pairing[side].id];
	let bench: PairBench;
	beforeEach(async () => {
		bench = await PairBench.start(pairing);
	});
	afterEach(async () => await bench.stop());

	const expectAlike = (counts: readonly number[]): void => {
		expect(bench.counts()).toEqual({ psa: counts, platform: counts });
	};
	const status = async () => await (await bench.store()).status(SYNC);
	const openReviews = async () => await (await bench.store()).reviews(SYNC, { status: 'open', limit: 20 });

	describe('a first load', () => {
		test('links what both know, creates what one knows, and doubles nothing', async () => {
			const size = { companies: 4, contactsPerCompany: 2 };
			bench.psa.seed({ ...size, tickets: 12 });
			bench.platform.seed({ ...size, tickets: 0 });
			bench.makeClient('platform');
			await bench.settle();
			expectAlike([5, 9, 13]);
			const { links, openReviews: open } = await status();
			expect(links).toMatchObject({
				company: { linked: 5, half: 0 },
				contact: { linked: 9, half: 0 },
				ticket: { linked: 13, half: 0 },
			});
			// Where two records from before disagree, nobody knows who is right: a person is asked.
			expect(Object.keys(open).filter((kind) => open[kind] && kind !== 'conflict')).toEqual([]);
		}, 60_000);

		test('takes as many runs as it likes: small ones end with the same records', async () => {
			bench.psa.seed({ companies: 3, contactsPerCompany: 2, tickets: 9 });
			bench.makeClient('platform');
			const small = Object.fromEntries(SIDES.map((side) => [bench.nodes.get[side], { recordsPerRun: 2 }]));
			for (let run = 0; run < 20; run++) await bench.cycle(small);
			expectAlike([4, 7, 10]);
		}, 60_000);
	});

	describe.each(SIDES)('from the side "%s"', (from) => {
		const to = otherSide(from);

		test('a client, a contact and a ticket that are new arrive with every field that is mapped', async () => {
			const given = (entity: Entity) => pick(SAMPLES[entity][1], bench.flowing(entity, from));
			const made = bench.makeClient(from, {
				company: given('company'),
				contact: given('contact'),
				ticket: given('ticket'),
			});
			await bench.settle();
			for (const entity of ENTITIES) {
				const there = bench.see(entity, to, await bench.linked(entity, from, made[entity]));
				expect(pick(there, bench.flowing(entity, from))).toEqual(given(entity));
			}
			const company = await bench.linked('company', from, made.company);
			const contact = await bench.linked('contact', from, made.contact);
			expect(bench.see('contact', to, contact).company).toBe(company[to]);
			expect(bench.see('ticket', to, await bench.linked('ticket', from, made.ticket))).toMatchObject({
				company: company[to],
				contact: contact[to],
			});
			expectAlike([1, 1, 1]);
		});

		test.each(ENTITIES)('edits of every mapped field of a %s arrive, and nothing else is touched', async (entity) => {
			const client = await bench.linkedClient();
			const before = bench.see(entity, to, client[entity]);
			for (const edits of SAMPLES[entity]) {
				const flowing = pick(edits, bench.flowing(entity, from));
				bench.edit(entity, from, client[entity], flowing);
				await bench.settle();
				expect(bench.see(entity, to, client[entity])).toEqual({ ...before, ...flowing });
				expect(bench.see(entity, from, client[entity])).toMatchObject(flowing);
			}
			expect(await openReviews()).toEqual([]);
		});

		test('one field is edited: one field is written', async () => {
			const { ticket } = await bench.linkedClient();
			for (const [field, value] of Object.entries(pick(SAMPLES.ticket[0], bench.flowing('ticket', from)))) {
				const before = bench.see('ticket', to, ticket);
				bench.edit('ticket', from, ticket, { [field]: value });
				await bench.settle();
				expect(bench.see('ticket', to, ticket)).toEqual({ ...before, [field]: value });
			}
		});

		test.each(['status', 'priority'])('every %s that both have a word for becomes its counterpart', async (field) => {
			const values = bench.sharedValues('ticket', field);
			expect(values.length).toBeGreaterThanOrEqual(3);
			const { ticket, company } = await bench.linkedClient();
			const tickets = [ticket];
			for (const value of values.slice(1)) {
				const id = bench.on(from).people.create('ticket', { title: `To be ${value}`, company: company[from] });
				await bench.settle();
				tickets.push(await bench.linked('ticket', from, id));
			}
			for (const [index, value] of values.entries()) bench.edit('ticket', from, tickets[index], { [field]: value });
			await bench.settle();
			expect(tickets.map((one) => bench.see('ticket', to, one)[field])).toEqual(values);
			expect(tickets.map((one) => bench.see('ticket', from, one)[field])).toEqual(values);
		});

		test('a custom field leaves its neighbours alone', async () => {
			const { ticket } = await bench.linkedClient();
			bench.edit('ticket', to, ticket, { neighbour: 'something else' });
			bench.edit('ticket', from, ticket, { assetTag: 'TS-PRT-01' });
			await bench.settle();
			expect(bench.see('ticket', to, ticket)).toMatchObject({ assetTag: 'TS-PRT-01', neighbour: 'something else' });
		});

		test('a field that is emptied is emptied there', async () => {
			const { contact, ticket } = await bench.linkedClient();
			bench.edit('contact', from, contact, { phone: '+1 555 010 0101' });
			bench.edit('ticket', from, ticket, { assetTag: 'TS-PRT-01' });
			await bench.settle();
			expect(bench.see('contact', to, contact).phone).toBe('+1 555 010 0101');
			bench.edit('contact', from, contact, { phone: null });
			bench.edit('ticket', from, ticket, { assetTag: null });
			await bench.settle();
			expect(bench.see('contact', to, contact).phone).toBeNull();
			expect(bench.see('ticket', to, ticket).assetTag).toBeNull();
			expect(bench.see('contact', from, contact).phone).toBeNull();
		});

		test('a ticket that moves to another client takes its link along', async () => {
			const { ticket } = await bench.linkedClient();
			const other = bench.makeClient(from, {
				company: bench.known('company', { name: 'Contoso Legal', identifier: 'CONTOSO' }),
				contact: { firstName: 'Carla', lastName: 'Cruz', email: 'carla@contoso.example' },
				ticket: { title: 'New laptop' },
			});
			bench.edit('ticket', from, ticket, { company: other.company, contact: other.contact });
			await bench.settle();
			expect(bench.see('ticket', to, ticket)).toMatchObject({
				company: (await bench.linked('company', from, other.company))[to],
				contact: (await bench.linked('contact', from, other.contact))[to],
			});
			expectAlike([2, 2, 2]);
		});

		test('a title of 200 characters stays whole for ten cycles, whatever the other side keeps of it', async () => {
			const { ticket } = await bench.linkedClient();
			const own = bench.on(from).keptTitle(TITLE_200);
			bench.edit('ticket', from, ticket, { title: own });
			for (let run = 0; run < 10; run++) await bench.cycle();
			expect(bench.see('ticket', from, ticket).title).toBe(own);
			expect(bench.see('ticket', to, ticket).title).toBe(bench.on(to).keptTitle(own));
			bench.edit('ticket', from, ticket, { priority: 'low' });
			bench.edit('ticket', to, ticket, { status: 'inProgress' });
			await bench.settle();
			expect(bench.see('ticket', from, ticket)).toMatchObject({ title: own, status: 'inProgress' });
			expect(bench.see('ticket', to, ticket)).toMatchObject({ title: bench.on(to).keptTitle(own), priority: 'low' });
		}, 60_000);

		test('a time to the fraction of a second comes back from no side that knows whole seconds only', async () => {
			const { ticket } = await bench.linkedClient();
			if (!bench.flowing('ticket', from).includes('dueAt')) return;
			bench.edit('ticket', from, ticket, { dueAt: '2026-05-01T10:00:00.750Z' });
			const typed = bench.see('ticket', from, ticket).dueAt;
			await bench.settle();
			for (let run = 0; run < 3; run++) await bench.cycle();
			expect(bench.see('ticket', from, ticket).dueAt).toBe(typed);
			const off = Date.parse(String(bench.see('ticket', to, ticket).dueAt)) - Date.parse(String(typed));
			expect(Math.abs(off)).toBeLessThan(1000);
		});

		test.each(HOSTILE)('what people type arrives as it is: %s', async (text) => {
			const client = bench.known('company', { name: text.slice(0, 50), identifier: 'HOSTILE' });
			const made = bench.makeClient(from, { company: client, ticket: { title: text } });
			await bench.settle();
			const ticket = await bench.linked('ticket', from, made.ticket);
			expect(bench.see('ticket', to, ticket).title).toBe(text);
			const company = await bench.linked('company', from, made.company);
			expect(bench.see('company', to, company).name).toBe(text.slice(0, 50).trim());
			bench.edit('ticket', to, ticket, { title: `${text}!` });
			await bench.settle();
			expect(bench.see('ticket', from, ticket).title).toBe(`${text}!`);
			expectAlike([1, 1, 1]);
		});

		test.each(ENTITIES)('a create of a %s whose answer is lost is made once', async (entity) => {
			const { faults, calls } = bench.on(to);
			faults.add({ kind: 'lostResponse', times: 1, delayMs: 0, ...calls.create[entity] });
			bench.makeClient(from);
			for (let run = 0; run < 6; run++) await bench.cycle();
			expect(faults.list()[0]?.struck).toBe(1);
			expectAlike([1, 1, 1]);
			expect((await status()).links).toMatchObject({
				company: { linked: 1 },
				contact: { linked: 1 },
				ticket: { linked: 1 },
			});
			expect((await bench.cycle()).ran(bench.nodes.resolve)).toBe(false);
		});

		test.each(['lostRequest', 'unavailable', 'rateLimited', 'serverError'] as const)(
			'a create that never got through (%s) is made later, and once',
			async (kind) => {
				const { faults, calls } = bench.on(to);
				const patience = kind === 'rateLimited' ? { retryAfterSeconds: 1 } : {};
				faults.add({ kind, times: 1, delayMs: 0, ...patience, ...calls.create.ticket });
				bench.makeClient(from);
				for (let run = 0; run < 6; run++) await bench.cycle();
				expect(faults.list()[0]?.struck).toBe(1);
				expectAlike([1, 1, 1]);
				expect((await status()).writes).toMatchObject({ pending: 0, replan: 0 });
			},
		);

		test('an update whose answer is lost is recognised as our own, and a later edit comes back over it', async () => {
			const { ticket } = await bench.linkedClient();
			const { faults, calls } = bench.on(to);
			faults.add({ kind: 'lostResponse', times: 1, delayMs: 0, ...calls.update.ticket });
			bench.edit('ticket', from, ticket, { title: 'Edited once' });
			for (let run = 0; run < 5; run++) await bench.cycle();
			expect(faults.list()[0]?.struck).toBe(1);
			expect(bench.see('ticket', to, ticket).title).toBe('Edited once');
			bench.edit('ticket', to, ticket, { title: 'Edited later' });
			await bench.settle();
			expect(bench.see('ticket', from, ticket).title).toBe('Edited later');
		});

		test('a ticket that is gone here is left alone there, and a person is told', async () => {
			const { ticket } = await bench.linkedClient();
			bench.on(from).people.remove('ticket', ticket[from]);
			bench.edit('ticket', to, ticket, { title: 'Edited afterwards' });
			await bench.settle();
			expect(bench.see('ticket', to, ticket).title).toBe('Edited afterwards');
			expect(bench.on(from).people.exists('ticket', ticket[from])).toBe(false);
			expect(bench.counts()[from]).toEqual([1, 1, 0]);
			expect(await openReviews()).toMatchObject([{ kind: 'deleted', entity: 'ticket', side: from }]);
			expect((await bench.cycle()).ran(bench.nodes.resolve)).toBe(false);
		});

		test('an index that lags behind shows an edit later, and nothing twice', async () => {
			const { ticket } = await bench.linkedClient();
			// Within the overlap of the readers' windows.
			bench.on(from).lag(100_000);
			bench.edit('ticket', from, ticket, { title: 'Shown later' });
			bench.edit('ticket', to, ticket, { priority: 'high' });
			for (let run = 0; run < 12; run++) await bench.cycle();
			for (const side of SIDES) {
				expect(bench.see('ticket', side, ticket)).toMatchObject({ title: 'Shown later', priority: 'high' });
			}
			const before = bench.writeRequests();
			for (let run = 0; run < 6; run++) await bench.cycle();
			expect(bench.writeRequests()).toBe(before);
		}, 60_000);

		test('an index that lags behind while records are new doubles none', async () => {
			bench.on(to).lag(100_000);
			bench.makeClient(from);
			for (let run = 0; run < 12; run++) await bench.cycle();
			expectAlike([1, 1, 1]);
			expect((await bench.cycle()).ran(bench.nodes.resolve)).toBe(false);
		}, 60_000);

		test('records that cannot be read for a moment after they were created are linked all the same', async () => {
			const system = bench.on(to);
			if (!system.lagAfterCreate) return;
			system.lagAfterCreate(100_000);
			bench.makeClient(from);
			for (let run = 0; run < 8; run++) await bench.cycle();
			expectAlike([1, 1, 1]);
			expect((await status()).links).toMatchObject({ ticket: { linked: 1, half: 0 } });
			expect(await openReviews()).toEqual([]);
		}, 60_000);
	});

	describe('both sides at once', () => {
		let client: LinkedClient;
		beforeEach(async () => {
			client = await bench.linkedClient();
		});

		test('edits of different fields of one ticket both survive', async () => {
			bench.edit('ticket', 'psa', client.ticket, { priority: 'critical' });
			bench.edit('ticket', 'platform', client.ticket, { title: 'Printer is still on fire' });
			await bench.settle();
			for (const side of SIDES) {
				expect(bench.see('ticket', side, client.ticket)).toMatchObject({
					title: 'Printer is still on fire',
					priority: 'critical',
				});
			}
		});

		test(`edits of one field: ${name('psa')} wins as the template says, and the loser is kept`, async () => {
			bench.edit('ticket', 'psa', client.ticket, { title: 'What the PSA says' });
			bench.edit('ticket', 'platform', client.ticket, { title: 'What the platform says' });
			await bench.settle();
			for (const side of SIDES) {
				expect(bench.see('ticket', side, client.ticket).title).toBe('What the PSA says');
			}
			const audit = await (await bench.store()).audit(SYNC, { limit: 200 });
			expect(audit).toContainEqual(
				expect.objectContaining({ kind: 'lost', side: 'platform', before: 'What the platform says' }),
			);
		});

		test('edits of one field to the same value are no conflict, and nothing is written', async () => {
			for (const side of SIDES) bench.edit('ticket', side, client.ticket, { title: 'Both say so' });
			const before = bench.writeRequests();
			await bench.settle();
			expect(bench.writeRequests()).toBe(before);
			expect(await openReviews()).toEqual([]);
		});

		test('a run that dies between plan and apply is finished by the next one, over no edit of meanwhile', async () => {
			bench.edit('ticket', 'psa', client.ticket, { title: 'What the PSA says' });
			await bench.dieBeforeApply();
			bench.edit('ticket', 'platform', client.ticket, { title: 'What the platform says', priority: 'high' });
			await bench.settle();
			for (const side of SIDES) {
				expect(bench.see('ticket', side, client.ticket)).toMatchObject({
					title: 'What the PSA says',
					priority: 'high',
				});
			}
			const audit = await (await bench.store()).audit(SYNC, { limit: 200 });
			expect(JSON.stringify(audit.filter(({ kind }) => kind === 'lost'))).toContain('What the platform says');
		});

		test('both systems are in trouble for a while: everything arrives once they recover', async () => {
			for (const { faults } of SIDES.map((side) => bench.on(side))) {
				faults.add({ kind: 'unavailable', times: 3, skip: 1 });
				faults.add({ kind: 'rateLimited', times: 2, skip: 3, retryAfterSeconds: 1 });
			}
			for (const side of SIDES) {
				for (let index = 0; index < 3; index++) {
					bench
						.on(side)
						.people.create('ticket', { title: `Ticket ${index} of ${side}`, company: client.company[side] });
				}
			}
			for (let run = 0; run < 6; run++) {
				bench.pass(60);
				await bench.once();
			}
			await bench.settle();
			expectAlike([1, 1, 7]);
		}, 60_000);
	});

	describe('rest', () => {
		test('a quiet cycle writes nothing and costs one list call per entity and side', async () => {
			await bench.linkedClient();
			await bench.settle();
			const logs = SIDES.map((side) => bench.on(side));
			const marks = logs.map(({ requests }) => requests.entries().at(-1)?.seq ?? 0);
			const run = await bench.cycle();
			for (const [index, { requests, calls }] of logs.entries()) {
				const asked = requests.entries({ since: marks[index] }).filter((request) => !calls.isOverhead(request));
				expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(ENTITIES.map((one) => calls.list[one]));
			}
			expect(run.ran(bench.nodes.resolve)).toBe(false);
		});

		test('a preview shows the plan and writes nothing; the live run after it carries out the same plan', async () => {
			bench.makeClient('psa');
			const shown = await bench.cycle({ [bench.nodes.resolve]: { mode: 'preview' } });
			expect(bench.writeRequests()).toBe(0);
			const apply = bench.nodes.apply.platform;
			expect(shown.json(apply).map(({ entity, outcome }) => [entity, outcome])).toEqual(
				ENTITIES.map((entity) => [entity, 'preview']),
			);
			const plan = (run: typeof shown) => run.json(bench.nodes.resolve, 1).map(({ _sync, ...fields }) => fields);
			const live = await bench.cycle();
			expect(plan(live)).toEqual(plan(shown));
			expect(live.json(apply).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
		});
	});

	describe('people who are on both sides already', () => {
		test('the same client and contact, typed in twice, are one of each', async () => {
			for (const side of SIDES) {
				const { people } = bench.on(side);
				const company = people.create('company', bench.known('company', CLIENT));
				people.create('contact', { ...PERSON, company });
			}
			await bench.settle();
			expectAlike([1, 1, 0]);
			expect((await status()).links).toMatchObject({ company: { linked: 1 }, contact: { linked: 1 } });
		});
	});
}
