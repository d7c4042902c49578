import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mountTenantControl } from '../http';
import { billSchema } from './billing';
import { type ConnectWiseControl, settingsSchema } from './control';
import { TABLE_NAMES } from './database';
import { seedOptionsSchema } from './seed';

const personQuery = z.object({ by: z.string().optional(), parentId: z.coerce.number().int().optional() });

/**
 * Mounts {@link ConnectWiseControl} beside what every simulated PSA has ({@link mountTenantControl}):
 *
 * | | |
 * |---|---|
 * | `GET /deliveries` | attempted callbacks |
 * | `POST /billing/bill` | `until`, `entries`, `company`, each optional |
 * | `POST /billing/{credit,pay,reopen}` | `invoice`; for a credit `amount`, optional |
 * | `POST /billing/{approve,reverse}` | `entries`, optional |
 */
export function mountConnectWiseControl(routes: FastifyInstance, control: ConnectWiseControl): void {
	const schemas = { tables: TABLE_NAMES, seed: seedOptionsSchema, settings: settingsSchema, person: personQuery };
	mountTenantControl(routes, control, schemas);
	routes.get('/deliveries', () => control.callbacks.deliveries);
	mountBilling(routes, control);
}

const invoiceBody = z.object({ invoice: z.number().int(), amount: z.number().optional() }).strict();
const entriesBody = z.object({ entries: z.array(z.number().int()).optional() }).strict();

function mountBilling(routes: FastifyInstance, control: ConnectWiseControl): void {
	routes.post('/billing/bill', (request) => control.bill(billSchema.parse(request.body ?? {})));
	routes.post('/billing/credit', (request) => {
		const { invoice, amount } = invoiceBody.parse(request.body);
		return control.creditMemo(invoice, amount);
	});
	for (const action of ['pay', 'reopen'] as const) {
		routes.post(`/billing/${action}`, (request, reply) => {
			control[action](invoiceBody.parse(request.body).invoice);
			return reply.status(204).send();
		});
	}
	for (const action of ['approve', 'reverse'] as const) {
		routes.post(`/billing/${action}`, (request, reply) => {
			control[action](entriesBody.parse(request.body ?? {}).entries);
			return reply.status(204).send();
		});
	}
}
