import type { FieldDefinition } from '../../../model/catalogue';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner } from '../../connector';
import type { EntityConnector } from '../../entity-connector';
import { readChanges } from '../changes';
import { rowsOfCompany } from '../children';
import type { AutotaskClient } from '../client';
import type { FieldInformation } from '../field-information';
import { contractFields } from '../fields/contract';
import { picklist } from '../live-fields';
import { readByIds } from '../match';
import { ReadOnly } from '../read-only';
import { flatten, utcTime, valueOf } from '../records';
import type { VendorRecord } from '../schemas';

const CONTRACTS = { entity: 'agreement', times: ['lastModifiedDateTime'] } as const;

/** Contracts, which say how a company's work is billed: they are made in Autotask and only read here. */
export class AutotaskAgreements implements EntityConnector {
	readonly #fixed = new ReadOnly('agreement', 'contracts are kept in Autotask');

	constructor(
		private readonly client: AutotaskClient,
		private readonly information: FieldInformation,
		private readonly overlapMs?: number,
	) {}

	/** Contracts that changed since `state`. An idle cycle is one call. */
	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readChanges(this.client, CONTRACTS, state, limit, this.overlapMs);
		return { ...answer, rows: await this.#natives(answer.rows) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await this.#natives(await readByIds(this.client, 'agreement', ids));
		return new Map(rows.map((row) => [row.id, row]));
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return await this.#fixed.find(keys, async (ids) => await this.read(ids));
	}

	async create(payload: FlatRecord): Promise<NativeRecord> {
		return await this.#fixed.refuse(payload);
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		return Object.keys(changes).length === 0 ? current : await this.#fixed.refuse(changes, current.id);
	}

	async fields(): Promise<FieldDefinition[]> {
		const told = await this.information.standard('agreement');
		return contractFields.map((field) => {
			const live = told.find(({ name }) => name === field.name);
			const options = picklist(live, told) ?? [];
			return field.type === 'option' && options.length > 0 ? { ...field, options } : field;
		});
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return await this.#natives(await rowsOfCompany(this.client, 'agreement', owner, most));
	}

	async #natives(rows: readonly VendorRecord[]): Promise<NativeRecord[]> {
		if (rows.length === 0) return [];
		const told = await this.information.standard('agreement');
		const types = picklist(
			told.find(({ name }) => name === 'contractType'),
			told,
		);
		return rows.map((raw): NativeRecord => {
			const type = valueOf(raw, 'contractType');
			const label = types?.find(({ value }) => value === type)?.label ?? (type === undefined ? null : String(type));
			return {
				entity: 'agreement',
				id: String(raw.id),
				record: { ...flatten('agreement', raw), contractTypeName: label },
				changedAt: utcTime(valueOf(raw, 'lastModifiedDateTime')),
				author: null,
				etag: null,
				externalIds: [],
				deleted: false,
				url: null,
			};
		});
	}
}
