import type { FieldDefinition } from '../../model/catalogue';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner } from '../connector';
import { companyOf, type EntityConnector } from '../entity-connector';
import type { Query } from '../http';
import { halopsaCatalogue } from './catalogue';
import type { HaloPsaClient } from './client';
import { isRecordId, RECORD_ID } from './client';
import { inTurn } from './in-turn';
import { readModified } from './modified-list';
import type { VendorRecord } from './schemas';

/** What each list is asked for: inactive and renewed agreements, and credits, are left out by it otherwise. */
export const LISTED_WHOLE: Readonly<Record<'agreement' | 'invoice', Query>> = {
	agreement: { includeinactive: true, includelastrenewed: true },
	invoice: { includeinvoices: true, includecredits: true },
};

/** What is made in HaloPSA and only read by a sync: agreements and invoices. */
export class ReadOnlyRecords implements EntityConnector {
	/** @param native the record in the engine's form */
	constructor(
		private readonly entity: 'agreement' | 'invoice',
		private readonly client: HaloPsaClient,
		private readonly native: (raw: VendorRecord) => NativeRecord,
		private readonly overlapMs?: number,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readModified(
			this.client,
			this.entity,
			LISTED_WHOLE[this.entity],
			state,
			limit,
			this.overlapMs,
		);
		return { ...answer, rows: answer.rows.map(this.native) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const wanted = [...new Set(ids)].filter(isRecordId);
		const answers = await inTurn(wanted, async (id) => await this.client.get(this.entity, id));
		const found = new Map<string, NativeRecord>();
		for (const answer of answers) {
			if (answer instanceof SyncError) throw answer;
			if (answer !== undefined) found.set(String(answer.id), this.native(answer));
		}
		return found;
	}

	/** Only what is known by its id: nothing is ever created here that would need a counterpart. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found = await this.read(keys.flatMap(({ targetId }) => (targetId === null ? [] : [targetId])));
		return keys.map(({ targetId }) => {
			const record = targetId === null ? undefined : found.get(targetId);
			const label = String(record?.record['name'] ?? record?.record['invoicenumber'] ?? '');
			return record ? [{ record, rule: 'targetId', label }] : [];
		});
	}

	async create(_payload: FlatRecord): Promise<NativeRecord> {
		throw this.#refusal('a new one is not created by the sync; enter it in HaloPSA, from where it comes by itself');
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		const [field] = Object.keys(changes);
		if (field === undefined) return current;
		throw this.#refusal('it is only read by the sync; change it in HaloPSA', { id: current.id, field });
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...(halopsaCatalogue.entities[this.entity] ?? [])];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		const company = companyOf('halopsa', this.entity, owner, RECORD_ID);
		const filter = { ...LISTED_WHOLE[this.entity], ...(company === undefined ? {} : { client_id: Number(company) }) };
		// A row of the list says less of a record than its own address does.
		const rows = await this.client.list(this.entity, filter, most);
		const found = await this.read(rows.map(({ id }) => String(id)));
		return rows.flatMap(({ id }) => found.get(String(id)) ?? []);
	}

	#refusal(what: string, about: { readonly id?: string; readonly field?: string } = {}): SyncError {
		const named = [`HaloPSA ${this.entity}`, about.id].filter((part) => part !== undefined).join(' ');
		return new SyncError('REJECTED', `${named}: ${what}`, { system: 'halopsa', entity: this.entity, ...about });
	}
}
