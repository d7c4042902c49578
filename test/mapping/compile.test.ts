import { compileMapping } from '../../sync/mapping/compile';
import type { FieldDefinition } from '../../sync/model/catalogue';
import type { Entity } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import type { MappingRow, ValuePair } from '../../sync/model/mapping';
import { mappingOf, row } from './arbitraries';

const psa: FieldDefinition[] = [
	{ name: 'id', label: 'ID', type: 'integer', readOnly: true },
	{ name: 'summary', label: 'Summary', type: 'string', maxLength: 100, trims: true },
	{ name: 'initialDescription', label: 'Description', type: 'text', createOnly: true },
	{ name: 'status/name', label: 'Status', type: 'option' },
	{ name: 'status/id', label: 'Status ID', type: 'integer' },
	{ name: 'board/name', label: 'Board', type: 'option' },
	{ name: 'company/id', label: 'Company', type: 'reference', references: 'company' },
	{ name: 'requiredDate', label: 'Due', type: 'datetime', precision: 'second' },
	{ name: 'hours', label: 'Hours', type: 'number' },
	{ name: 'closedFlag', label: 'Closed', type: 'boolean' },
	{ name: '__proto__', label: 'Proto', type: 'string' },
	{ name: 'constructor', label: 'Constructor', type: 'string' },
];
const platform: FieldDefinition[] = [
	{ name: 'number', label: 'Number', type: 'string', readOnly: true },
	{ name: 'title', label: 'Title', type: 'string', maxLength: 255, trims: true },
	{ name: 'description', label: 'Description', type: 'text' },
	{
		name: 'status',
		label: 'Status',
		type: 'option',
		options: ['new', 'waiting', 'resolved', 'closed'].map((value) => ({ value, label: value })),
	},
	{ name: 'companyId', label: 'Company', type: 'reference', references: 'company' },
	{ name: 'dueAt', label: 'Due', type: 'datetime', precision: 'millisecond' },
	{ name: 'day', label: 'Day', type: 'date' },
	{ name: 'tags', label: 'Tags', type: 'list' },
	{ name: 'estimate', label: 'Estimate', type: 'integer' },
	{ name: '__proto__', label: 'Proto', type: 'string' },
	{ name: 'constructor', label: 'Constructor', type: 'string' },
];
const compile = (...rows: MappingRow[]) => compileMapping(mappingOf(...rows), { psa, platform });
const unlinked = () => undefined;

function values(
	pairs: ValuePair[],
	unmapped: Extract<MappingRow['transform'], { kind: 'values' }>['unmapped'] = { policy: 'keepOut' },
) {
	return { kind: 'values' as const, pairs, unmapped };
}

function refusal(...rows: MappingRow[]): SyncError {
	try {
		compile(...rows);
	} catch (error) {
		if (error instanceof SyncError) return error;
		throw error;
	}
	throw new Error('The mapping was accepted');
}

const title = row('summary', 'title', 'both', { kind: 'copy' });

