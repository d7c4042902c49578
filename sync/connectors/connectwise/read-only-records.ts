import type { FieldDefinition } from '../../model/catalogue';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner } from '../connector';
import { companyOf, type EntityConnector } from '../entity-connector';
import { connectwiseCatalogue } from './catalogue';
import { readChanges } from './changes';
import { RECORD_ID, type ConnectWiseClient } from './client';
import { compare } from './conditions';
import { readByIds } from './match';
import type { VendorRecord } from './schemas';

/** What is made in ConnectWise and only read by a sync: agreements and invoices. */
export class ReadOnlyRecords implements EntityConnector {
	/** @param native the record in the engine's form, by its flat fields */
	constructor(
		private readonly entity: 'agreement' | 'invoice',
		private readonly client: ConnectWiseClient,
		private readonly native: (raw: VendorRecord) => NativeRecord,
		private readonly overlapMs?: number,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readChanges(this.client, this.entity, state, limit, this.overlapMs);
		return { ...answer, rows: answer.rows.map(this.native) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await readByIds(this.client, this.entity, ids);
		return new Map(rows.map((raw) => [String(raw.id), this.native(raw)]));
	}

	/** Only what is known by its id: nothing is ever created here that would need a counterpart. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found = await this.read(keys.flatMap(({ targetId }) => (targetId === null ? [] : [targetId])));
		return keys.map(({ targetId }) => {
			const record = targetId === null ? undefined : found.get(targetId);
			return record ? [{ record, rule: 'targetId', label: labelOf(record) }] : [];
		});
	}

	async create(_payload: FlatRecord): Promise<NativeRecord> {
		throw this.#refusal('a new one is not created by the sync; enter it in ConnectWise, from where it comes by itself');
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		const [field] = Object.keys(changes);
		if (field === undefined) return current;
		throw this.#refusal('it is only read by the sync; change it in ConnectWise', { id: current.id, field });
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...connectwiseCatalogue.entities[this.entity]];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		const company = companyOf('connectwise', this.entity, owner, RECORD_ID);
		const filter = company === undefined ? {} : { conditions: compare('company/id', '=', Number(company)) };
		return (await this.client.list(this.entity, filter, most)).map(this.native);
	}

	#refusal(what: string, about: { readonly id?: string; readonly field?: string } = {}): SyncError {
		const named = [`ConnectWise ${this.entity}`, about.id].filter((part) => part !== undefined).join(' ');
		return new SyncError('REJECTED', `${named}: ${what}`, { system: 'connectwise', entity: this.entity, ...about });
	}
}

function labelOf({ id, record }: NativeRecord): string {
	const called = record['name'] ?? record['invoiceNumber'];
	return typeof called === 'string' ? `${called} (#${id})` : `#${id}`;
}
