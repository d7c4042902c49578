import { type RunningPlatform, startPlatform } from '../../../sandbox/platform';
import {
	ENTITY_PATHS,
	FIELDS,
	PLATFORM_ENTITIES,
	type PlatformEntity,
	type PlatformField,
} from '../../../sandbox/platform/fields';
import { ContractClient } from './client';
import { contract, operations, resolve, violations } from './contract';

let platform: RunningPlatform;
let client: ContractClient;

beforeAll(async () => {
	platform = await startPlatform();
	client = new ContractClient(platform);
});
afterAll(() => platform.close());

type Node = Record<string, unknown>;

/** Properties of a record's schema, through `allOf`. */
function propertiesOf(name: string): Record<string, Node> {
	const schema = resolve({ $ref: `#/components/schemas/${name}` });
	const parts = [...((schema.allOf ?? []) as unknown[]).map(resolve), schema];
	return Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Node>;
}

const schemaNameOf = (entity: PlatformEntity): string => entity[0].toUpperCase() + entity.slice(1);
const typesOf = (property: Node): unknown[] => [resolve(property).type].flat();

describe('the document', () => {
	test('has no dead reference and no unused component', () => {
		const used = new Set<string>();
		const walk = (node: unknown): void => {
			if (typeof node !== 'object' || node === null) return;
			const { $ref } = node as Node;
			if (typeof $ref === 'string') {
				used.add($ref);
				expect(resolve(node)).toBeDefined();
			}
			Object.values(node).forEach(walk);
		};
		walk(contract);
		const { securitySchemes: _schemes, ...components } = contract.components;
		const all = Object.entries(components).flatMap(([kind, items]) =>
			Object.keys(items).map((name) => `#/components/${kind}/${name}`),
		);
		expect(all.filter((name) => !used.has(name))).toEqual([]);
	});

	test('gives every operation an id of its own', () => {
		const ids = operations.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).not.toContain('undefined');
	});

	test.each(PLATFORM_ENTITIES)('gives %s the same operations as every other kind', (entity) => {
		const path = `/${ENTITY_PATHS[entity]}`;
		const own = operations.filter((operation) => [path, `${path}/changes`, `${path}/{id}`].includes(operation.path));
		expect(own.map(({ method, path: at }) => `${method} ${at.slice(path.length)}`).sort()).toEqual([
			'DELETE /{id}',
			'GET ',
			'GET /changes',
			'GET /{id}',
			'PATCH /{id}',
			'POST ',
		]);
	});

	test.each(PLATFORM_ENTITIES)('requires every field of %s in an answer', (entity) => {
		const schema = resolve({ $ref: `#/components/schemas/${schemaNameOf(entity)}` });
		const parts = [schema, ...((schema.allOf ?? []) as unknown[]).map(resolve)];
		const required = parts.flatMap((part) => (part.required ?? []) as string[]).sort();
		expect(required).toEqual(Object.keys(propertiesOf(schemaNameOf(entity))).sort());
	});
});

describe('the test client', () => {
	const company = (): Record<string, unknown> => ({ ...platform.control.create('company', { name: 'Northwind' }) });

	test('accepts a record as the server makes it', () => {
		expect(violations('answer', '/components/schemas/Company', company())).toEqual([]);
	});

	test.each([
		['a field too many', { nickname: 'x' }],
		['a field too few', { city: undefined }],
		['a wrong type', { name: 3 }],
		['an unknown option', { status: 'asleep' }],
		['a time without milliseconds', { updatedAt: '2026-03-01T09:30:00Z' }],
		['a weak entity tag', { etag: 'W/"3"' }],
	])('notices %s', (_what, change) => {
		const spoilt = Object.fromEntries(
			Object.entries({ ...company(), ...change }).filter(([, value]) => value !== undefined),
		);
		expect(violations('answer', '/components/schemas/Company', spoilt)).not.toEqual([]);
	});

	test('notices a request that the contract forbids', () => {
		expect(violations('request', '/components/schemas/CompanyCreate', { name: 'x', nickname: 'y' })).not.toEqual([]);
		expect(violations('request', '/components/schemas/CompanyCreate', { name: 'x' })).toEqual([]);
	});
});

describe('server and document', () => {
	test.each(operations.map(({ method, path }) => [method, path] as const))('both have %s %s', async (method, path) => {
		const body = ['POST', 'PATCH'].includes(method) ? {} : method === 'PUT' ? Buffer.from('x') : undefined;
		const query: Record<string, string> = path === '/metadata/fields' ? { entity: 'ticket' } : {};
		const answer = await client.send(method, path.replace(/\{\w+\}/g, 'no-such'), { body, query });
		const expected = path.includes('{') ? [404] : method === 'POST' ? [422] : [200];
		expect(expected).toContain(answer.status);
		// An unknown route is a 404 as well, but says so.
		expect(String(answer.body?.detail)).not.toContain(`There is no ${method} `);
	});

	test.each(PLATFORM_ENTITIES)('agree on the fields of %s', (entity) => {
		const { id, createdAt, updatedAt, updatedBy, etag, externalRefs, customFields, ...documented } = propertiesOf(
			schemaNameOf(entity),
		);
		expect([id, createdAt, updatedAt, updatedBy, etag, externalRefs]).not.toContain(undefined);
		expect(customFields !== undefined).toBe(['company', 'contact', 'ticket'].includes(entity));
		const fields = new Map(FIELDS[entity].map((field) => [field.name, field]));
		expect([...fields.keys()].sort()).toEqual(Object.keys(documented).sort());
		for (const [name, property] of Object.entries(documented)) {
			const schema = resolve(property);
			const field = fields.get(name) as PlatformField;
			expect({ name, nullable: typesOf(schema).includes('null') }).toEqual({ name, nullable: field.nullable === true });
			if (schema.maxLength !== undefined && field.type !== 'option') {
				expect({ name, maxLength: schema.maxLength }).toEqual({ name, maxLength: field.maxLength });
			}
			if (schema.enum !== undefined) expect({ name, options: schema.enum }).toEqual({ name, options: field.options });
			if (property.default !== undefined)
				expect({ name, default: property.default }).toEqual({ name, default: field.default });
			if (schema.readOnly === true) expect(field).toMatchObject({ name, readOnly: true });
		}
	});

	test.each(PLATFORM_ENTITIES)('agree on what a new %s requires', (entity) => {
		const { required } = resolve({ $ref: `#/components/schemas/${schemaNameOf(entity)}Create` });
		const names = FIELDS[entity].filter((field) => field.required).map(({ name }) => name);
		expect(names.sort()).toEqual([...(required as string[])].sort());
	});
});
