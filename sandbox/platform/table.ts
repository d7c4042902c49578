import type { PlatformEntity } from './fields';

/** A record as it is answered: values and what the server itself says of it. */
export interface PlatformRecord {
	readonly id: string;
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly updatedBy: string;
	readonly etag: string;
	readonly externalRefs: ReadonlyArray<{ readonly system: string; readonly id: string }>;
	readonly customFields?: Readonly<Record<string, unknown>>;
	readonly [field: string]: unknown;
}

/** What stands in the change feed for a deleted record. */
export interface Tombstone {
	readonly id: string;
	readonly deleted: true;
	readonly updatedAt: string;
	readonly updatedBy: string;
}

export type State = PlatformRecord | Tombstone;

export function isTombstone(state: State): state is Tombstone {
	return state.deleted === true;
}

/** One committed state of a record. */
export interface Version {
	/** Position in the order of commits, over all kinds. */
	readonly seq: number;
	/** When it was committed, on the machine's monotonic clock: what index lag is measured against. */
	readonly at: number;
	readonly state: State;
}

interface Row {
	/** Oldest first; the last one is the present state. */
	readonly versions: Version[];
}

/** How long superseded versions are kept, and so the longest index lag that can be simulated. */
export const MAX_LAG_MS = 600_000;

/** The records of one kind, in the order of their creation, and the order of their commits. */
export class Table {
	readonly #rows: Row[] = [];
	readonly #byId = new Map<string, number>();
	readonly #byExternalRef = new Map<string, string>();
	readonly #commits: Array<{ readonly seq: number; readonly at: number; readonly row: number }> = [];

	constructor(readonly entity: PlatformEntity) {}

	/** Number of records ever created. */
	get size(): number {
		return this.#rows.length;
	}

	/** The present state, a tombstone for a deleted record. */
	current(id: string): State | undefined {
		const row = this.#byId.get(id);
		return row === undefined ? undefined : latest(this.#rows[row]).state;
	}

	/** 1 for the first record of its kind; 0 for an unknown id. */
	ordinal(id: string): number {
		return (this.#byId.get(id) ?? -1) + 1;
	}

	/** Every committed state of a record that is still kept, oldest first. */
	history(id: string): readonly Version[] {
		const row = this.#byId.get(id);
		return row === undefined ? [] : this.#rows[row].versions;
	}

	/** The id of the record that carries this external reference now. */
	holderOf(system: string, id: string): string | undefined {
		return this.#byExternalRef.get(refKey(system, id));
	}

	commit(version: Version): void {
		const { id } = version.state;
		let index = this.#byId.get(id);
		if (index === undefined) {
			index = this.#rows.length;
			this.#rows.push({ versions: [] });
			this.#byId.set(id, index);
		}
		const { versions } = this.#rows[index];
		const before = versions.at(-1)?.state;
		if (before) this.#index(before, false);
		this.#index(version.state, true);
		versions.push(version);
		while (versions.length > 1 && versions[1].at <= version.at - MAX_LAG_MS) versions.shift();
		this.#commits.push({ seq: version.seq, at: version.at, row: index });
	}

	/** The state of a record as an index shows it that knows nothing later than `horizon`. */
	seen(id: string, horizon: number): State | undefined {
		const row = this.#byId.get(id);
		return row === undefined ? undefined : versionAt(this.#rows[row], horizon)?.state;
	}

	/** Ids whose records may carry this external reference at `horizon`; to be verified by the caller. */
	candidates(system: string, id: string, horizon: number): readonly string[] {
		if (horizon === Infinity) return [this.holderOf(system, id) ?? []].flat();
		return this.#rows
			.map((row) => versionAt(row, horizon)?.state)
			.filter((state) => state !== undefined && !isTombstone(state) && carries(state, system, id))
			.map((state) => (state as State).id);
	}

	/** The present records (no tombstones) that were created after the `after`-th, as seen at `horizon`. */
	*list(after: number, horizon: number): Generator<{ readonly ordinal: number; readonly record: PlatformRecord }> {
		for (let index = after; index < this.#rows.length; index++) {
			const state = versionAt(this.#rows[index], horizon)?.state;
			if (state && !isTombstone(state)) yield { ordinal: index + 1, record: state };
		}
	}

	/**
	 * States in the order of their latest commit up to `horizon`, after the commit `seq`. A record that was committed
	 * again by then comes once, at its later place.
	 */
	*changes(seq: number, horizon: number): Generator<Version> {
		for (let index = this.#firstAfter(seq); index < this.#commits.length; index++) {
			const commit = this.#commits[index];
			if (commit.at > horizon) return;
			const version = versionAt(this.#rows[commit.row], horizon);
			if (version?.seq === commit.seq) yield version;
		}
	}

	#firstAfter(seq: number): number {
		let low = 0;
		let high = this.#commits.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#commits[middle].seq <= seq) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#index(state: State, add: boolean): void {
		if (isTombstone(state)) return;
		for (const ref of state.externalRefs) {
			if (add) this.#byExternalRef.set(refKey(ref.system, ref.id), state.id);
			else this.#byExternalRef.delete(refKey(ref.system, ref.id));
		}
	}
}

/** True where the record names this counterpart. */
export function carries(record: PlatformRecord, system: string, id: string): boolean {
	return record.externalRefs.some((ref) => ref.system === system && ref.id === id);
}

function refKey(system: string, id: string): string {
	return `${system}:${id}`;
}

function latest(row: Row): Version {
	return row.versions[row.versions.length - 1];
}

function versionAt(row: Row, horizon: number): Version | undefined {
	for (let index = row.versions.length - 1; index >= 0; index--) {
		if (row.versions[index].at <= horizon) return row.versions[index];
	}
	return undefined;
}
