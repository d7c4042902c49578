import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { halopsaCatalogue } from '../../../sync/connectors/halopsa/catalogue';

const SPEC = join(__dirname, '../../../../shared/specs/halopsa.json');
const MODELS = { company: 'Area', contact: 'Users', ticket: 'Faults' } as const;
const ENTITIES = Object.keys(MODELS) as Array<keyof typeof MODELS>;

/** The types that a property of the specification may stand behind; ids and choices are numbers or names. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
	'integer ': ['integer', 'option', 'reference'],
	'number ': ['option', 'reference'],
	'boolean ': ['boolean'],
	'string ': ['string', 'text', 'option'],
	'string date-time': ['datetime'],
};

interface Schema {
	readonly $ref?: string;
	readonly type?: string;
	readonly format?: string;
	readonly maxLength?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
}

describe('halopsaCatalogue', () => {
	it.each(ENTITIES)('names each field of %s once', (entity) => {
		const names = halopsaCatalogue.entities[entity].map((field) => field.name);
		expect(new Set(names).size).toBe(names.length);
	});

	// The specification stands beside the project; without it there is nothing to hold the catalogue against.
	(existsSync(SPEC) ? describe : describe.skip)('against the specification', () => {
		const schemas = existsSync(SPEC)
			? (JSON.parse(readFileSync(SPEC, 'utf8')) as { components: { schemas: Record<string, Schema> } }).components
					.schemas
			: {};
		const resolve = (schema: Schema): Schema => (schema.$ref ? schemas[schema.$ref.split('/').pop() ?? ''] : schema);

		it.each(ENTITIES)('has only fields that %s has, of their type', (entity) => {
			for (const field of halopsaCatalogue.entities[entity]) {
				let schema: Schema = schemas[MODELS[entity]];
				for (const part of field.name.split('/')) {
					const next = schema.properties?.[part];
					if (!next) throw new Error(`${entity}.${field.name} is not in the specification`);
					schema = resolve(next);
				}
				const format = schema.format === 'date-time' ? 'date-time' : '';
				expect([field.name, TYPES[`${schema.type} ${format}`]]).toEqual([
					field.name,
					expect.arrayContaining([field.type]),
				]);
			}
		});
	});
});
