import { setTimeout as delay } from 'node:timers/promises';
import { SyncError } from '../../model/errors';
import type { HaloPsaClient, HaloPsaTable } from './client';
import type { VendorRecord } from './schemas';

/** Updates of so many records go out in one call: more make one slow answer, and one that is lost concerns all. */
export const LARGEST_BATCH = 20;
/** How long the first update of a batch waits for others that are about to come. */
const GATHER_MS = 5;

type Body = Readonly<Record<string, unknown>>;

interface Waiting {
	readonly body: Body;
	readonly resolve: (answer: VendorRecord | undefined) => void;
	readonly reject: (error: unknown) => void;
}

/**
 * Gathers updates that are asked for at the same time into one call: HaloPSA takes an array of records. It carries an
 * array out one record after the other and answers the first refusal only, so that after one each record is sent by
 * itself; saying the same of a record twice changes nothing.
 */
export class UpdateBatches {
	readonly #waiting = new Map<HaloPsaTable, Map<string, Waiting>>();

	constructor(private readonly client: HaloPsaClient) {}

	/**
	 * Sends an update with the next batch.
	 * @returns the record as it was answered; undefined where the answer does not show it
	 * @throws SyncError of the vendor for this record, or of the call where what became of it is unknown
	 */
	async update(table: HaloPsaTable, id: string, body: Body): Promise<VendorRecord | undefined> {
		return await new Promise((resolve, reject) => {
			const open = this.#waiting.get(table);
			// Two updates of one record are two calls.
			if (open?.has(id)) this.#send(table, open);
			const batch = this.#waiting.get(table) ?? this.#begin(table);
			batch.set(id, { body: { id: Number(id), ...body }, resolve, reject });
			if (batch.size >= LARGEST_BATCH) this.#send(table, batch);
		});
	}

	#begin(table: HaloPsaTable): Map<string, Waiting> {
		const batch = new Map<string, Waiting>();
		this.#waiting.set(table, batch);
		void delay(GATHER_MS).then(() => this.#send(table, batch));
		return batch;
	}

	/** Sends a batch, unless it is on its way already. */
	#send(table: HaloPsaTable, batch: Map<string, Waiting>): void {
		if (this.#waiting.get(table) !== batch) return;
		this.#waiting.delete(table);
		void this.#post(table, batch);
	}

	async #post(table: HaloPsaTable, batch: ReadonlyMap<string, Waiting>): Promise<void> {
		const [only, ...others] = batch.keys();
		try {
			const bodies = [...batch.values()].map(({ body }) => body);
			const answers = await this.client.post(table, bodies, others.length === 0 ? only : undefined);
			const byId = new Map(answers.map((answer) => [String(answer.id), answer]));
			for (const [id, { resolve }] of batch) resolve(byId.get(id));
		} catch (error) {
			if (others.length > 0 && concernsOne(error)) {
				for (const [id, one] of batch) await this.#post(table, new Map([[id, one]]));
				return;
			}
			for (const { reject } of batch.values()) reject(error);
		}
	}
}

/**
 * True where one record of a batch may be to blame, rather than the call. A server that stumbles over a record answers
 * 500 as well: left together, the others would fail with it until they are given up.
 */
function concernsOne(error: unknown): boolean {
	if (!(error instanceof SyncError)) return false;
	return error.subject.status === 500 || ['REJECTED', 'NOT_FOUND', 'PRECONDITION', 'PERMISSION'].includes(error.code);
}
