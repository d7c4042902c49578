import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENTITIES, type Entity } from '../../../sandbox/autotask/entities';
import type { FieldType } from '../../../sandbox/autotask/models';
import { targetOf, verbsOf } from '../../../sandbox/autotask/target';
import { type Answered, TICKET, startRecorded } from './simulator';

const ROOT = join(__dirname, '..', '..', '..');
const SHARED = join(ROOT, '..', 'shared');
const CHECKER = join(SHARED, 'tools', 'spec-check.mjs');
const run = promisify(execFile);

// The vendor's specification stands beside the project, not in it: without it there is nothing to hold against.
const whereItIs = existsSync(CHECKER) ? describe : describe.skip;

interface Specification {
	readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly definitions: Readonly<
		Record<string, { readonly properties: Readonly<Record<string, { type?: string; format?: string }>> }>
	>;
}

whereItIs('the vendor’s specification (needs ../shared)', () => {
	let specification: Specification;
	let started: Awaited<ReturnType<typeof startRecorded>>;

	beforeAll(async () => {
		specification = JSON.parse(readFileSync(join(SHARED, 'specs', 'autotask.json'), 'utf8'));
		started = await startRecorded('specification');
	});
	afterAll(() => started.simulator.close());

	/** Left out by the vendor's own server too: an artefact of the older API. */
	const NEVER_ANSWERED = ['soapParentPropertyId', 'userDefinedFields'];
	const types: Readonly<Record<FieldType, string>> = {
		integer: 'integer int32',
		long: 'integer int64',
		decimal: 'number double',
		flag: 'boolean',
		date: 'string date-time',
		day: 'string date-time',
		text: 'string',
		bytes: 'string byte',
	};

	it.each(ENTITIES.map((entity) => [entity.model.name, entity] as const))(
		'has the fields of %s, each of its type, and no other',
		(name, { model }: Entity) => {
			const { properties } = specification.definitions[name];
			const theirs = Object.entries(properties)
				.filter(([field]) => !NEVER_ANSWERED.includes(field))
				// "Any value" in the specification, text everywhere else.
				.map(([field, { type, format }]) => [
					field,
					type === 'object' ? 'string' : [type, format].filter(Boolean).join(' '),
				]);
			const ours = Object.entries(model.fields).map(([field, { type }]) => [field, types[type]]);
			expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
			expect(model.udfs === true).toBe('userDefinedFields' in properties);
		},
	);

	it('has every path and verb of these entities that the simulator has', () => {
		const known = new Map(
			Object.entries(specification.paths).map(([path, operations]) => [
				path.toLowerCase().replace(/\{[^}]+\}/g, '1'),
				Object.keys(operations).map((verb) => verb.toUpperCase()),
			]),
		);
		const paths = ENTITIES.flatMap(({ name, parent }) => {
			const roots = parent ? [name, `${parent.table}/1/${parent.segment}`] : [name];
			return roots.flatMap((root) => [
				...['', '/1', '/entityInformation', '/entityInformation/fields', '/entityInformation/userDefinedFields'].map(
					(rest) => `/${root}${rest}`,
				),
				...(root === name ? [`/${root}/query`, `/${root}/query/count`] : []),
			]);
		});
		for (const path of [...paths, '/ThresholdInformation', '/Version']) {
			const target = targetOf(path);
			if (!target) continue;
			const verbs = known.get(`/v1.0${path}`.toLowerCase()) ?? [];
			expect({ path, unknown: verbsOf(target).filter((verb) => !verbs.includes(verb)) }).toEqual({ path, unknown: [] });
		}
	});

	it('agrees with everything that is sent and answered', async () => {
		const { simulator, http } = started;
		const reached = async (request: Promise<{ status: number; data: unknown }>): Promise<Answered> => {
			const { status, data } = await request;
			expect({ status, data: status < 300 ? '' : data }).toEqual({ status: 200, data: '' });
			return data as Answered;
		};
		const company = { companyName: 'Spec', companyType: 1, phone: '1', ownerResourceID: simulator.resource };
		const { itemId: companyID } = await reached(http.post('/Companies', company));
		const contact = { firstName: 'Ada', lastName: 'Byron', isActive: 1 };
		const { itemId: contactID } = await reached(http.post(`/Companies/${companyID}/Contacts`, contact));
		const ticket = { ...TICKET, companyID, contactID, userDefinedFields: [{ name: 'Asset Tag', value: 'x' }] };
		const { itemId: ticketID } = await reached(http.post('/Tickets', ticket));
		const note = { description: 'x', noteType: 3, publish: 1 };
		const { itemId: noteID } = await reached(http.post(`/Tickets/${ticketID}/Notes`, note));
		const attached = { attachmentType: 'FILE_ATTACHMENT', publish: 1, title: 'x.txt', fullPath: 'x.txt', data: 'eA==' };
		const { itemId: fileID } = await reached(http.post(`/Tickets/${ticketID}/Attachments`, attached));
		expect(await reached(http.get(`/Tickets/${ticketID}/Attachments/${fileID}`))).toMatchObject({ data: 'eA==' });
		const entry = {
			ticketID,
			resourceID: simulator.resource,
			roleID: simulator.control.records('Roles')[0].id,
			startDateTime: '2026-01-05T09:00:00Z',
			endDateTime: '2026-01-05T10:00:00Z',
		};
		const { itemId: entryID } = await reached(http.post('/TimeEntries', entry));
		for (const kind of ['Company', 'Contact', 'Ticket', 'TicketNote']) {
			const { itemId } = await reached(
				http.post(`/${kind}Webhooks`, {
					name: 'spec',
					webhookUrl: 'http://127.0.0.1:9/in',
					deactivationUrl: 'http://127.0.0.1:9/off',
					secretKey: 'x',
					isActive: true,
					sendThresholdExceededNotification: false,
				}),
			);
			const field = { fieldID: 1, isSubscribedField: true, isDisplayAlwaysField: false };
			await reached(http.post(`/${kind}Webhooks/${itemId}/Fields`, field));
			await reached(http.post(`/${kind}Webhooks/${itemId}/ExcludedResources`, { resourceID: simulator.resource }));
			await reached(http.get(`/${kind}Webhooks/${itemId}/Fields`));
		}
		simulator.control.remove('Tickets', 7001);
		simulator.control.remove('TimeEntries', entryID as number);

		const filter = [{ op: 'gte', field: 'id', value: 0 }];
		for (const { name } of ENTITIES.filter(({ flat }) => flat !== false)) {
			const { items } = await reached(http.post(`/${name}/query`, { filter, maxRecords: 500 }));
			await reached(http.post(`/${name}/query/count`, { filter }));
			await reached(http.get(`/${name}/query`, { params: { search: JSON.stringify({ filter }) } }));
			await reached(http.get(`/${name}/${items[0]?.id ?? 1}`));
			await reached(http.get(`/${name}/entityInformation`));
			await reached(http.get(`/${name}/entityInformation/fields`));
			await reached(http.get(`/${name}/entityInformation/userDefinedFields`));
		}
		await reached(http.patch('/Tickets', { id: ticketID, status: 5 }));
		await reached(http.put('/Companies', { id: companyID, ...company }));
		await reached(http.patch(`/Companies/${companyID}/Contacts`, { id: contactID, title: 'x' }));
		await reached(http.patch(`/Tickets/${ticketID}/Notes`, { id: noteID, ...note }));
		await reached(http.get('/ThresholdInformation'));
		await reached(http.get('/Version'));
		await reached(http.get('/ZoneInformation', { params: { user: simulator.credentials.userName } }));
		const exchanges = simulator.control.requests.entries().length;
		await simulator.close();

		const file = join(ROOT, 'test', '.traffic', 'autotask-simulator-specification.jsonl');
		const { stdout } = await run(process.execPath, [CHECKER, file], { cwd: ROOT });
		expect(stdout).toContain(`${exchanges} exchanges`);
		expect(stdout).toContain(' 0 findings');
	}, 60_000);
});
