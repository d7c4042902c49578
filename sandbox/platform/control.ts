import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FaultSwitches, RateLimit, RequestLog, SandboxServer, ServerClock } from '../http';
import { PLATFORM_ENTITIES, type PlatformEntity } from './fields';
import type { IdempotencyKeys } from './idempotency';
import { type MspSeedOptions, MSP_UNTIL, mspSeed } from './mspSeed';
import { type ClientMail, type ClientPortal, type PortalCompanies, portalCompanies } from './portal';
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
	readonly #rateLimit: RateLimit;

	constructor(
		server: SandboxServer,
		private readonly store: PlatformStore,
		private readonly idempotency: IdempotencyKeys,
		private readonly webhooks: WebhookSender,
		private readonly portal: ClientPortal,
	) {
		this.clock = server.clock;
		this.faults = server.faults;
		this.requests = server.requests;
		this.#rateLimit = server.rateLimit;
	}

	/** How far lists, look-ups and the change feed lag behind; `GET` by id never does. At most ten minutes. */
	get indexLagMs(): number {
		return this.store.lagMs;
	}

	set indexLagMs(ms: number) {
		this.store.lagMs = z.number().int().min(0).max(MAX_LAG_MS).parse(ms);
	}

	/** More than so many requests in any 60 seconds are answered 429; null for no limit. */
	get requestsPerMinute(): number | null {
		return this.#rateLimit.perWindow;
	}

	set requestsPerMinute(most: number | null) {
		this.#rateLimit.perWindow = z.number().int().positive().nullable().parse(most);
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

	/** Whose clients use the portal, so that it mails them: everybody's, or those of these companies. */
	get portalCompanies(): PortalCompanies {
		return this.portal.companies;
	}

	set portalCompanies(companies: PortalCompanies) {
		this.portal.companies = portalCompanies.parse(companies);
	}

	/** What the portal would have mailed to clients, oldest first (rules: `portal.ts`). */
	mails(): readonly ClientMail[] {
		return this.portal.mails;
	}

	/** Creates a record as a person at the screen does. @throws PlatformProblem as the API would */
	create(entity: PlatformEntity, values: Values, by = PERSON): PlatformRecord {
		return this.store.create(entity, values, by);
	}

	/** Edits a record as a person does: a merge patch on whatever is there. @throws PlatformProblem */
	edit(entity: PlatformEntity, id: string, patch: Values, by = PERSON): PlatformRecord {
		return this.store.patch(entity, id, patch, by);
	}

	/** Uploads the content of an attachment, as a person does right after adding it. */
	upload(attachmentId: string, content: Buffer, by = PERSON): PlatformRecord {
		const sha256 = createHash('sha256').update(content).digest('hex');
		const record = this.store.derive('attachment', attachmentId, { size: content.length, sha256 }, by);
		this.store.setContent(attachmentId, content);
		return record;
	}

	/** What an attachment holds; undefined before anything was uploaded. */
	content(attachmentId: string): Buffer | undefined {
		return this.store.content(attachmentId);
	}

	remove(entity: PlatformEntity, id: string, by = PERSON): void {
		this.store.delete(entity, id, by);
	}

	/** Locks or frees a time entry, as billing does. */
	lock(timeEntryId: string, locked = true, by = 'Billing'): PlatformRecord {
		return this.store.patch('timeEntry', timeEntryId, { locked }, by);
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

	/**
	 * Adds records, parents first. They carry the time `at` (the server's present one by default), as records of the past
	 * do, and nobody is told of them.
	 * @throws PlatformProblem at the first that is refused
	 */
	seed(seed: PlatformSeed, { by = 'Import', at }: { readonly by?: string; readonly at?: number } = {}): void {
		const { skewMs, frozenAt } = this.clock.settings;
		const { mode } = this.webhooks;
		this.webhooks.mode = 'lose';
		this.portal.silent = true;
		if (at !== undefined) this.clock.set({ skewMs: 0, frozenAt: new Date(at).toISOString() });
		try {
			for (const entity of PLATFORM_ENTITIES) {
				for (const values of seed[entity] ?? []) this.store.create(entity, values, by);
			}
		} finally {
			this.clock.set({ skewMs, frozenAt });
			this.webhooks.mode = mode;
			this.portal.silent = false;
		}
	}

	/** Adds the records that `mspSeed` makes of these options to an empty platform. */
	seedMsp(options: MspSeedOptions = {}): void {
		this.seed(mspSeed(options), { at: options.until ?? MSP_UNTIL });
	}

	/** Resolves when no webhook delivery is under way or waiting for a repetition. */
	settled(): Promise<void> {
		return this.webhooks.settled();
	}

	/** Makes every cursor that was handed out answer 410. */
	expireCursors(): void {
		this.store.expireCursors();
	}

	/** Back to an empty platform without faults, limits, lag, skew, webhooks, remembered keys and logged requests. */
	reset(): void {
		this.store.reset();
		this.store.lagMs = 0;
		this.idempotency.clear();
		this.webhooks.clear();
		this.webhooks.mode = 'deliver';
		this.portal.clear();
		this.faults.clear();
		this.requests.clear();
		this.#rateLimit.reset();
		this.clock.set({ skewMs: 0, frozenAt: null });
	}
}
