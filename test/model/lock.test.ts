import { CATALOGUES } from '../../sync/connectors/catalogues';
import type { System } from '../../sync/model/entity';
import { canBeLocked, lockOf } from '../../sync/model/lock';
import type { FlatRecord } from '../../sync/model/record';

const lockIn = (system: System, record: FlatRecord): string | undefined => {
	const catalogue = CATALOGUES[system];
	if (!catalogue) throw new Error(`no catalogue of ${system}`);
	return lockOf(catalogue, 'timeEntry', record)?.name;
};

test.each([
	['halopsa', { billed: true }, 'billed'],
	['halopsa', { billed: false, action_invoice_line_id: 12 }, 'action_invoice_line_id'],
	['connectwise', { status: 'Billed' }, 'status'],
	['connectwise', { status: 'Open', 'invoice/id': 7 }, 'invoice/id'],
	['autotask', { billed: true }, 'billed'],
	['platform', { locked: true }, 'locked'],
] as const)('time of %s that says %j is closed', (system, record, field) => {
	expect(lockIn(system, record)).toBe(field);
});

test.each([
	['halopsa', { billed: false, action_invoice_line_id: 0 }],
	['connectwise', { status: 'Open', 'invoice/id': null }],
	['autotask', { billed: false }],
	['platform', {}],
] as const)('time of %s that says %j is open', (system, record) => {
	expect(lockIn(system, record)).toBeUndefined();
});

test('nothing but what is billed can be closed', () => {
	for (const catalogue of Object.values(CATALOGUES)) {
		expect(canBeLocked(catalogue, 'timeEntry')).toBe(true);
		expect(canBeLocked(catalogue, 'ticket')).toBe(false);
	}
});
