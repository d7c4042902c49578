import { SyncError } from '../../../sync/model/errors';
import { failureOf, type ConnectorStage } from '../connector-bench';
import { SAMPLES } from '../samples';
import { ENTITIES, type Entity } from '../systems';

/** How a connector changes records. */
export function updates(bench: ConnectorStage): void {
	const samples = (entity: Entity) =>
		Object.entries(SAMPLES[entity][0]).filter(
			([field]) => field !== 'country' && bench().running.words.field(entity, field) !== undefined,
		);

	describe('an update', () => {
		test.each(ENTITIES)('of a %s writes exactly the field that is meant, and answers what is held', async (entity) => {
			const { [entity]: id } = bench().makeClient();
			for (const [field, value] of samples(entity)) {
				const before = bench().running.people.see(entity, id);
				const current = await bench().read(entity, id);
				const after = await bench().connector.update(entity, current, bench().own(entity, { [field]: value }));
				const seen = bench().running.people.see(entity, id);
				expect(seen).toEqual({ ...before, [field]: value });
				expect(bench().neutral(after)).toEqual(seen);
			}
		});

		test('empties a field', async () => {
			const { contact, ticket } = bench().makeClient();
			const { people } = bench().running;
			people.edit('contact', contact, { phone: '+1 555 010 0101' });
			people.edit('ticket', ticket, { assetTag: 'TS-1', neighbour: 'something else' });
			await bench().connector.update(
				'contact',
				await bench().read('contact', contact),
				bench().own('contact', { phone: null }),
			);
			await bench().connector.update(
				'ticket',
				await bench().read('ticket', ticket),
				bench().own('ticket', { assetTag: null }),
			);
			expect(people.see('contact', contact)).toMatchObject({ phone: null, email: 'nora@tailspin.example' });
			expect(people.see('ticket', ticket)).toMatchObject({ assetTag: null, neighbour: 'something else' });
		});

		test('leaves alone what somebody else edited since the record was read', async () => {
			const { ticket } = bench().makeClient();
			const { people } = bench().running;
			const current = await bench().read('ticket', ticket);
			bench().running.clock.advance(5_000);
			people.edit('ticket', ticket, { priority: 'critical', assetTag: 'TS-9' });
			const call = bench().connector.update('ticket', current, bench().own('ticket', { title: 'Edited' }));
			if (bench().system.seesMovedRecords) expect((await failureOf(call)).code).toBe('PRECONDITION');
			else
				expect(bench().neutral(await call)).toMatchObject({ title: 'Edited', priority: 'critical', assetTag: 'TS-9' });
			expect(people.see('ticket', ticket)).toMatchObject({
				title: bench().system.seesMovedRecords ? 'Printer is on fire' : 'Edited',
				priority: 'critical',
				assetTag: 'TS-9',
			});
		});

		test('of nothing writes nothing', async () => {
			const { contact } = bench().makeClient();
			const current = await bench().read('contact', contact);
			const after = await bench().connector.update('contact', current, {});
			expect(after.record).toEqual(current.record);
			expect(bench().writes()).toBe(0);
		});

		test.each(['no_such_field', '__proto__', 'constructor', 'customFields/Nobody'])(
			'of a field that there is not (%s) is refused, and nothing is written',
			async (field) => {
				const { ticket } = bench().makeClient();
				const before = bench().running.people.see('ticket', ticket);
				const changes = JSON.parse(`{"${field}": "x"}`) as Record<string, string>;
				const error = await failureOf(
					bench().connector.update('ticket', await bench().read('ticket', ticket), changes),
				);
				expect(['BAD_INPUT', 'REJECTED']).toContain(error.code);
				if (error.code === 'BAD_INPUT') expect(error.message).toContain(field);
				expect(bench().running.people.see('ticket', ticket)).toEqual(before);
			},
		);

		test('of a record that is gone says that it is gone', async () => {
			const { ticket } = bench().makeClient();
			const current = await bench().read('ticket', ticket);
			bench().running.people.remove('ticket', ticket);
			const call = bench().connector.update('ticket', current, bench().own('ticket', { title: 'Too late' }));
			// One that only marks its tickets as deleted takes the change, and says that it is marked.
			const outcome = await call.catch((error: unknown) => error);
			if (outcome instanceof SyncError) expect(outcome.code).toBe('NOT_FOUND');
			else expect(outcome).toMatchObject({ deleted: true });
		});

		test('whose answer is lost says that its outcome is unknown', async () => {
			const { ticket } = bench().makeClient();
			const { faults, calls, people } = bench().running;
			const current = await bench().read('ticket', ticket);
			faults.add({ kind: 'lostResponse', delayMs: 0, ...calls.update.ticket });
			const error = await failureOf(
				bench().connector.update('ticket', current, bench().own('ticket', { title: 'Edited' })),
			);
			expect(error.subject.uncertain).toBe(true);
			expect(people.see('ticket', ticket).title).toBe('Edited');
		});
	});
}
