import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMUNICATION_FIELDS, connectwiseCatalogue } from '../../../sync/connectors/connectwise/catalogue';

const SPEC = join(__dirname, '../../../../shared/specs/connectwise.json');
const MODELS = {
	company: 'Company',
	contact: 'Contact',
	agreement: 'Agreement',
	ticket: 'Ticket',
	timeEntry: 'TimeEntry',
	invoice: 'Invoice',
} as const;
/** Made here of several fields of the vendor's. */
const OWN: ReadonlySet<string> = new Set([
	'timeEntry.ticketId',
	'timeEntry.technician',
	'timeEntry.visibility',
	'invoice.settlement',
]);

interface Schema {
	readonly $ref?: string;
	readonly type?: string;
	readonly enum?: readonly string[];
	readonly description?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
}

describe('connectwiseCatalogue', () => {
	it.each(Object.keys(MODELS) as Array<keyof typeof MODELS>)('names each field of %s once', (entity) => {
		const names = connectwiseCatalogue.entities[entity].map((field) => field.name);
		expect(new Set(names).size).toBe(names.length);
	});

	// The specification stands beside the project; without it there is nothing to hold the catalogue against.
	(existsSync(SPEC) ? describe : describe.skip)('against the specification', () => {
		const schemas = existsSync(SPEC)
			? (JSON.parse(readFileSync(SPEC, 'utf8')) as { components: { schemas: Record<string, Schema> } }).components
					.schemas
			: {};
		const resolve = (schema: Schema): Schema => (schema.$ref ? schemas[schema.$ref.split('/').pop() ?? ''] : schema);

		it.each(Object.keys(MODELS) as Array<keyof typeof MODELS>)(
			'has only fields that %s has, of their type and length',
			(entity) => {
				for (const field of connectwiseCatalogue.entities[entity]) {
					if (field.name in COMMUNICATION_FIELDS && entity === 'contact') continue;
					if (OWN.has(`${entity}.${field.name}`)) continue;
					let schema: Schema = schemas[MODELS[entity]];
					for (const part of field.name.split('/')) {
						// `_info` is declared as an object without fields; what is in it is known from recorded payloads.
						if (part === '_info') {
							schema = {};
							break;
						}
						const next = schema.properties?.[part];
						if (!next) throw new Error(`${entity}.${field.name} is not in the specification`);
						schema = resolve(next);
					}
					const stated = /Max length:\s*(\d+)/i.exec(schema.description ?? '');
					if (stated)
						expect([field.name, (field.maxLength ?? Infinity) <= Number(stated[1])]).toEqual([field.name, true]);
					else if (schema.type !== undefined) expect([field.name, field.maxLength]).toEqual([field.name, undefined]);
					if (schema.enum && field.options) {
						expect([field.name, field.options.map((option) => option.value).sort()]).toEqual([
							field.name,
							[...schema.enum].sort(),
						]);
					}
					if (schema.type === 'boolean') expect([field.name, field.type]).toEqual([field.name, 'boolean']);
					if (schema.type === 'array') expect([field.name, field.type]).toEqual([field.name, 'list']);
				}
			},
		);
	});
});
