import type { AxiosInstance } from 'axios';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, startRecorded } from './simulator';

describe('information about entities', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('information')));
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	const fieldsOf = async (entity: string, of = 'fields'): Promise<Record<string, Answered>> => {
		const { data } = await http.get(`/${entity}/entityInformation/${of}`);
		return Object.fromEntries(data.fields.map((field: Answered) => [field.name, field]));
	};

	it.each([
		['Companies', { canCreate: true, canUpdate: true, canDelete: false, supportsWebhookCallouts: true }],
		['Companies/174/Contacts', { name: 'Contact', canCreate: true, canDelete: true }],
		['Tickets', { canCreate: true, canUpdate: true, canDelete: false, hasUserDefinedFields: true }],
		['TimeEntries', { canDelete: true, hasUserDefinedFields: false, supportsWebhookCallouts: false }],
		['Resources', { canCreate: false, canUpdate: false, canQuery: true }],
	])('says what can be done with %s', async (entity, info) => {
		expect((await http.get(`/${entity}/entityInformation`)).data.info).toMatchObject(info);
	});

	it('describes types, lengths, references and what cannot be queried', async () => {
		const { title, companyID, createDate, creatorType, ticketNumber } = await fieldsOf('Tickets');
		expect(title).toMatchObject({ dataType: 'string', length: 255, isRequired: true, isReadOnly: false });
		expect(companyID).toMatchObject({ dataType: 'integer', isReference: true, referenceEntityType: 'Company' });
		expect(createDate).toMatchObject({ dataType: 'datetime', isReadOnly: true, isQueryable: true });
		expect(creatorType.isQueryable).toBe(false);
		expect(ticketNumber).toMatchObject({ isSupportedWebhookField: true, isPickList: false, picklistValues: null });
		expect((await fieldsOf('Contacts')).isActive.dataType).toBe('integer');
		expect((await fieldsOf('Companies')).isActive.dataType).toBe('boolean');
	});

	it('lists choices with values as text, some of them retired, some below others', async () => {
		const { status, priority, source, subIssueType } = await fieldsOf('Tickets');
		expect(status.picklistValues).toContainEqual({
			value: '5',
			label: 'Complete',
			isDefaultValue: false,
			sortOrder: expect.any(Number),
			parentValue: '',
			isActive: true,
			isSystem: true,
		});
		expect(status.picklistValues).toContainEqual(expect.objectContaining({ value: '11', isActive: false }));
		expect(priority.picklistValues.map(({ value }: Answered) => value)).not.toContain('3');
		expect(source.picklistValues).toContainEqual(expect.objectContaining({ value: '-1' }));
		expect(subIssueType).toMatchObject({ picklistParentValueField: 'issueType' });
		expect(subIssueType.picklistValues[0]).toMatchObject({ value: '136', parentValue: '10' });
	});

	it('describes the user-defined fields of a tenant, new ones at once', async () => {
		const before = await fieldsOf('Companies', 'userDefinedFields');
		expect(before['Service Tier']).toMatchObject({ type: 'string', isPickList: true });
		expect(before['Service Tier'].picklistValues.map(({ value }: Answered) => value)).toEqual([
			'Gold',
			'Silver',
			'Bronze',
		]);
		expect(before.Employees).toMatchObject({ type: 'decimal', isPickList: false });
		simulator.control.create('UserDefinedFieldDefinitions', { name: 'Account Manager', udfType: 1, dataType: 1 });
		expect(await fieldsOf('Companies', 'userDefinedFields')).toHaveProperty(['Account Manager']);
		const [company] = simulator.control.records('Companies');
		expect(company.userDefinedFields).toContainEqual({ name: 'Account Manager', value: null });
		expect(await fieldsOf('TimeEntries', 'userDefinedFields')).toEqual({});
	});
});
