import type { FlatRecord } from '../../../sync/model/record';
import type { Entity } from './system';
import type { Neutral, Vocabulary } from './vocabulary';

/** A system's own screens: records flat and in its own field names, without going through its API. */
export interface Screens {
	create(entity: Entity, fields: FlatRecord): string;
	edit(entity: Entity, id: string, fields: FlatRecord): void;
	remove(entity: Entity, id: string): void;
	/** Undefined where there is no such record. */
	show(entity: Entity, id: string): FlatRecord | undefined;
	ids(entity: Entity): string[];
}

/** The people who work in a system, in neutral words. */
export class People {
	constructor(
		private readonly screens: Screens,
		private readonly words: Vocabulary,
	) {}

	/** @returns the record's id */
	create(entity: Entity, record: Neutral): string {
		return this.screens.create(entity, this.words.own(entity, record));
	}

	edit(entity: Entity, id: string, changes: Neutral): void {
		this.screens.edit(entity, id, this.words.own(entity, changes));
	}

	remove(entity: Entity, id: string): void {
		this.screens.remove(entity, id);
	}

	/** @throws Error where there is no such record */
	see(entity: Entity, id: string): Neutral {
		const found = this.screens.show(entity, id);
		if (!found) throw new Error(`There is no ${entity} ${id}.`);
		return this.words.neutral(entity, found);
	}

	exists(entity: Entity, id: string): boolean {
		return this.screens.show(entity, id) !== undefined;
	}

	ids(entity: Entity): string[] {
		return this.screens.ids(entity);
	}
}
