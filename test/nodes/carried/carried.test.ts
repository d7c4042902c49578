import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { IDataObject, ILoadOptionsFunctions, INode, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { Autotask } from '../../../nodes/Autotask/Autotask.node';
import { ConnectWise } from '../../../nodes/ConnectWise/ConnectWise.node';
import { HaloPsa } from '../../../nodes/HaloPsa/HaloPsa.node';
import { UnifiedPlatform } from '../../../nodes/UnifiedPlatform/UnifiedPlatform.node';
import { startAutotask } from '../../../sandbox/autotask';
import { startConnectWise } from '../../../sandbox/connectwise';
import { startHaloPsa } from '../../../sandbox/halopsa';
import { startPlatform } from '../../../sandbox/platform';
import type { CredentialsByType } from '../../support/credentials';
import { byId, NodeBench } from '../node-bench';

const SEED = { companies: 6, contactsPerCompany: 1, tickets: 2 };
const traffic = (name: string) => resolve(__dirname, `../../.traffic/${name}-carried.jsonl`);
const START = '2026-03-02T09:00:00Z';
const END = '2026-03-02T10:30:00Z';

interface Owned {
	readonly id: string;
	readonly company: string;
}

interface Running {
	readonly credentials: CredentialsByType;
	/** Two tickets. */
	readonly tickets: readonly [string, string];
	/** An agreement, with its company. */
	readonly agreement: Owned;
	/** Bills the time that is there. @returns an invoice, with its company */
	bill(): Owned;
	close(): Promise<void>;
}

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** A node, and what its vendor calls what all of them have. */
interface Subject {
	readonly type: string;
	readonly node: { readonly methods: { readonly loadOptions: Readonly<Record<string, Load>> } };
	/** Lists of the editor, with one of the values that each offers. */
	readonly lists: Readonly<Record<string, string>>;
	start(): Promise<Running>;
	readonly note: {
		/** Without the ticket. */
		readonly create: INode['parameters'];
		readonly text: string;
		/** What a new note is where nothing is said of its readers. */
		readonly internal: IDataObject;
		/** What would show it to clients. */
		readonly wider: INodeParameters;
	};
	/** The fields of a file. */
	readonly file: { readonly name: string; readonly size: string };
	readonly ticketField: string;
	readonly time: {
		readonly create: INode['parameters'];
		readonly change: INodeParameters;
		readonly is: IDataObject;
		readonly becomes: IDataObject;
	};
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
	ConnectWise: {
		type: 'connectWise',
		node: new ConnectWise(),
		lists: { timeEntryWorkTypeId: 'Remote', timeEntryWorkRoleId: 'Engineer' },
		async start() {
			const { control, credentials, url, close } = await startConnectWise({
				record: traffic('connectwise'),
				seed: SEED,
			});
			const [one, other] = control.records('tickets').map(({ id }) => String(id));
			const data = { environment: 'onPremise', siteUrl: url, ...credentials };
			const owned = ({ id, company }: Record<string, unknown>): Owned => ({
				id: String(id),
				company: String((company as { id: number }).id),
			});
			const agreement = owned(control.records('agreements')[0]);
			const bill = () => owned(control.bill()[0]);
			return { credentials: { psaSyncConnectWiseApi: data }, tickets: [one, other], agreement, bill, close };
		},
		file: { name: 'fileName', size: 'size' },
		ticketField: 'ticketId',
		note: {
			create: { text: 'Rang the client' },
			text: 'text',
			internal: { visibility: 'Internal' },
			wider: { visibility: 'Discussion' },
		},
		time: {
			create: {
				technician: 'jrivera',
				timeStart: START,
				additionalFields: { timeEnd: END, notes: 'Changed the fuser', visibility: 'Discussion', workRoleId: 1 },
			},
			is: { actualHours: 1.5, notes: 'Changed the fuser', visibility: 'Discussion' },
			change: { actualHours: 1.25, notes: 'Changed the fuser and the drum' },
			becomes: { actualHours: 1.25, notes: 'Changed the fuser and the drum', visibility: 'Discussion' },
		},
	},
	Autotask: {
		type: 'autotask',
		node: new Autotask(),
		lists: {
			noteNoteType: 'Ticket Notes',
			notePublish: 'Internal Users Only',
			timeEntryTechnician: 'Jordan Rivera',
			timeEntryWorkType: 'Remote Support',
			timeEntryWorkRole: 'Technician',
		},
		async start() {
			const { control, credentials, url, close } = await startAutotask({ record: traffic('autotask'), seed: SEED });
			const [one, other] = control.records('Tickets').map(({ id }) => String(id));
			const data = { zone: 'other', zoneUrl: url, ...credentials };
			const owned = ({ id, companyID }: Record<string, unknown> = {}): Owned => ({
				id: String(id),
				company: String(companyID),
			});
			const agreement = owned(control.records('Contracts')[0]);
			const bill = () => owned(control.record('Invoices', control.bill()[0]));
			return { credentials: { psaSyncAutotaskApi: data }, tickets: [one, other], agreement, bill, close };
		},
		file: { name: 'fullPath', size: 'fileSize' },
		ticketField: 'ticketID',
		note: {
			create: { description: 'Rang the client', noteType: 1 },
			text: 'description',
			internal: { publish: 2 },
			wider: { publish: 1 },
		},
		time: {
			create: {
				technician: 'Jordan Rivera',
				startDateTime: START,
				additionalFields: { hoursWorked: 1.5, notes: 'Changed the fuser', visibility: 'public' },
			},
			is: { hoursWorked: 1.5, notes: 'Changed the fuser', visibility: 'public' },
			change: { hoursWorked: 1.25, notes: 'Changed the fuser and the drum' },
			becomes: { hoursWorked: 1.25, notes: 'Changed the fuser and the drum', visibility: 'public' },
		},
	},
	HaloPSA: {
		type: 'haloPsa',
		node: new HaloPsa(),
		lists: { noteOutcomeId: 'Private Note', timeEntryChargerate: 'Remote Support' },
		async start() {
			const { control, credentials, url, close } = await startHaloPsa({ record: traffic('halopsa'), seed: SEED });
			const [one, other] = control.records('Tickets').map(({ id }) => String(id));
			const owned = ({ id, client_id }: Record<string, unknown> = {}): Owned => ({
				id: String(id),
				company: String(client_id),
			});
			const agreement = owned(control.records('ClientContract')[0]);
			const bill = () => owned(control.record('Invoice', control.bill()[0]));
			const data = { url, ...credentials };
			return { credentials: { psaSyncHaloPsaApi: data }, tickets: [one, other], agreement, bill, close };
		},
		file: { name: 'filename', size: 'filesize' },
		ticketField: 'ticketId',
		note: {
			create: { note: 'Rang the client' },
			text: 'note',
			internal: { visibility: 'internal' },
			wider: { visibility: 'public' },
		},
		time: {
			create: {
				technician: 'Jordan Rivera',
				timetaken: 1.5,
				additionalFields: {
					actionarrivaldate: START,
					notes: 'Changed the fuser',
					visibility: 'public',
					chargerate: 1,
				},
			},
			is: { timetaken: 1.5, notes: 'Changed the fuser', visibility: 'public' },
			change: { timetaken: 1.25, notes: 'Changed the fuser and the drum' },
			becomes: { timetaken: 1.25, notes: 'Changed the fuser and the drum', visibility: 'public' },
		},
	},
	'Unified Platform': {
		type: 'unifiedPlatform',
		node: new UnifiedPlatform(),
		lists: { timeEntryWorkType: 'Remote', timeEntryWorkRole: 'Engineer' },
		async start() {
			const { control, url, apiKey, close } = await startPlatform();
			control.seedMsp({ companies: 6, tickets: 2 });
			const [one, other] = control.list('ticket').map(({ id }) => id);
			const owned = ({ id, companyId }: Record<string, unknown>): Owned => ({
				id: String(id),
				company: String(companyId),
			});
			const agreement = owned(control.list('agreement')[0]);
			const invoice = { companyId: agreement.company, number: 'I-1', total: 10, currency: 'USD' };
			const bill = () => {
				for (const { id } of control.list('timeEntry')) control.lock(id);
				return owned(control.create('invoice', invoice));
			};
			const data = { baseUrl: url, apiKey };
			return { credentials: { psaSyncUnifiedPlatformApi: data }, tickets: [one, other], agreement, bill, close };
		},
		file: { name: 'fileName', size: 'size' },
		ticketField: 'ticketId',
		note: {
			create: { text: 'Rang the client' },
			text: 'text',
			internal: { visibility: 'internal' },
			wider: { visibility: 'public' },
		},
		time: {
			create: {
				technician: 'Jordan Rivera',
				startedAt: START,
				additionalFields: { minutes: 90, notes: 'Changed the fuser', visibility: 'public' },
			},
			is: { minutes: 90, notes: 'Changed the fuser', visibility: 'public' },
			change: { minutes: 75, notes: 'Changed the fuser and the drum' },
			becomes: { minutes: 75, notes: 'Changed the fuser and the drum', visibility: 'public' },
		},
	},
};

describe.each(Object.entries(SUBJECTS))('the %s node', (_name, subject) => {
	let running: Running;
	const node = new NodeBench(subject.type, () => running.credentials);
	const { file, note, time, ticketField } = subject;

	beforeAll(async () => {
		running = await subject.start();
	});
	afterAll(async () => await running.close());

	const noteOn = async (ticket: string, text = 'Rang the client') =>
		(
			await node.json({
				resource: 'note',
				operation: 'create',
				...note.create,
				[note.text]: text,
				[ticketField]: byId(ticket),
			})
		)[0];
	const timeOn = async (ticket: string) =>
		(await node.json({ resource: 'timeEntry', operation: 'create', ...time.create, [ticketField]: byId(ticket) }))[0];
	const many = async (resource: string, ticket: string) =>
		await node.json({ resource, operation: 'getMany', ticketId: byId(ticket), returnAll: true });

	it('writes a note onto a ticket for the staff alone, unless it is told otherwise, and gets it', async () => {
		const made = await noteOn(running.tickets[0]);
		expect(made).toMatchObject({ ...note.internal, [note.text]: 'Rang the client' });
		const [got] = await node.json({ resource: 'note', operation: 'get', noteId: String(made.id) });
		expect(got).toMatchObject({ id: made.id, ...note.internal, [note.text]: 'Rang the client' });
	});

	it('lists the notes of one ticket and of no other, as many as are wanted', async () => {
		const made = [await noteOn(running.tickets[1], 'One'), await noteOn(running.tickets[1], 'Two')];
		await noteOn(running.tickets[0], 'Elsewhere');
		const ids = (await many('note', running.tickets[1])).map(({ id }) => id);
		expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
		expect((await many('note', running.tickets[1])).map((one) => one[note.text])).not.toContain('Elsewhere');
		const first = { resource: 'note', operation: 'getMany', ticketId: byId(running.tickets[1]), limit: 1 };
		expect(await node.json({ ...first, returnAll: false })).toHaveLength(1);
	});

	it('changes the given fields of a note, and never shows clients what they do not see', async () => {
		const { id } = await noteOn(running.tickets[0]);
		const update = { resource: 'note', operation: 'update', noteId: String(id) };
		const [changed] = await node.json({ ...update, updateFields: { [note.text]: 'Rang twice' } });
		expect(changed).toMatchObject({ id, ...note.internal, [note.text]: 'Rang twice' });
		expect(await node.failure({ ...update, updateFields: note.wider })).toContain('never shows clients');
		expect(await node.failure({ ...update, updateFields: {} })).toContain('nothing to update');
	});

	it('writes time onto a ticket, gets it, lists it and changes it', async () => {
		const made = await timeOn(running.tickets[0]);
		expect(made).toMatchObject(time.is);
		const [got] = await node.json({ resource: 'timeEntry', operation: 'get', timeEntryId: String(made.id) });
		expect(got).toMatchObject({ ...time.is, id: made.id });
		expect((await many('timeEntry', running.tickets[0])).map(({ id }) => id)).toContain(made.id);
		expect((await many('timeEntry', running.tickets[1])).map(({ id }) => id)).not.toContain(made.id);
		const [changed] = await node.json({
			resource: 'timeEntry',
			operation: 'update',
			timeEntryId: String(made.id),
			updateFields: time.change,
		});
		expect(changed).toMatchObject({ ...time.becomes, id: made.id });
	});

	it('gets agreements and invoices: one, those of one company, and all; and leaves alone what was billed', async () => {
		const { id: billed } = await timeOn(running.tickets[0]);
		for (const [resource, { id, company }] of [
			['agreement', running.agreement],
			['invoice', running.bill()],
		] as const) {
			const [got] = await node.json({ resource, operation: 'get', [`${resource}Id`]: id });
			expect(got.id).toBe(id);
			const all = await node.json({ resource, operation: 'getMany', returnAll: true });
			const its = await node.json({ resource, operation: 'getMany', returnAll: true, companyId: byId(company) });
			const ids = (rows: IDataObject[]) => rows.map((row) => row.id);
			expect(ids(its)).toContain(id);
			expect(ids(all)).toEqual(expect.arrayContaining(ids(its)));
			const strangers = await node.json({ resource, operation: 'getMany', returnAll: true, companyId: byId(999_999) });
			expect(strangers).toEqual([]);
		}
		const update = { resource: 'timeEntry', operation: 'update', timeEntryId: String(billed) };
		expect(await node.failure({ ...update, updateFields: time.change })).toContain('is not changed any more');
	});

	it('attaches the file of its input to a ticket, lists it, and downloads the very same bytes', async () => {
		const bytes = randomBytes(70_001);
		const data = { data: bytes.toString('base64'), mimeType: 'image/png', fileName: 'printer.png' };
		const [made] = await node.json(
			{
				resource: 'attachment',
				operation: 'upload',
				[ticketField]: byId(running.tickets[0]),
				binaryPropertyName: 'photo',
			},
			{ input: [{ json: {}, binary: { photo: data } }] },
		);
		expect(made).toMatchObject({ [file.name]: 'printer.png', [file.size]: bytes.length });
		const listed = (await many('attachment', running.tickets[0])).find(({ id }) => id === made.id);
		expect(listed).toMatchObject({ [file.name]: 'printer.png' });
		expect(await many('attachment', running.tickets[1])).toEqual([]);
		const download = { resource: 'attachment', operation: 'download', attachmentId: String(made.id) };
		const [{ binary, json }] = await node.items({ ...download, binaryPropertyName: 'file' });
		expect(json).toMatchObject({ id: made.id });
		expect(binary?.file).toMatchObject({ fileName: 'printer.png', mimeType: 'image/png' });
		expect(Buffer.from(binary?.file.data ?? '', 'base64').equals(bytes)).toBe(true);
	});

	it.each(Object.entries(subject.lists))('offers what the live system lists: %s', async (method, value) => {
		const [credential] = Object.values(running.credentials);
		const editor = {
			getCredentials: async () => credential,
			getCurrentNodeParameters: () => ({}),
			getNode: () => ({ name: 'Node', type: subject.type, typeVersion: 1, parameters: {} }),
		} as unknown as ILoadOptionsFunctions;
		const offered = await subject.node.methods.loadOptions[method].call(editor);
		expect(offered.map(({ name }) => name)).toContain(value);
	});

	it('says which record it does not have, and which ticket or ID is missing', async () => {
		const { id } = await noteOn(running.tickets[0]);
		const unknown = String(id).replace(/\d+$/, '999999');
		expect(await node.failure({ resource: 'note', operation: 'get', noteId: unknown })).toContain(unknown);
		expect(await node.failure({ resource: 'note', operation: 'get', noteId: '={{ "" }}' })).toContain(
			'Enter the ID of the note',
		);
		const listed = { resource: 'timeEntry', operation: 'getMany', returnAll: true };
		expect(await node.failure({ ...listed, ticketId: byId('={{ "../1" }}') })).toContain('is not the id of a ticket');
	});
});
