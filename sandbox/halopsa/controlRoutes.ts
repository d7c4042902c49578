import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mountTenantControl } from '../http';
import { type HaloPsaControl, settingsSchema } from './control';
import { TABLE_NAMES } from './database';
import { seedOptionsSchema } from './seed';

const billSchema = z
	.object({ client: z.number().int(), actions: z.array(z.number().int()), until: z.string(), date: z.string() })
	.partial()
	.strict();
const invoiceParams = z.object({ invoice: z.coerce.number().int() });
const creditSchema = z.object({ amount: z.number().positive().optional() }).strict();
const personQuery = z.object({ by: z.coerce.number().int().optional() });

/**
 * Mounts {@link HaloPsaControl} beside what every simulated PSA has ({@link mountTenantControl}):
 *
 * | | |
 * |---|---|
 * | `POST /tokens/revoke` | takes back every token |
 * | `GET /deliveries` | attempted webhooks |
 * | `POST /bill` | bills time: a body of `client`, `actions`, `until`, `date`, each optional |
 * | `POST /credit/{invoice}` | takes an invoice back with a credit note, or the `amount` of the body |
 * | `POST /pay/{invoice}`, `POST /reopen/{invoice}` | records a payment over all of one; voids one |
 */
export function mountHaloPsaControl(routes: FastifyInstance, control: HaloPsaControl): void {
	const schemas = { tables: TABLE_NAMES, seed: seedOptionsSchema, settings: settingsSchema, person: personQuery };
	mountTenantControl(routes, control, schemas);
	routes.post('/tokens/revoke', (_request, reply) => {
		control.revokeTokens();
		return reply.status(204).send();
	});
	routes.get('/deliveries', () => control.webhooks.deliveries);
	routes.post('/bill', (request) => ({ invoices: control.bill(billSchema.parse(request.body ?? {})) }));
	routes.post('/credit/:invoice', (request) => ({
		invoice: control.credit(invoiceParams.parse(request.params).invoice, creditSchema.parse(request.body ?? {}).amount),
	}));
	routes.post('/pay/:invoice', (request, reply) => {
		control.pay(invoiceParams.parse(request.params).invoice);
		return reply.status(204).send();
	});
	routes.post('/reopen/:invoice', (request, reply) => {
		control.reopen(invoiceParams.parse(request.params).invoice);
		return reply.status(204).send();
	});
}