describe('a mapping that cannot be used is refused, naming entity and row', () => {
	it.each<[string, MappingRow[], RegExp]>([
		[
			'an unknown PSA field',
			[row('sumary', 'title', 'both', { kind: 'copy' })],
			/ConnectWise has no field "sumary" on a ticket/,
		],
		[
			'an unknown platform field',
			[row('summary', 'tittle', 'both', { kind: 'copy' })],
			/Unified Platform has no field "tittle"/,
		],
		[
			'a name of JavaScript that is no field',
			[row('summary', 'toString', 'both', { kind: 'copy' })],
			/has no field "toString"/,
		],
		['no field', [row('', 'title', 'both', { kind: 'copy' })], /No field of ConnectWise is chosen/],
		[
			'a read-only target on the platform',
			[row('summary', 'number', 'toPlatform', { kind: 'copy' })],
			/"number" can only be read/,
		],
		[
			'a read-only target in the PSA',
			[row('id', 'estimate', 'both', { kind: 'copy' })],
			/"id" can only be read\. Set the direction to "to platform"/,
		],
		[
			'two rows for one target',
			[title, row('board/name', 'title', 'toPlatform', { kind: 'copy' })],
			/"title" is already mapped by row 1/,
		],
		[
			'a row and a constant for one target',
			[
				row('status/name', 'status', 'both', values([{ psa: 'a', platform: 'new' }])),
				row('status/name', '', 'toPsa', { kind: 'constant', value: 'New' }),
			],
			/already mapped by row 1/,
		],
		[
			'two words for one reference',
			[
				row('status/name', '', 'toPsa', { kind: 'constant', value: 'New' }),
				row('status/id', 'estimate', 'toPsa', { kind: 'copy' }),
			],
			/parts of one reference/,
		],
		[
			'types that are not the same there and back',
			[row('summary', 'estimate', 'both', { kind: 'copy' })],
			/copied there and back/,
		],
		['a time and a day', [row('requiredDate', 'day', 'both', { kind: 'copy' })], /copied there and back/],
		[
			'types that cannot be copied at all',
			[row('closedFlag', 'day', 'toPlatform', { kind: 'copy' })],
			/cannot be copied/,
		],
		['an id copied as it is', [row('company/id', 'companyId', 'both', { kind: 'copy' })], /Choose "reference"/],
		[
			'a reference to something that is not synchronised',
			[row('company/id', 'companyId', 'both', { kind: 'reference', entity: 'site' as Entity })],
			/"site" is no kind of record/,
		],
		[
			'a reference to another kind of record',
			[row('company/id', 'companyId', 'both', { kind: 'reference', entity: 'contact' })],
			/points to a company/,
		],
		[
			'a reference written into a text',
			[row('company/id', 'title', 'toPlatform', { kind: 'reference', entity: 'company' })],
			/does not point to another record/,
		],
		['an empty value list', [row('status/name', 'status', 'both', values([]))], /value list is empty/],
		[
			'a value of the wrong type',
			[row('hours', 'status', 'both', values([{ psa: 'many', platform: 'new' }]))],
			/"many" cannot be a value of "hours"/,
		],
		[
			'a platform value with two counterparts',
			[
				row(
					'status/name',
					'status',
					'both',
					values([
						{ psa: 'A', platform: 'new' },
						{ psa: 'B', platform: 'new' },
					]),
				),
			],
			/"new" of Unified Platform stands in several pairs/,
		],
		[
			'a PSA value with two counterparts',
			[
				row(
					'status/name',
					'status',
					'toPlatform',
					values([
						{ psa: 'A', platform: 'new' },
						{ psa: 'A', platform: 'waiting' },
					]),
				),
			],
			/"A" of ConnectWise stands in several pairs/,
		],
		[
			'two preferred ones',
			[
				row(
					'status/name',
					'status',
					'both',
					values([
						{ psa: 'A', platform: 'new', preferred: true },
						{ psa: 'B', platform: 'new', preferred: true },
					]),
				),
			],
			/Exactly one/,
		],
		[
			'a default that is not given',
			[row('status/name', 'status', 'both', values([{ psa: 'A', platform: 'new' }], { policy: 'default' }))],
			/none is given/,
		],
		['a constant without a target', [row('', '', 'toPsa', { kind: 'constant', value: 'x' })], /exactly one field/],
		[
			'a constant with two targets',
			[row('summary', 'title', 'toPsa', { kind: 'constant', value: 'x' })],
			/exactly one field/,
		],
		[
			'a constant in the wrong direction',
			[row('board/name', '', 'toPlatform', { kind: 'constant', value: 'x' })],
			/set the direction/,
		],
		[
			'a constant of the wrong type',
			[row('hours', '', 'toPsa', { kind: 'constant', value: 'x' })],
			/cannot be a value of "hours"/,
		],
		['a constant for a read-only field', [row('id', '', 'toPsa', { kind: 'constant', value: 1 })], /can only be read/],
		[
			'a field that is kept for the sync',
			[row('summary', '_sync', 'toPlatform', { kind: 'copy' })],
			/kept for the sync/,
		],
	])('%s', (_what, rows, reason) => {
		const error = refusal(...rows);
		expect(error.code).toBe('BAD_MAPPING');
		expect(error.subject.entity).toBe('ticket');
		expect(error.message).toMatch(/^The field map of ticket cannot be used\. Row \d+ \(/);
		expect(error.message).toMatch(reason);
	});

	it('names every row that is wrong, in order', () => {
		const message = refusal(
			title,
			row('x', 'status', 'both', { kind: 'copy' }),
			row('requiredDate', 'y', 'both', { kind: 'copy' }),
		).message;
		expect(message.match(/Row \d \(([^)]*)\)/g)).toEqual(['Row 2 (x ⇄ status)', 'Row 3 (requiredDate ⇄ y)']);
	});
});

