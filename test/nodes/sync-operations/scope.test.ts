import { readScope, scopeProperty } from '../../../nodes/shared/scope-properties';
import { EVERYTHING } from '../../../sync/model/scope';

test('nothing limited is no scope, also where the editor left empty limits behind', () => {
	for (const value of [undefined, {}, { companies: ' \n', groups: [], approvedTimeOnly: false }])
		expect(readScope(value)).toBeUndefined();
});

test('companies come one a line, or as a list from an expression; choices as names or numbers', () => {
	expect(readScope({ companies: ' Acme, Inc. \n\n17', groups: [3, 'Help Desk'], months: '6' })).toEqual({
		...EVERYTHING,
		companies: ['Acme, Inc.', '17'],
		groups: ['3', 'Help Desk'],
		months: 6,
	});
	expect(readScope({ companies: ['Acme', 17] })?.companies).toEqual(['Acme', '17']);
});

test.each([
	[{ months: 0 }, /"months"/],
	[{ months: 'six' }, /"months"/],
	[{ groups: 'Help Desk' }, /"groups"/],
	[{ approvedTimeOnly: 'yes' }, /"approvedTimeOnly"/],
])('%j is refused by name: nothing is carried that was meant to be left out', (value, message) => {
	expect(() => readScope(value)).toThrow(message);
});

test('a system that does not tell which time was approved offers no such limit', () => {
	const names = (approval: boolean) => JSON.stringify(scopeProperty({ lists: {}, approval }));
	expect(names(true)).toContain('Approved Time Only');
	expect(names(false)).not.toContain('Approved Time Only');
});
