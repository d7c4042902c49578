import { normalForm } from '../../../sync/mapping/normal-form';
import type { FieldDefinition } from '../../../sync/model/catalogue';
import type { Entity } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';
import type { FlatRecord } from '../../../sync/model/record';
import type { Behaviour } from './behaviour';

/** A state of a record; `at` is the true time, `stamp` what the system's clock said then. */
export interface Version {
	readonly at: number;
	readonly stamp: number;
	/** Place in the order of changes. */
	readonly sequence: number;
	readonly record: FlatRecord;
	/** Who made it so, as the system shows it. */
	readonly author: string;
	readonly deleted: boolean;
}

export interface Stored {
	readonly entity: Entity;
	readonly id: string;
	/** The id that the other side gave with the create. */
	readonly sourceId: string | null;
	readonly versions: readonly Version[];
}

/** @returns the newest state of a record. */
export function newest(stored: Stored): Version {
	const version = stored.versions.at(-1);
	if (!version) throw new RangeError(`${stored.entity} ${stored.id} has no version`);
	return version;
}

/** @returns a value as the system keeps it. */
export function kept({ reformats }: Behaviour, definition: FieldDefinition, value: Json): Json {
	const plain = normalForm(definition, value);
	const own = reformats && Object.hasOwn(reformats, definition.name) ? reformats[definition.name] : undefined;
	return own ? own(plain) : plain;
}

/** The records of a system with all their versions. */
export class Shelves {
	readonly #records = new Map<string, Stored>();
	#sequence = 0;
	#nextId = 1;

	clone(): Shelves {
		const copy = new Shelves();
		for (const [key, stored] of this.#records) copy.#records.set(key, stored);
		copy.#sequence = this.#sequence;
		copy.#nextId = this.#nextId;
		return copy;
	}

	/** The place of the latest change. */
	get sequence(): number {
		return this.#sequence;
	}

	get(entity: Entity, id: string): Stored | undefined {
		return this.#records.get(`${entity} ${id}`);
	}

	of(entity: Entity): Stored[] {
		return [...this.#records.values()].filter((stored) => stored.entity === entity);
	}

	/** What is there now, by id. */
	present(entity: Entity): Map<string, FlatRecord> {
		const found = new Map<string, FlatRecord>();
		for (const stored of this.of(entity)) {
			const version = newest(stored);
			if (!version.deleted) found.set(stored.id, version.record);
		}
		return found;
	}

	/** A record that is about to get its first version. */
	blank(entity: Entity, sourceId: string | null): Stored {
		return { entity, id: String(this.#nextId++), sourceId, versions: [] };
	}

	/** @returns the record with the new version. */
	add(stored: Stored, version: Omit<Version, 'sequence'>): Stored {
		const next = { ...stored, versions: [...stored.versions, { ...version, sequence: ++this.#sequence }] };
		this.#records.set(`${stored.entity} ${stored.id}`, next);
		return next;
	}
}
