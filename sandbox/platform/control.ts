import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FaultSwitches, RequestLog, SandboxServer, ServerClock } from '../http';
import { PLATFORM_ENTITIES, type PlatformEntity } from './fields';
import type { IdempotencyKeys } from './idempotency';
import { PlatformProblem } from './problem';
import type { Commit, PlatformStore } from './store';
import { isTombstone, MAX_LAG_MS, type PlatformRecord, type State, type Version } from './table';
import type { Values } from './validate';
import type { Delivery, DeliveryMode, WebhookSender } from './webhooks';

/** Records by kind, as bodies of creates. Ids follow the order: on an empty server the first company is `co-1`. */
export type PlatformSeed = Partial<Record<PlatformEntity, readonly Values[]>>;

const PERSON = 'Pat Person';

/** What a test does to the platform beside its API: edits as a person, reads raw, switches behaviour. */
export class PlatformControl {
	readonly clock: ServerClock;
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;

	constructor(
		server: SandboxServer,
		private readonly store: PlatformStore,
		private readonly idempotency: IdempotencyKeys,
		private readonly webhooks: WebhookSender,
	) {
		this.clock = server.clock;
		this.faults = server.faults;
		this.requests = server.requests;
	}

	/** How far lists, look-ups and the change feed lag behind; `GET` by id never does. At most ten minutes. */
	get indexLagMs(): number {
		return this.store.lagMs;
	}

	set indexLagMs(ms: number) {
		this.store.lagMs = z.number().int().min(0).max(MAX_LAG_MS).parse(ms);
	}

	/** Whether webhooks are delivered, lost, or sent twice. */
	get deliveryMode(): DeliveryMode {
		return this.webhooks.mode;
	}

	set deliveryMode(mode: DeliveryMode) {
		this.webhooks.mode = mode;
	}

	get deliveries(): readonly Delivery[] {
		return this.webhooks.deliveries;
	}

	/** Creates a record as a person at the screen does. @throws PlatformProblem as the API would */
	create(entity: PlatformEntity, values: Values, by = PERSON): PlatformRecord {
		return this.store.create(entity, values, by);
	}

	/** Edits a record as a person does: a merge patch on whatever is there. @throws PlatformProblem */
	edit(entity: PlatformEntity, id: string, patch: Values, by = PERSON): PlatformRecord {
		return this.store.patch(entity, id, patch, by);
	}

	remove(entity: PlatformEntity, id: string, by = PERSON): void {
		this.store.delete(entity, id, by);
	}

	/** Locks or frees a time entry, as billing does. */
	lock(timeEntryId: string, locked = true, by = 'Billing'): PlatformRecord {
		return this.store.derive('timeEntry', timeEntryId, { locked }, by);
	}

	/** The present state of a record. @throws PlatformProblem where it is missing or deleted */
	get(entity: PlatformEntity, id: string): PlatformRecord {
		return this.store.get(entity, id);
	}

	/** Every record of a kind that is not deleted, in the order of creation, without lag. */
	list(entity: PlatformEntity): PlatformRecord[] {
		return [...this.store.table(entity).list(0, Infinity)].map(({ record }) => record);
	}

	/** Tombstones of a kind. */
	deleted(entity: PlatformEntity): State[] {
		return [...this.store.table(entity).changes(0, Infinity)].map(({ state }) => state).filter(isTombstone);
	}

	/** Each state that a record has had in the last ten minutes, oldest first. */
	history(entity: PlatformEntity, id: string): readonly Version[] {
		return this.store.table(entity).history(id);
	}

	/** Calls `listener` after every commit, whoever made it. @returns a function that ends it */
	onCommit(listener: (commit: Commit) => void): () => void {
		return this.store.onCommit(listener);
	}

	/** Adds records, parents first. @throws PlatformProblem at the first that is refused */
	seed(seed: PlatformSeed, by = 'Import'): void {
		for (const entity of PLATFORM_ENTITIES) {
			for (const values of seed[entity] ?? []) this.store.create(entity, values, by);
		}
	}

	/** Makes every cursor that was handed out answer 410. */
	expireCursors(): void {
		this.store.expireCursors();
	}

