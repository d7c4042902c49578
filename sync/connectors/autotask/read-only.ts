import type { FlatRecord, NativeRecord } from '../../model/record';
import { SyncError } from '../../model/errors';
import type { Candidate, MatchKeys } from '../connector';
import type { CarriedEntity } from './catalogue';

type Read = (ids: readonly string[]) => Promise<Map<string, NativeRecord>>;

/** What Autotask alone decides: it is read, and told to the other side. */
export class ReadOnly {
	constructor(
		private readonly entity: CarriedEntity,
		private readonly what: string,
	) {}

	/** Only the one that the other side's record names itself is its counterpart. */
	async find(keys: readonly MatchKeys[], read: Read): Promise<Candidate[][]> {
		const named = keys.map(({ targetId }) => targetId).filter((id) => id !== null);
		const found = named.length === 0 ? new Map<string, NativeRecord>() : await read(named);
		return keys.map(({ targetId }): Candidate[] => {
			const record = targetId === null ? undefined : found.get(targetId);
			return record === undefined ? [] : [{ record, rule: 'targetId', label: `${this.entity} ${record.id}` }];
		});
	}

	async refuse(change: FlatRecord, id?: string): Promise<never> {
		const [field] = Object.keys(change);
		const message = `Autotask ${this.entity}: ${this.what}, and the sync never writes them. Let every row of this field map flow to the platform only`;
		throw new SyncError('BAD_INPUT', message, { system: 'autotask', entity: this.entity, field, id });
	}
}
