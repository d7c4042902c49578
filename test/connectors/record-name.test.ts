import { recordName } from '../../sync/connectors/record-name';

test.each([
	['company', { companyName: 'Acme' }, 'Acme'],
	['contact', { firstName: 'Ann', lastName: 'Lee', title: 'CFO' }, 'Ann Lee'],
	['contact', { firstname: '', surname: 'Lee', name: 'Somebody' }, 'Lee'],
	['contact', { name: 'General User' }, 'General User'],
	['ticket', { summary: ' Printer is out ' }, 'Printer is out'],
	['invoice', { invoiceNumber: 1042 }, '1042'],
	['agreement', {}, ''],
	['company', { name: { toString: 'x' } }, ''],
] as const)('a %s is called what its system calls it: %j', (entity, record, name) => {
	expect(recordName(entity, record)).toBe(name);
});

test('what was written in a note or about time is no name', () => {
	for (const entity of ['note', 'timeEntry'] as const)
		expect(recordName(entity, { text: 'secret', title: 'x' })).toBe('');
});

test('a long name is cut between characters', () => {
	expect(recordName('ticket', { title: '😀'.repeat(9) }, 4)).toBe('😀😀😀…');
});