	/** Back to an empty platform without faults, lag, skew, webhooks, remembered keys and logged requests. */
	reset(): void {
		this.store.reset();
		this.store.lagMs = 0;
		this.idempotency.clear();
		this.webhooks.clear();
		this.webhooks.mode = 'deliver';
		this.faults.clear();
		this.requests.clear();
		this.clock.set({ skewMs: 0, frozenAt: null });
	}
}

const entityParam = z.object({ entity: z.enum(PLATFORM_ENTITIES as [PlatformEntity, ...PlatformEntity[]]) });
const recordParams = entityParam.extend({ id: z.string() });
const values = z.record(z.unknown());
const edit = z.object({ by: z.string().min(1).optional(), fields: values }).strict();
const seedBody = z.record(entityParam.shape.entity, z.array(values));

/**
 * The platform's own controls, beside those that all sandbox servers share:
 *
 * | | |
 * |---|---|
 * | `GET /records/{entity}` | raw: `{records, deleted}`, without lag |
 * | `POST /records/{entity}` | create as a person: `{by?, fields}` |
 * | `GET, PATCH, DELETE /records/{entity}/{id}` | raw with history; edit, delete as a person |
 * | `GET, PUT /index` | `{lagMs}`: how far lists, look-ups and changes lag behind |
 * | `GET, PUT /webhooks` | deliveries; `{mode: deliver, lose or twice}` |
 * | `POST /cursors/expire` | every cursor so far answers 410 |
 * | `POST /seed`, `POST /reset` | add records by kind; back to empty |
 */
export function mountPlatformControl(routes: FastifyInstance, control: PlatformControl): void {
	routes.setErrorHandler((error, _request, reply) => {
		const ours = error instanceof z.ZodError ? 400 : undefined;
		const problem = error instanceof PlatformProblem ? error : undefined;
		const status = problem?.status ?? ours ?? (error as { statusCode?: number }).statusCode ?? 500;
		return reply.status(status).send(problem?.body ?? { error: (error as Error).message });
	});

	routes.get('/records/:entity', (request) => {
		const { entity } = entityParam.parse(request.params);
		return { records: control.list(entity), deleted: control.deleted(entity) };
	});
	routes.post('/records/:entity', (request, reply) => {
		const { entity } = entityParam.parse(request.params);
		const { by, fields } = edit.parse(request.body);
		return reply.status(201).send(control.create(entity, fields, by));
	});
	routes.get('/records/:entity/:id', (request) => {
		const { entity, id } = recordParams.parse(request.params);
		const history = control.history(entity, id);
		const state = history.at(-1)?.state;
		if (!state) throw new PlatformProblem('not_found', `There is no ${entity} with the id ${id}.`);
		return { state, history };
	});
	routes.patch('/records/:entity/:id', (request) => {
		const { entity, id } = recordParams.parse(request.params);
		const { by, fields } = edit.parse(request.body);
		return control.edit(entity, id, fields, by);
	});
	routes.delete('/records/:entity/:id', (request, reply) => {
		const { entity, id } = recordParams.parse(request.params);
		control.remove(entity, id);
		return reply.status(204).send();
	});

	routes.get('/index', () => ({ lagMs: control.indexLagMs }));
	routes.put('/index', (request) => {
		control.indexLagMs = z.object({ lagMs: z.number() }).strict().parse(request.body).lagMs;
		return { lagMs: control.indexLagMs };
	});
	routes.get('/webhooks', () => ({ mode: control.deliveryMode, deliveries: control.deliveries }));
	routes.put('/webhooks', (request) => {
		const body = z.object({ mode: z.enum(['deliver', 'lose', 'twice']) }).strict();
		control.deliveryMode = body.parse(request.body).mode;
		return { mode: control.deliveryMode };
	});
	routes.post('/cursors/expire', (_request, reply) => {
		control.expireCursors();
		return reply.status(204).send();
	});
	routes.post('/seed', (request, reply) => {
		control.seed(seedBody.parse(request.body));
		return reply.status(204).send();
	});
	routes.post('/reset', (_request, reply) => {
		control.reset();
		return reply.status(204).send();
	});
}
