import type { MatchKeys } from '../../../sync/connectors/connector';
import { EVERYTHING } from '../../../sync/model/scope';
import { refuseUnknownCompanies } from '../../../sync/pipeline/scope/known-companies';
import { NORA, type ConnectorStage } from '../connector-bench';
import { HOSTILE } from '../samples';
import type { Entity, Neutral } from '../systems';

/** Names are looked for by their words: a name without any is looked for by nothing. */
const WORDY = HOSTILE.filter((text) => text !== '__proto__');

/** How a connector looks for counterparts before anything is created. */
export function looks(bench: ConnectorStage): void {
	const keys = (entity: Entity, record: Neutral, more: Partial<MatchKeys> = {}): MatchKeys => ({
		sourceId: 'elsewhere-1',
		targetId: null,
		payload: bench().own(entity, record),
		...more,
	});
	const ask = async (entity: Entity, ...wanted: MatchKeys[]): Promise<string[][]> => {
		const found = await bench().connector.find(entity, wanted);
		return found.map((candidates) => candidates.map(({ record, rule }) => `${rule} ${record.id}`));
	};

	describe('counterparts', () => {
		test('are found by the id that the other side keeps, before anything else', async () => {
			const { company, ticket } = bench().makeClient();
			const other = bench().running.people.create('company', { name: 'Contoso Legal' });
			expect(await ask('company', keys('company', { name: 'Contoso Legal' }, { targetId: company }))).toEqual([
				[`targetId ${company}`],
			]);
			expect(await ask('ticket', keys('ticket', { title: 'x' }, { targetId: ticket }))).toEqual([
				[`targetId ${ticket}`],
			]);
			expect((await ask('company', keys('company', { name: 'Contoso Legal' }, { targetId: '999999' })))[0]).toEqual([
				expect.stringContaining(` ${other}`),
			]);
		});

		test('of a client are found by name, whoever typed it, and of a contact by e-mail', async () => {
			const { company, contact } = bench().makeClient();
			expect((await ask('company', keys('company', { name: 'TAILSPIN  dental' })))[0]).toEqual([`name ${company}`]);
			const person = { ...NORA, email: 'Nora@Tailspin.example', company };
			expect((await ask('contact', keys('contact', person)))[0]).toEqual([`email ${contact}`]);
		});

		test('are answered in the order of the question, none where there is none', async () => {
			const { company } = bench().makeClient();
			const other = bench().running.people.create('company', { name: 'Contoso Legal' });
			const answer = await ask(
				'company',
				keys('company', { name: 'Nobody Ltd' }),
				keys('company', { name: 'Contoso Legal' }),
				keys('company', { name: 'Tailspin Dental' }),
			);
			expect(answer).toEqual([[], [`name ${other}`], [`name ${company}`]]);
			expect(await ask('company')).toEqual([]);
		});

		test('that are several are all shown', async () => {
			const { people } = bench().running;
			const { company } = bench().makeClient();
			const twins = ['Nora', 'Norbert'].map((firstName) =>
				people.create('contact', { firstName, lastName: 'Twin', email: 'desk@tailspin.example', company }),
			);
			const person = { firstName: 'Some', lastName: 'Body', email: 'desk@tailspin.example', company };
			const [found] = await ask('contact', keys('contact', person));
			expect(found.sort()).toEqual(twins.map((id) => `email ${id}`).sort());
		});

		test.each(WORDY)('are found under a name that is hostile, and nothing beside: %s', async (text) => {
			const name = text.slice(0, 50).trim();
			bench().makeClient();
			const company = bench().running.people.create('company', { name });
			expect(await ask('company', keys('company', { name }))).toEqual([[`name ${company}`]]);
			expect(await ask('company', keys('company', { name: `${name.slice(0, 40)} zebra` }))).toEqual([[]]);
		});

		test('cost few calls for many', async () => {
			bench().running.seed({ companies: 30, contactsPerCompany: 1, tickets: 0 });
			const { people } = bench().running;
			const wanted = people
				.ids('company')
				.map((id) => keys('company', { name: people.see('company', id).name }, { sourceId: `elsewhere-${id}` }));
			const before = bench().connector.calls();
			const answer = await ask('company', ...wanted);
			expect(answer.map((found) => found.length)).toEqual(Array<number>(wanted.length).fill(1));
			const most = bench().system.readsEach ? wanted.length + 5 : wanted.length / 2;
			expect(bench().connector.calls() - before).toBeLessThanOrEqual(most);
		});
	});

	describe('the companies that a scope names', () => {
		const refuse = async (...companies: string[]): Promise<void> =>
			await refuseUnknownCompanies(bench().connector, { ...EVERYTHING, companies });

		test('are known by name, however it is capitalised, and by id', async () => {
			const { company } = bench().makeClient();
			await expect(refuse('Tailspin Dental', ' tailspin DENTAL ', company)).resolves.toBeUndefined();
		});

		test('are known where they are the counterparts of others already', async () => {
			const payload = bench().payload('company', { name: 'Contoso Legal' });
			const { id } = await bench().connector.create('company', payload, '4711', 'key-of-this-create');
			bench().later();
			await expect(refuse('Contoso Legal', id)).resolves.toBeUndefined();
		});

		test('are refused where they are not there, by what was typed and what is called similarly', async () => {
			bench().makeClient();
			const before = bench().writes();
			await expect(refuse('Tailspin Dental', 'Tailspin Dental Ltd', 'Talespin', '987654')).rejects.toMatchObject({
				code: 'BAD_INPUT',
				message: expect.stringContaining(
					'has no company "Tailspin Dental Ltd" (there is "Tailspin Dental"), "Talespin", "987654". Nothing was read.',
				) as string,
			});
			expect(bench().writes()).toBe(before);
		});

		test.each(HOSTILE.filter((text) => text.trim() !== ''))('%j is a name like any other', async (text) => {
			bench().makeClient();
			await expect(refuse(text)).rejects.toMatchObject({ code: 'BAD_INPUT' });
		});
	});
}
