import { failureOf, NORA, type ConnectorStage } from '../connector-bench';
import { HOSTILE, SAMPLES } from '../samples';
import { ENTITIES, type Entity, type Neutral } from '../systems';

/** How a connector creates records. */
export function creates(bench: ConnectorStage): void {
	const known = (entity: Entity, record: Neutral): Neutral =>
		Object.fromEntries(
			Object.entries(record).filter(([field]) => bench().running.words.field(entity, field) !== undefined),
		);
	const whole = (entity: Entity, parents: Readonly<Record<Entity, string>>): Neutral => ({
		...known(entity, SAMPLES[entity][1]),
		...(entity === 'company' ? {} : { company: parents.company }),
		...(entity === 'ticket' ? { contact: parents.contact } : {}),
	});
	const ticketOf = (company: string, title = 'New laptop'): Neutral => ({ title, company });

	describe('a create', () => {
		test.each(ENTITIES)('of a %s stores every field, and answers the record as it is held', async (entity) => {
			const record = whole(entity, bench().makeClient());
			// What a system decides by itself is no field that people type.
			const { country: _decided, ...given } = record;
			const created = await bench().connector.create(entity, bench().payload(entity, given), 'elsewhere-1', 'key-1');
			expect(created).toMatchObject({ entity, deleted: false });
			expect(bench().running.people.see(entity, created.id)).toMatchObject(given);
			expect(bench().neutral(created)).toEqual(bench().running.people.see(entity, created.id));
		});

		test('of a ticket stores the other side’s id, by which it is found again', async () => {
			const { company } = bench().makeClient();
			const payload = bench().payload('ticket', ticketOf(company));
			const created = await bench().connector.create('ticket', payload, 'elsewhere-42', 'key-1');
			expect(created.externalIds).toEqual(['elsewhere-42']);
			const [found] = await bench().connector.find('ticket', [{ sourceId: 'elsewhere-42', targetId: null, payload }]);
			expect(found.map(({ record, rule }) => [rule, record.id])).toEqual([['externalId', created.id]]);
			const [none] = await bench().connector.find('ticket', [{ sourceId: 'elsewhere-4', targetId: null, payload }]);
			expect(none).toEqual([]);
		});

		test.each(HOSTILE)('stores what people type as it is: %s', async (title) => {
			const { company } = bench().makeClient();
			const payload = bench().payload('ticket', ticketOf(company, title));
			const created = await bench().connector.create('ticket', payload, 'elsewhere-1', 'key-1');
			expect(bench().neutral(created).title).toBe(title);
			expect(bench().running.people.see('ticket', created.id).title).toBe(title);
		});

		test.each(['no_such_field', '__proto__', 'constructor', 'customFields/Nobody'])(
			'with a field that there is not (%s) is refused, and nothing is written',
			async (field) => {
				const { company } = bench().makeClient();
				const payload = { ...bench().payload('ticket', ticketOf(company)), ...JSON.parse(`{"${field}": "x"}`) };
				const error = await failureOf(bench().connector.create('ticket', payload, 'elsewhere-1', 'key-1'));
				expect(['BAD_INPUT', 'REJECTED']).toContain(error.code);
				if (error.code === 'BAD_INPUT') expect(error.message).toContain(field);
				expect(bench().running.people.ids('ticket')).toHaveLength(1);
			},
		);

		test('under a parent that there is not is refused, and says so', async () => {
			const payload = bench().payload('contact', { ...NORA, company: '999999' });
			const error = await failureOf(bench().connector.create('contact', payload, 'elsewhere-1', 'key-1'));
			expect(error.retryable).toBe(false);
			expect(bench().running.people.ids('contact')).toEqual([]);
		});

		test('whose answer is lost is repeated by nobody, or without harm; it says so, and is found', async () => {
			const { company } = bench().makeClient();
			const { faults, calls, people } = bench().running;
			faults.add({ kind: 'lostResponse', times: 1, delayMs: 0, ...calls.create.ticket });
			const payload = bench().payload('ticket', ticketOf(company));
			const call = bench().connector.create('ticket', payload, 'elsewhere-7', 'key-1');
			// With an idempotency key the connector tries again by itself.
			if (!bench().system.idempotencyKeys) expect((await failureOf(call)).subject.uncertain).toBe(true);
			await call.catch(() => undefined);
			const [found] = await bench().connector.find('ticket', [{ sourceId: 'elsewhere-7', targetId: null, payload }]);
			expect(found.map(({ rule, record }) => [rule, bench().neutral(record).title])).toEqual([
				['externalId', 'New laptop'],
			]);
			expect(people.ids('ticket')).toHaveLength(2);
		});

		test('that a busy system refuses was certainly not made', async () => {
			const { company } = bench().makeClient();
			const { faults, calls, people } = bench().running;
			const payload = bench().payload('ticket', ticketOf(company));
			faults.add({ kind: 'rateLimited', retryAfterSeconds: 1, ...calls.create.ticket });
			const error = await failureOf(bench().connector.create('ticket', payload, 'elsewhere-2', 'key-2'));
			expect(error.code).toBe('RATE_LIMITED');
			expect(error.subject.uncertain ?? false).toBe(false);
			expect(people.ids('ticket')).toHaveLength(1);
		});
	});
}
