import { runInNewContext } from 'node:vm';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { FieldMap } from '../../../nodes/FieldMap/FieldMap.node';
import { fromNodeParameters, HOWS } from '../../../nodes/FieldMap/parameters';

const rows = new FieldMap().description.properties.find(({ name }) => name === 'rows');
if (!rows) throw new Error('there are no rows');
const [collection] = rows.options as INodePropertyCollection[];
const fields: readonly INodeProperties[] = collection?.values ?? [];

/** Which fields of a row a person sees, with what was chosen so far. */
function shown(chosen: Record<string, unknown>): string[] {
	const values: Record<string, unknown> = {
		...Object.fromEntries(fields.map((one) => [one.name, one.default])),
		...chosen,
	};
	return fields
		.filter(({ displayOptions }) =>
			Object.entries(displayOptions?.show ?? {}).every(([name, wanted]) =>
				(wanted as unknown[]).includes(values[name]),
			),
		)
		.map(({ name }) => name);
}

/** The line that stands for a folded row, as the editor reckons it. */
function titleOf(value: Record<string, unknown>): unknown {
	const title = rows?.typeOptions?.fixedCollection?.itemTitle ?? '';
	const [, expression] = /^=\{\{([\s\S]*)\}\}$/.exec(title) ?? [];
	// n8n takes the first of these for the end of the expression.
	expect(expression).not.toMatch(/\}\}/);
	return runInNewContext(expression ?? '', { $collection: { item: { value } } });
}

const fieldsOfBoth = { psaField: 'actualHours', platformField: 'minutes' };

describe('a row of the Field Map node', () => {
	it('asks for what its kind needs, and for nothing else', () => {
		const always = ['psaField', 'how', 'platformField'];
		expect(shown({ how: 'copy.both' })).toEqual(always);
		expect(shown({ how: 'reference.toPsa' })).toEqual([...always, 'referenceEntity']);
		expect(shown({ how: 'duration.both' })).toEqual([...always, 'psaUnit', 'platformUnit', 'roundTo']);
		expect(shown({ how: 'duration.toPlatform', roundTo: 'both' })).toEqual([
			...always,
			'psaUnit',
			'platformUnit',
			'roundTo',
			'roundMode',
			'roundIncrement',
			'roundMinimum',
		]);
		expect(shown({ how: 'values.both', unmapped: 'same' })).toEqual([
			...always,
			'values',
			'unmapped',
			'fallbackPlatform',
			'fallbackPsa',
		]);
		expect(shown({ how: 'values.both', unmapped: 'default' })).toEqual([
			...always,
			'values',
			'unmapped',
			'defaultPlatform',
			'defaultPsa',
		]);
	});

	it('offers every kind in every direction', () => {
		const how = fields.find(({ name }) => name === 'how');
		expect((how?.options ?? []).map((option) => ('value' in option ? option.value : '')).sort()).toEqual(
			[...HOWS].sort(),
		);
	});

	it.each(HOWS)('means by its defaults what is left out (%s)', (how) => {
		const chosen = { ...fieldsOfBoth, how, roundTo: 'psa' };
		const written = Object.fromEntries(fields.map(({ name, default: value }) => [name, value]));
		const meant = (row: object) => fromNodeParameters({ rows: { row: [row] } });
		expect(meant({ ...written, ...chosen })).toEqual(meant(chosen));
	});

	it.each([
		[{}, 'New field'],
		[fieldsOfBoth, 'actualHours ⇄ minutes'],
		[{ ...fieldsOfBoth, how: 'duration.toPsa' }, 'actualHours ← minutes · hours, minutes'],
		[{ ...fieldsOfBoth, how: 'values.both', values: { group: [{}, {}] } }, 'actualHours ⇄ minutes · 2 values'],
		[
			{ ...fieldsOfBoth, how: 'reference.toPlatform', referenceEntity: 'agreement' },
			'actualHours → minutes · linked agreement',
		],
	])('folds to a line that says what it does (%#)', (value, line) => {
		expect(titleOf(value)).toBe(line);
	});
});
