import type { Connector } from '../../connectors/connector';
import type { Entity } from '../../model/entity';
import type { NativeRecord } from '../../model/record';

/** Records that others point to, read in batches, each once in a run. */
export class ParentRecords {
	readonly #known = new Map<string, NativeRecord | null>();

	constructor(private readonly connector: Pick<Connector, 'read'>) {}

	/** @returns by id; what is not there is absent */
	async read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const missing = [...new Set(ids)].filter((id) => !this.#known.has(keyOf(entity, id)));
		if (missing.length > 0) {
			const found = await this.connector.read(entity, missing);
			for (const id of missing) this.#known.set(keyOf(entity, id), found.get(id) ?? null);
		}
		const records = new Map<string, NativeRecord>();
		for (const id of ids) {
			const record = this.#known.get(keyOf(entity, id));
			if (record) records.set(id, record);
		}
		return records;
	}
}

function keyOf(entity: Entity, id: string): string {
	return `${entity} ${id}`;
}
