import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

type Fields = Record<string, unknown>;

/** What a tester can do with the tenant of every simulated PSA. */
export interface TenantControl<Table extends string, Seed, Settings, Person> {
	reset(seed?: Seed): void;
	seed(seed: Seed): void;
	set(settings: Partial<Settings>): unknown;
	records(table: Table): readonly Fields[];
	record(table: Table, id: number): Fields | undefined;
	create(table: Table, fields: Fields, as?: Person): Fields;
	edit(table: Table, id: number, changes: Fields, as?: Person): Fields;
	remove(table: Table, id: number, as?: Person): void;
	corrupt(table: Table, id: number, fields: Fields): void;
	catchUpIndex(): void;
	mails(): readonly unknown[];
}

/** What differs from one PSA to the next. */
export interface TenantSchemas<Table extends string, Seed, Settings, Person> {
	readonly tables: readonly [Table, ...Table[]];
	readonly seed: z.ZodType<Seed, z.ZodTypeDef, unknown>;
	readonly settings: z.ZodType<Partial<Settings>, z.ZodTypeDef, unknown>;
	/** Who acts, as the query says. */
	readonly person: z.ZodType<Person, z.ZodTypeDef, unknown>;
}

/**
 * Mounts what the simulated PSAs share beside the controls of every system:
 *
 * | | |
 * |---|---|
 * | `POST /reset`, `POST /seed` | a seed as body, both optional for a reset |
 * | `GET, PUT /settings` | see the simulator's `settingsSchema` |
 * | `GET /records/{table}[/{id}]` | records as they are now |
 * | `POST /records/{table}?by=` | create as a person |
 * | `PATCH, DELETE /records/{table}/{id}?by=` | change (an object of fields) or delete as a person |
 * | `PUT /records/{table}/{id}` | store unchecked fields |
 * | `POST /index/catch-up` | ends the index lag of all writes so far |
 * | `GET /mails` | what clients would have been mailed |
 */
export function mountTenantControl<Table extends string, Seed, Settings, Person>(
	routes: FastifyInstance,
	control: TenantControl<Table, Seed, Settings, Person>,
	{ tables, seed, settings, person }: TenantSchemas<Table, Seed, Settings, Person>,
): void {
	const fields = z.record(z.unknown());
	const tableOf = (params: unknown): Table => {
		const { table } = z.object({ table: z.string() }).parse(params);
		const known = tables.find((one) => one === table);
		if (known !== undefined) return known;
		throw Object.assign(new Error(`There is no table ${table}.`), { statusCode: 400 });
	};
	const recordOf = (params: unknown): [Table, number] => [
		tableOf(params),
		z.object({ id: z.coerce.number().int() }).parse(params).id,
	];

	routes.post('/reset', (request, reply) => {
		control.reset(request.body ? seed.parse(request.body) : undefined);
		return reply.status(204).send();
	});
	routes.post('/seed', (request, reply) => {
		control.seed(seed.parse(request.body ?? {}));
		return reply.status(204).send();
	});
	routes.get('/settings', () => control.set({}));
	routes.put('/settings', (request) => control.set(settings.parse(request.body)));
	routes.get('/records/:table', (request) => control.records(tableOf(request.params)));
	routes.get('/records/:table/:id', (request, reply) => {
		const [table, id] = recordOf(request.params);
		const record = control.record(table, id);
		return record ? reply.send(record) : reply.status(404).send({ error: `There is no record ${id} in ${table}.` });
	});
	routes.post('/records/:table', (request, reply) => {
		const record = control.create(tableOf(request.params), fields.parse(request.body), person.parse(request.query));
		return reply.status(201).send(record);
	});
	routes.patch('/records/:table/:id', (request) => {
		return control.edit(...recordOf(request.params), fields.parse(request.body), person.parse(request.query));
	});
	routes.put('/records/:table/:id', (request, reply) => {
		control.corrupt(...recordOf(request.params), fields.parse(request.body));
		return reply.status(204).send();
	});
	routes.delete('/records/:table/:id', (request, reply) => {
		control.remove(...recordOf(request.params), person.parse(request.query));
		return reply.status(204).send();
	});
	routes.post('/index/catch-up', (_request, reply) => {
		control.catchUpIndex();
		return reply.status(204).send();
	});
	routes.get('/mails', () => control.mails());
}
