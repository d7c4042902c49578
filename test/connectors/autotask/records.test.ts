import { changeFields, flatten, newestOf, toNative, utcTime } from '../../../sync/connectors/autotask/records';
import { vendorRecord } from '../../../sync/connectors/autotask/schemas';

const read = (raw: object) => vendorRecord.parse(raw);

describe('records of Autotask', () => {
	it.each([
		['2024-01-31T15:04:05.307', '2024-01-31T15:04:05.307Z'],
		['2024-01-31T15:04:05.307Z', '2024-01-31T15:04:05.307Z'],
		['2024-01-31T15:04:05', '2024-01-31T15:04:05.000Z'],
		['2024-01-31T15:04:05.1234567', '2024-01-31T15:04:05.123Z'],
		['2024-01-31T15:04:05+02:00', '2024-01-31T13:04:05.000Z'],
	])('take the time %s for %s, with and without a zone', (written, meant) => {
		expect(utcTime(written)).toBe(meant);
	});

	it.each(['2024-01-31', 'today', '2024-13-31T00:00:00', 5, null, undefined])('take %j for no time', (value) => {
		expect(utcTime(value)).toBeNull();
	});

	it('are the same flat record however the vendor writes them', () => {
		const one = read({ id: 7, isActive: 1, companyID: '12', createDate: '2024-01-31T15:04:05', zipCode: 12061 });
		const other = read({
			id: '7',
			isActive: true,
			companyID: 12,
			createDate: '2024-01-31T15:04:05.000Z',
			zipCode: '12061',
		});
		expect(flatten('contact', one)).toEqual(flatten('contact', other));
		expect(flatten('contact', one)).toMatchObject({ isActive: true, companyID: 12, zipCode: '12061', title: null });
	});

	it('hold hostile names as names like any other', () => {
		const raw = read({
			id: 1,
			title: '<img src=x onerror=alert(1)>',
			userDefinedFields: [
				{ name: '__proto__', value: 'x' },
				{ name: 'constructor', value: 'y' },
				{ name: 'constructor', value: 'second of that name' },
				{ name: '', value: 'nameless' },
			],
		});
		const flat = flatten('ticket', raw);
		expect(flat['title']).toBe('<img src=x onerror=alert(1)>');
		expect(Object.entries(flat).filter(([name]) => name.startsWith('customFields/'))).toEqual([
			['customFields/__proto__', 'x'],
			['customFields/constructor', 'y'],
		]);
	});

	it('were changed when a field was, not when a note was written', () => {
		const raw = read({
			id: 5,
			externalID: 'tkt_5',
			lastActivityResourceID: 4,
			createDate: '2026-01-01T00:00:00',
			lastTrackedModificationDateTime: '2026-02-01T00:00:00',
			lastActivityDate: '2026-03-01T00:00:00',
		});
		expect(toNative('ticket', raw, 'https://ww5.autotask.net')).toMatchObject({
			id: '5',
			changedAt: '2026-02-01T00:00:00.000Z',
			author: 'resource 4',
			externalIds: ['tkt_5'],
			url: 'https://ww5.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenTicketDetail&TicketID=5',
		});
		expect(newestOf(changeFields('ticket'), raw)).toBe('2026-03-01T00:00:00.000Z');
	});

	it('that have none of the times were changed nobody knows when', () => {
		expect(toNative('company', read({ id: 0 }), null)).toMatchObject({ id: '0', changedAt: null, url: null });
		expect(newestOf(changeFields('company'), read({ id: 0 }))).toBeNull();
	});
});
