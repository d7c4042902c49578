import { externalId } from '../../../sync/connectors/autotask/external-id';
import { createBody, patchBody, takeApart } from '../../../sync/connectors/autotask/payload';

describe('payload', () => {
	it('has numbers for references and picklists, and whole seconds', () => {
		const parts = takeApart(
			'ticket',
			{
				companyID: '12',
				status: '5',
				source: -1,
				dueDateTime: '2026-05-01T10:00:00.750Z',
				title: 'x',
				estimatedHours: '1.5',
			},
			'create',
		);
		expect(createBody(parts)).toEqual({
			title: 'x',
			companyID: 12,
			status: 5,
			source: -1,
			dueDateTime: '2026-05-01T10:00:00Z',
			estimatedHours: 1.5,
		});
	});

	it('has 1 and 0 for a contact’s truth value, and true and false for others', () => {
		expect(patchBody(takeApart('contact', { isActive: false, primaryContact: false }, 'update'))).toEqual({
			isActive: 0,
			primaryContact: false,
		});
		expect(patchBody(takeApart('company', { isActive: 'false' }, 'update'))).toEqual({ isActive: false });
	});

	it('leaves out on create what an update empties', () => {
		const changes = { description: '', contactID: null, 'customFields/Asset Tag': null };
		expect(createBody(takeApart('ticket', changes, 'create'))).toEqual({});
		expect(patchBody(takeApart('ticket', changes, 'update'))).toEqual({
			description: null,
			contactID: null,
			userDefinedFields: [{ name: 'Asset Tag', value: null }],
		});
	});

	it('has user-defined fields as names and texts', () => {
		const parts = takeApart('ticket', { 'customFields/Users': 4, 'customFields/__proto__': true }, 'update');
		expect(patchBody(parts)).toEqual({
			userDefinedFields: [
				{ name: 'Users', value: '4' },
				{ name: '__proto__', value: 'true' },
			],
		});
	});

	it.each([
		['nobody', 'x', 'is no field of it'],
		['__proto__', 'x', 'is no field of it'],
		['ticketNumber', 'T1', 'read-only'],
		['status', 'New', 'must be a number'],
		['status', 1.5, 'whole number'],
		['dueDateTime', 'tomorrow', 'must be a time'],
		['isVisibleToComanaged', 'perhaps', 'true or false'],
		['title', ['a'], 'single value'],
		['customFields/List', ['a'], 'single value'],
	])('refuses %s = %j and says why', (field, value, reason) => {
		const payload = Object.fromEntries([[field, value]]);
		expect(() => takeApart('ticket', payload, 'update')).toThrow(reason);
		expect(() => takeApart('ticket', payload, 'update')).toThrow(field);
	});
});

describe('the id of a counterpart', () => {
	it('is kept as it is where it fits', () => {
		expect(externalId('7f6f2c1e-2f3b-4c4d-8e5f-0a1b2c3d4e5f')).toBe('7f6f2c1e-2f3b-4c4d-8e5f-0a1b2c3d4e5f');
	});

	it('is cut so that two of them never become one', () => {
		const long = 'x'.repeat(60);
		expect(externalId(`${long}a`)).toHaveLength(50);
		expect(externalId(`${long}a`)).not.toBe(externalId(`${long}b`));
		expect(externalId(`${long}a`)).toBe(externalId(`${long}a`));
	});
});
