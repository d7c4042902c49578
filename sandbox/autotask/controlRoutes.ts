import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mountTenantControl } from '../http';
import { billSchema } from './billing';
import type { AutotaskControl } from './control';
import { TABLE_NAMES } from './database';
import { seedOptionsSchema } from './seed';
import { settingsSchema } from './settings';
import { TIMESHEET_STATES } from './timesheets';
const idParams = z.object({ id: z.coerce.number().int() });
const timesheetBody = z.object({
	resource: z.number().int(),
	day: z.string().regex(/^\d{4}-\d{2}-\d{2}/),
	state: z.enum(TIMESHEET_STATES),
});
const personQuery = z.object({
	/** By id or user name. */
	by: z
		.string()
		.transform((by) => (/^\d+$/.test(by) ? Number(by) : by))
		.optional(),
	parentId: z.coerce.number().int().optional(),
});

/**
 * Mounts {@link AutotaskControl} beside what every simulated PSA has ({@link mountTenantControl}):
 *
 * | | |
 * |---|---|
 * | `GET /usage` | calls of the last hour, refusals |
 * | `PUT /timesheets` | the state of a resource's week: `{ resource, day, state }` |
 * | `POST /bill` | approve, post and invoice: see {@link billSchema} |
 * | `POST /invoices/{id}/credit`, `POST /invoices/{id}/reopen` | `{ amount }`; void an invoice and undo its posting |
 * | `GET /deliveries` | attempted webhooks |
 */
export function mountAutotaskControl(routes: FastifyInstance, control: AutotaskControl): void {
	const settings = settingsSchema.partial();
	mountTenantControl(routes, control, { tables: TABLE_NAMES, seed: seedOptionsSchema, settings, person: personQuery });
	routes.get('/usage', () => control.usage);
	routes.put('/timesheets', (request, reply) => {
		const { resource, day, state } = timesheetBody.parse(request.body);
		control.timesheet(resource, day, state);
		return reply.status(204).send();
	});
	routes.post('/bill', (request) => control.bill(billSchema.parse(request.body ?? {})));
	routes.post('/invoices/:id/credit', (request) => ({
		id: control.credit(idParams.parse(request.params).id, z.object({ amount: z.number() }).parse(request.body).amount),
	}));
	routes.post('/invoices/:id/reopen', (request, reply) => {
		control.reopen(idParams.parse(request.params).id);
		return reply.status(204).send();
	});
	routes.get('/deliveries', () => control.webhooks.deliveries);
}
