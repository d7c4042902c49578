import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type HaloPsaControl, settingsSchema } from './control';
import { TABLE_NAMES } from './database';
import { seedOptionsSchema } from './seed';

const tableParams = z.object({ table: z.enum(TABLE_NAMES) });
const recordParams = tableParams.extend({ id: z.coerce.number().int() });
const fieldsSchema = z.record(z.unknown());
const billSchema = z
	.object({ client: z.number().int(), actions: z.array(z.number().int()), date: z.string() })
	.partial()
	.strict();
const invoiceParams = z.object({ invoice: z.coerce.number().int() });
const personQuery = z.object({ by: z.coerce.number().int().optional() });

/**
 * Mounts {@link HaloPsaControl} beside the controls that every simulated system has:
 *
 * | | |
 * |---|---|
 * | `POST /reset`, `POST /seed` | a seed as body, both optional for a reset |
 * | `GET, PUT /settings` | see `settingsSchema` |
 * | `GET /records/{table}[/{id}]` | records as they are now |
 * | `POST /records/{table}?by=` | create as an agent |
 * | `PATCH, DELETE /records/{table}/{id}?by=` | change (an object of fields) or delete as an agent |
 * | `PUT /records/{table}/{id}` | store unchecked fields |
 * | `POST /index/catch-up` | ends the index lag of all writes so far |
 * | `POST /tokens/revoke` | takes back every token |
 * | `GET /deliveries` | attempted webhooks |
 * | `POST /bill` | bills time: a body of `client`, `actions`, `date`, each optional |
 * | `POST /credit/{invoice}`, `POST /reopen/{invoice}` | takes an invoice back with a credit note; voids one |
 * | `GET /mails` | what would have been mailed to clients |
 */
export function mountHaloPsaControl(routes: FastifyInstance, control: HaloPsaControl): void {
	routes.post('/reset', (request, reply) => {
		control.reset(request.body ? seedOptionsSchema.parse(request.body) : undefined);
		return reply.status(204).send();
	});
	routes.post('/seed', (request, reply) => {
		control.seed(seedOptionsSchema.parse(request.body ?? {}));
		return reply.status(204).send();
	});
	routes.get('/settings', () => control.set({}));
	routes.put('/settings', (request) => control.set(settingsSchema.parse(request.body)));
	routes.get('/records/:table', (request) => control.records(tableParams.parse(request.params).table));
	routes.get('/records/:table/:id', (request, reply) => {
		const { table, id } = recordParams.parse(request.params);
		const record = control.record(table, id);
		return record ? reply.send(record) : reply.status(404).send({ error: `There is no record ${id} in ${table}.` });
	});
	routes.post('/records/:table', (request, reply) => {
		const { table } = tableParams.parse(request.params);
		const record = control.create(table, fieldsSchema.parse(request.body), personQuery.parse(request.query));
		return reply.status(201).send(record);
	});
	routes.patch('/records/:table/:id', (request) => {
		const { table, id } = recordParams.parse(request.params);
		return control.edit(table, id, fieldsSchema.parse(request.body), personQuery.parse(request.query));
	});
	routes.put('/records/:table/:id', (request, reply) => {
		const { table, id } = recordParams.parse(request.params);
		control.corrupt(table, id, fieldsSchema.parse(request.body));
		return reply.status(204).send();
	});
	routes.delete('/records/:table/:id', (request, reply) => {
		const { table, id } = recordParams.parse(request.params);
		control.remove(table, id, personQuery.parse(request.query));
		return reply.status(204).send();
	});
	routes.post('/index/catch-up', (_request, reply) => {
		control.catchUpIndex();
		return reply.status(204).send();
	});
	routes.post('/tokens/revoke', (_request, reply) => {
		control.revokeTokens();
		return reply.status(204).send();
	});
	routes.get('/deliveries', () => control.webhooks.deliveries);
	routes.post('/bill', (request) => ({ invoices: control.bill(billSchema.parse(request.body ?? {})) }));
	routes.post('/credit/:invoice', (request) => ({
		invoice: control.credit(invoiceParams.parse(request.params).invoice),
	}));
	routes.post('/reopen/:invoice', (request, reply) => {
		control.reopen(invoiceParams.parse(request.params).invoice);
		return reply.status(204).send();
	});
	routes.get('/mails', () => control.mails());
}
