import { otherSide, type Side } from '../../../sync/model/entity';
import { pick, type Stage } from '../bench';
import { HOSTILE, SAMPLES, TITLE_200 } from '../samples';
import { ENTITIES, type Entity } from '../systems';

/** What people do on one side arrives on the other. */
export function arrivals(bench: Stage, from: Side): void {
	const to = otherSide(from);

	test('a client, a contact and a ticket that are new arrive with every field that is mapped', async () => {
		const given = (entity: Entity) => pick(SAMPLES[entity][1], bench().flowing(entity, from));
		const made = bench().makeClient(from, {
			company: given('company'),
			contact: given('contact'),
			ticket: given('ticket'),
		});
		await bench().settle();
		for (const entity of ENTITIES) {
			const there = bench().see(entity, to, await bench().linked(entity, from, made[entity]));
			expect(pick(there, bench().flowing(entity, from))).toEqual(given(entity));
		}
		const company = await bench().linked('company', from, made.company);
		const contact = await bench().linked('contact', from, made.contact);
		expect(bench().see('contact', to, contact).company).toBe(company[to]);
		expect(bench().see('ticket', to, await bench().linked('ticket', from, made.ticket))).toMatchObject({
			company: company[to],
			contact: contact[to],
		});
		bench().expectAlike([1, 1, 1]);
	});

	test.each(ENTITIES)('edits of every mapped field of a %s arrive, and nothing else is touched', async (entity) => {
		const client = await bench().linkedClient();
		const before = bench().see(entity, to, client[entity]);
		for (const edits of SAMPLES[entity]) {
			const flowing = pick(edits, bench().flowing(entity, from));
			bench().edit(entity, from, client[entity], flowing);
			await bench().settle();
			expect(bench().see(entity, to, client[entity])).toEqual({ ...before, ...flowing });
			expect(bench().see(entity, from, client[entity])).toMatchObject(flowing);
		}
		expect(await bench().openReviews()).toEqual([]);
	});

	test('one field is edited: one field is written', async () => {
		const { ticket } = await bench().linkedClient();
		for (const [field, value] of Object.entries(pick(SAMPLES.ticket[0], bench().flowing('ticket', from)))) {
			const before = bench().see('ticket', to, ticket);
			bench().edit('ticket', from, ticket, { [field]: value });
			await bench().settle();
			expect(bench().see('ticket', to, ticket)).toEqual({ ...before, [field]: value });
		}
	});

	test.each(['status', 'priority'])('every %s that both have a word for becomes its counterpart', async (field) => {
		const values = bench().sharedValues('ticket', field);
		expect(values.length).toBeGreaterThanOrEqual(3);
		const { ticket, company } = await bench().linkedClient();
		const tickets = [ticket];
		for (const value of values.slice(1)) {
			const id = bench()
				.on(from)
				.people.create('ticket', { title: `To be ${value}`, company: company[from] });
			await bench().settle();
			tickets.push(await bench().linked('ticket', from, id));
		}
		for (const [index, value] of values.entries()) bench().edit('ticket', from, tickets[index], { [field]: value });
		await bench().settle();
		expect(tickets.map((one) => bench().see('ticket', to, one)[field])).toEqual(values);
		expect(tickets.map((one) => bench().see('ticket', from, one)[field])).toEqual(values);
	});

	test('a custom field leaves its neighbours alone', async () => {
		const { ticket } = await bench().linkedClient();
		bench().edit('ticket', to, ticket, { neighbour: 'something else' });
		bench().edit('ticket', from, ticket, { assetTag: 'TS-PRT-01' });
		await bench().settle();
		expect(bench().see('ticket', to, ticket)).toMatchObject({ assetTag: 'TS-PRT-01', neighbour: 'something else' });
	});

	test('a field that is emptied is emptied there', async () => {
		const { contact, ticket } = await bench().linkedClient();
		bench().edit('contact', from, contact, { phone: '+1 555 010 0101' });
		bench().edit('ticket', from, ticket, { assetTag: 'TS-PRT-01' });
		await bench().settle();
		expect(bench().see('contact', to, contact).phone).toBe('+1 555 010 0101');
		bench().edit('contact', from, contact, { phone: null });
		bench().edit('ticket', from, ticket, { assetTag: null });
		await bench().settle();
		expect(bench().see('contact', to, contact).phone).toBeNull();
		expect(bench().see('ticket', to, ticket).assetTag).toBeNull();
		expect(bench().see('contact', from, contact).phone).toBeNull();
	});

	test('a ticket that moves to another client takes its link along', async () => {
		const { ticket } = await bench().linkedClient();
		const other = bench().makeClient(from, {
			company: bench().known('company', { name: 'Contoso Legal', identifier: 'CONTOSO' }),
			contact: { firstName: 'Carla', lastName: 'Cruz', email: 'carla@contoso.example' },
			ticket: { title: 'New laptop' },
		});
		bench().edit('ticket', from, ticket, { company: other.company, contact: other.contact });
		await bench().settle();
		expect(bench().see('ticket', to, ticket)).toMatchObject({
			company: (await bench().linked('company', from, other.company))[to],
			contact: (await bench().linked('contact', from, other.contact))[to],
		});
		bench().expectAlike([2, 2, 2]);
	});

	test('a title of 200 characters stays whole for ten cycles, whatever the other side keeps of it', async () => {
		const { ticket } = await bench().linkedClient();
		const own = bench().on(from).keptTitle(TITLE_200);
		bench().edit('ticket', from, ticket, { title: own });
		for (let run = 0; run < 10; run++) await bench().cycle();
		expect(bench().see('ticket', from, ticket).title).toBe(own);
		expect(bench().see('ticket', to, ticket).title).toBe(bench().on(to).keptTitle(own));
		bench().edit('ticket', from, ticket, { priority: 'low' });
		bench().edit('ticket', to, ticket, { status: 'inProgress' });
		await bench().settle();
		expect(bench().see('ticket', from, ticket)).toMatchObject({ title: own, status: 'inProgress' });
		expect(bench().see('ticket', to, ticket)).toMatchObject({ title: bench().on(to).keptTitle(own), priority: 'low' });
	}, 60_000);

	test('a time to the fraction of a second comes back from no side that knows whole seconds only', async () => {
		const { ticket } = await bench().linkedClient();
		if (!bench().flowing('ticket', from).includes('dueAt')) return;
		bench().edit('ticket', from, ticket, { dueAt: '2026-05-01T10:00:00.750Z' });
		const typed = bench().see('ticket', from, ticket).dueAt;
		await bench().settle();
		for (let run = 0; run < 3; run++) await bench().cycle();
		expect(bench().see('ticket', from, ticket).dueAt).toBe(typed);
		const off = Date.parse(String(bench().see('ticket', to, ticket).dueAt)) - Date.parse(String(typed));
		expect(Math.abs(off)).toBeLessThan(1000);
	});

	test.each(HOSTILE)('what people type arrives as it is: %s', async (text) => {
		const client = bench().known('company', { name: text.slice(0, 50), identifier: 'HOSTILE' });
		const made = bench().makeClient(from, { company: client, ticket: { title: text } });
		await bench().settle();
		const ticket = await bench().linked('ticket', from, made.ticket);
		expect(bench().see('ticket', to, ticket).title).toBe(text);
		const company = await bench().linked('company', from, made.company);
		expect(bench().see('company', to, company).name).toBe(text.slice(0, 50).trim());
		bench().edit('ticket', to, ticket, { title: `${text}!` });
		await bench().settle();
		expect(bench().see('ticket', from, ticket).title).toBe(`${text}!`);
		bench().expectAlike([1, 1, 1]);
	});
}
