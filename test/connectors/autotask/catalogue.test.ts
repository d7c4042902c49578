import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { autotaskCatalogue, NUMERIC_FLAGS } from '../../../sync/connectors/autotask/catalogue';
import { changeFields } from '../../../sync/connectors/autotask/records';

const SPEC = join(__dirname, '../../../../shared/specs/autotask.json');
const MODELS = { company: 'CompanyModel', contact: 'ContactModel', ticket: 'TicketModel' } as const;
const ENTITIES = Object.keys(MODELS) as Array<keyof typeof MODELS>;

/** Which types of fields may stand for which types of the specification. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
	'integer/int64': ['integer', 'option', 'reference'],
	'integer/int32': ['integer', 'option', 'reference'],
	'number/double': ['number'],
	'boolean/': ['boolean'],
	'string/': ['string', 'text'],
	'string/date-time': ['datetime'],
};

interface Property {
	readonly type: string;
	readonly format?: string;
}

describe('autotaskCatalogue', () => {
	it.each(ENTITIES)('names each field of %s once', (entity) => {
		const names = autotaskCatalogue.entities[entity].map((field) => field.name);
		expect(new Set(names).size).toBe(names.length);
	});

	it.each(ENTITIES)('has no time of change of %s among its fields, which would make every echo an edit', (entity) => {
		const names = autotaskCatalogue.entities[entity].map((field) => field.name);
		expect(names.filter((name) => changeFields(entity).includes(name) && name !== 'createDate')).toEqual([]);
	});

	// The specification stands beside the project; without it there is nothing to hold the catalogue against.
	(existsSync(SPEC) ? describe : describe.skip)('against the specification', () => {
		const { definitions } = existsSync(SPEC)
			? (JSON.parse(readFileSync(SPEC, 'utf8')) as {
					definitions: Record<string, { properties: Record<string, Property> }>;
				})
			: { definitions: {} };

		it.each(ENTITIES)('has only fields that %s has, of their type', (entity) => {
			const { properties } = definitions[MODELS[entity]];
			for (const { name, type } of autotaskCatalogue.entities[entity]) {
				const stated = properties[name];
				if (stated === undefined) throw new Error(`${entity}.${name} is not in the specification`);
				const allowed = NUMERIC_FLAGS[entity]?.has(name) ? ['boolean'] : TYPES[`${stated.type}/${stated.format ?? ''}`];
				expect([name, allowed]).toEqual([name, expect.arrayContaining([type])]);
			}
		});

		it.each(ENTITIES)('looks for changes of %s by times that it has', (entity) => {
			for (const name of changeFields(entity)) {
				expect([name, definitions[MODELS[entity]].properties[name]]).toEqual([
					name,
					{ type: 'string', format: 'date-time' },
				]);
			}
		});
	});
});