describe('a compiled mapping', () => {
	const status = values([
		{ psa: 'New', platform: 'new' },
		{ psa: 'Waiting on Client', platform: 'waiting', preferred: true },
		{ psa: 'Waiting on Vendor', platform: 'waiting' },
		{ psa: '>Closed', platform: 'resolved' },
		{ psa: '>Closed', platform: 'closed', preferred: true },
	]);
	const mapping = compile(
		title,
		row('status/name', 'status', 'both', status),
		row('initialDescription', 'description', 'toPsa', { kind: 'copy' }),
		row('company/id', 'companyId', 'both', { kind: 'reference', entity: 'company' }),
		row('requiredDate', 'dueAt', 'both', { kind: 'copy' }),
		row('hours', 'estimate', 'both', { kind: 'copy' }),
		row('board/name', '', 'toPsa', { kind: 'constant', value: 'Service Desk' }),
		row('', 'tags', 'toPlatform', { kind: 'constant', value: ['psa'] }),
	);
	const links = (entity: Entity, id: string) =>
		entity === 'company' && id === '250' ? 'c-1' : entity === 'company' && id === 'c-1' ? '250' : undefined;

	it('writes another value that says the same where the tenant does not have the preferred one', () => {
		const tenant = (...words: string[]) =>
			psa.map((field) =>
				field.name === 'status/name' ? { ...field, options: words.map((value) => ({ value, label: value })) } : field,
			);
		const back = (...words: string[]) =>
			compileMapping(mappingOf(row('status/name', 'status', 'both', status)), { psa: tenant(...words), platform }).back(
				{ status: 'waiting' },
				unlinked,
			);
		expect(back('Waiting on Vendor', 'Waiting on Client').payload).toEqual({ 'status/name': 'Waiting on Client' });
		expect(back('New', 'Waiting on Vendor').payload).toEqual({ 'status/name': 'Waiting on Vendor' });
		expect(back('New')).toMatchObject({ payload: {}, problems: [{ kind: 'invalid' }] });
	});

	it('brings a PSA record to the platform, and only what flows there', () => {
		const { view, problems } = mapping.forward(
			{
				id: 7,
				summary: ' Printer on fire ',
				'status/name': ' Waiting on Vendor',
				initialDescription: 'x',
				'company/id': 250,
				requiredDate: '2026-03-01T10:00:00Z',
				hours: 2,
			},
			links,
		);
		expect(problems).toEqual([]);
		expect(view).toEqual({
			title: 'Printer on fire',
			status: 'waiting',
			companyId: 'c-1',
			dueAt: '2026-03-01T10:00:00.000Z',
			estimate: 2,
		});
	});

	it('takes a field that the PSA left out for empty', () => {
		expect(mapping.forward({}, links).view).toEqual({
			title: null,
			status: null,
			companyId: null,
			dueAt: null,
			estimate: null,
		});
	});

	it('brings back exactly the fields that were given', () => {
		const { payload } = mapping.back({ status: 'waiting', companyId: 'c-1', dueAt: '2026-03-01T10:00:00.123Z' }, links);
		expect(payload).toEqual({
			'status/name': 'Waiting on Client',
			'company/id': 250,
			requiredDate: '2026-03-01T10:00:00Z',
		});
	});

	it('cuts a long title on the way to the PSA, and takes the two for one', () => {
		const long = 'x'.repeat(200);
		expect(mapping.back({ title: long }, links).payload.summary).toHaveLength(100);
		expect(mapping.equivalent('title', long.slice(0, 100), long)).toBe(true);
		expect(mapping.equivalent('title', `${long.slice(0, 99)}y`, long)).toBe(false);
	});

	it('takes two statuses for one that the PSA folds, and two others not', () => {
		expect(mapping.equivalent('status', 'closed', 'resolved')).toBe(true);
		expect(mapping.equivalent('status', 'closed', 'waiting')).toBe(false);
	});

	it('gives fields that can be set on create only to creates', () => {
		expect(mapping.back({ description: 'It burns' }, links, 'create').payload).toEqual({
			initialDescription: 'It burns',
		});
		expect(mapping.back({ description: 'It burns' }, links, 'update').payload).toEqual({});
		expect(mapping.fields.find((field) => field.platformField === 'description')?.createOnly).toEqual(['psa']);
	});

	it('keeps the place of a parent that is not linked yet', () => {
		expect(mapping.forward({ 'company/id': 9 }, links).view.companyId).toEqual({
			$unlinked: { entity: 'company', side: 'psa', id: '9' },
		});
		expect(mapping.back({ companyId: 'c-9' }, links).payload['company/id']).toEqual({
			$unlinked: { entity: 'company', side: 'platform', id: 'c-9' },
		});
		const placeholder = { $unlinked: { entity: 'company', side: 'psa', id: '9' } };
		expect(mapping.back({ companyId: placeholder }, links).payload['company/id']).toBe(9);
	});

	it('keeps a forged placeholder out', () => {
		const { view, problems } = mapping.forward(
			{ 'company/id': { $unlinked: { entity: 'contact', side: 'psa', id: '9' } } },
			links,
		);
		expect(Object.hasOwn(view, 'companyId')).toBe(false);
		expect(problems).toMatchObject([{ kind: 'invalid', field: 'companyId' }]);
	});

	it('gives constants in the names of the side that gets them', () => {
		expect(mapping.constants('psa')).toEqual({ 'board/name': 'Service Desk' });
		expect(mapping.constants('platform')).toEqual({ tags: ['psa'] });
		expect(mapping.fields).toHaveLength(6);
	});

	it('keeps out what it cannot translate, and says so', () => {
		const { view, problems } = mapping.forward({ summary: 'a', 'status/name': 'Escalated', hours: 1.5 }, links);
		expect(view).toEqual({ title: 'a', companyId: null, dueAt: null });
		expect(problems).toEqual([
			{
				kind: 'unmapped',
				field: 'status',
				sourceField: 'status/name',
				value: 'Escalated',
				message: expect.stringContaining('"Escalated" in "status/name" has no counterpart'),
			},
			{
				kind: 'invalid',
				field: 'estimate',
				sourceField: 'hours',
				value: 1.5,
				message: expect.stringContaining('is not a whole number'),
			},
		]);
	});

	it('keeps out a value that is no option of the target', () => {
		const copied = compile(row('status/name', 'status', 'both', { kind: 'copy' }));
		expect(copied.forward({ 'status/name': 'Nonsense' }, unlinked).problems).toMatchObject([
			{ kind: 'invalid', field: 'status' },
		]);
		expect(copied.forward({ 'status/name': 'new' }, unlinked).view).toEqual({ status: 'new' });
	});

	it('uses a default for values that are not in the list', () => {
		const withDefault = compile(
			row(
				'status/name',
				'status',
				'both',
				values([{ psa: 'A', platform: 'new' }], { policy: 'default', platform: 'waiting' }),
			),
		);
		expect(withDefault.forward({ 'status/name': 'Z' }, unlinked).view).toEqual({ status: 'waiting' });
		expect(withDefault.forward({ 'status/name': null }, unlinked).view).toEqual({ status: null });
		expect(withDefault.back({ status: 'closed' }, unlinked).problems).toMatchObject([{ kind: 'unmapped' }]);
	});

	it('fails where the row says so, naming system, field and value', () => {
		const strict = compile(
			row('status/name', 'status', 'both', values([{ psa: 'A', platform: 'new' }], { policy: 'fail' })),
		);
		expect(() => strict.forward({ 'status/name': 'Z' }, unlinked)).toThrow(
			/ConnectWise ticket: "status\/name" holds "Z"/,
		);
		expect(strict.equivalent('status', 'closed', 'new')).toBe(false);
	});

	it('treats hostile field names as names', () => {
		const hostile = compile(
			row('__proto__', 'constructor', 'both', { kind: 'copy' }),
			row('constructor', '__proto__', 'both', { kind: 'copy' }),
		);
		const record = JSON.parse('{"__proto__":"a","constructor":"b"}');
		const { view } = hostile.forward(record, unlinked);
		expect(Object.entries(view)).toEqual([
			['constructor', 'a'],
			['__proto__', 'b'],
		]);
		expect(Object.entries(hostile.back(view, unlinked).payload)).toEqual([
			['__proto__', 'a'],
			['constructor', 'b'],
		]);
		expect(Object.entries(hostile.forward({}, unlinked).view)).toEqual([
			['constructor', null],
			['__proto__', null],
		]);
	});
});

test('a PSA field whose being empty says nothing is left out where it is empty, and names what a yes to another one needs', () => {
	const types: FieldDefinition[] = [
		{ name: 'billable', label: 'Billable', type: 'boolean', needs: ['type'] },
		{ name: 'type', label: 'Type', type: 'string', emptySaysNothing: true },
	];
	const home: FieldDefinition[] = [
		{ name: 'billable', label: 'Billable', type: 'boolean' },
		{ name: 'workType', label: 'Work type', type: 'string' },
	];
	const mapping = compileMapping(
		mappingOf(row('billable', 'billable', 'both', { kind: 'copy' }), row('type', 'workType', 'both', { kind: 'copy' })),
		{ psa: types, platform: home },
	);
	expect({ ...mapping.forward({ billable: false, type: null }, unlinked).view }).toEqual({ billable: false });
	expect({ ...mapping.forward({ billable: true, type: 'Remote' }, unlinked).view }).toEqual({
		billable: true,
		workType: 'Remote',
	});
	expect({ ...mapping.back({ workType: null }, unlinked).payload }).toEqual({ type: null });
	expect(mapping.fields.map(({ needs }) => needs)).toEqual([{ psa: ['workType'] }, undefined]);
});
