import type { FieldDefinition } from '../../../model/catalogue';
import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, WriteOptions } from '../../connector';
import { ticketOf, type EntityConnector } from '../../entity-connector';
import { readChanges } from '../changes';
import { RECORD_ID, type ConnectWiseClient } from '../client';
import { allOf, compare } from '../conditions';
import type { CustomFields } from '../custom-fields';
import { liveFields } from '../live-fields';
import { readByIds } from '../match';
import type { VendorRecord } from '../schemas';
import { findTimeEntries } from './match';
import { Members } from './members';
import { ON_SERVICE_TICKET, toNativeTimeEntry } from './records';
import { TimeEntryWriter } from './write';

/**
 * Time on service tickets. Entries that are charged to projects, activities, charge codes or companies are left out:
 * they belong to no ticket.
 */
export class ConnectWiseTimeEntries implements EntityConnector {
	readonly #writer: TimeEntryWriter;

	constructor(
		private readonly client: ConnectWiseClient,
		private readonly customFields: CustomFields,
		now: () => number,
		private readonly overlapMs?: number,
	) {
		this.#writer = new TimeEntryWriter(client, new Members(client, now));
	}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const only = compare('chargeToType', '=', ON_SERVICE_TICKET);
		const answer = await readChanges(this.client, 'timeEntry', state, limit, this.overlapMs, only);
		return { ...answer, rows: natives(answer.rows) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = natives(await readByIds(this.client, 'timeEntry', ids));
		return new Map(rows.map((record) => [record.id, record]));
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return await findTimeEntries(this.client, keys);
	}

	async create(payload: FlatRecord, _sourceId: string, _key: string, options: WriteOptions): Promise<NativeRecord> {
		return written(await this.#writer.create(payload, options));
	}

	async update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord> {
		const raw = await this.#writer.update(current, changes, options);
		return raw === undefined ? current : written(raw);
	}

	async fields(): Promise<FieldDefinition[]> {
		return await liveFields(this.client, this.customFields, 'timeEntry');
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		const ticket = Number(ticketOf('connectwise', 'timeEntry', owner, RECORD_ID));
		const conditions = allOf([compare('chargeToType', '=', ON_SERVICE_TICKET), compare('chargeToId', '=', ticket)]);
		return natives(await this.client.list('timeEntry', { conditions }, most));
	}
}

function natives(rows: readonly VendorRecord[]): NativeRecord[] {
	return rows.map(toNativeTimeEntry).filter((record) => record !== undefined);
}

/** An entry that was written to a ticket and is answered as charged to something else. */
function written(raw: VendorRecord): NativeRecord {
	const record = toNativeTimeEntry(raw);
	if (record) return record;
	const message = `ConnectWise answered that time entry ${raw.id} is charged to something else than its ticket. Nothing was taken from it; look at the entry in ConnectWise`;
	const subject = { system: 'connectwise', entity: 'timeEntry', id: String(raw.id), uncertain: true } as const;
	throw new SyncError('UNEXPECTED_ANSWER', message, subject);
}
