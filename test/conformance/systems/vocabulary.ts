import type { FlatRecord } from '../../../sync/model/record';
import type { Json } from '../../../sync/model/json';
import type { Entity } from './system';

/**
 * A record in the words that all systems share. Fields are named in {@link SAMPLES}; references hold ids of the same
 * system, times are ISO 8601 in UTC, empty texts are null.
 */
export type Neutral = Readonly<Record<string, Json>>;

/** Neutral value and what the system says for it: the first one is what people choose, the others mean the same. */
export type Values = ReadonlyArray<readonly [neutral: Json, ...own: Json[]]>;

export interface Words {
	/** By neutral field: its name in the system's catalogue. */
	readonly fields: Readonly<Record<Entity, Readonly<Record<string, string>>>>;
	/** By `entity.field`, for fields that hold one of a list of values. */
	readonly values: Readonly<Record<string, Values>>;
}

/** Translates between neutral records and a system's own. */
export class Vocabulary {
	constructor(private readonly words: Words) {}

	/** The system's name of a neutral field; undefined where it has no such field. */
	field(entity: Entity, neutral: string): string | undefined {
		return this.words.fields[entity][neutral];
	}

	/** The neutral fields that the system has. */
	neutralFields(entity: Entity): string[] {
		return Object.keys(this.words.fields[entity]);
	}

	/** The neutral name of a field of the system. */
	neutralField(entity: Entity, own: string): string | undefined {
		return Object.entries(this.words.fields[entity]).find(([, name]) => name === own)?.[0];
	}

	/** The neutral values of a list that the system has a word for. */
	values(entity: Entity, field: string): Json[] {
		return (this.words.values[`${entity}.${field}`] ?? []).map(([neutral]) => neutral);
	}

	/** @throws Error for a field or a value that the system has no word for */
	own(entity: Entity, neutral: Neutral): FlatRecord {
		return Object.fromEntries(
			Object.entries(neutral).map(([field, value]) => {
				const name = this.field(entity, field);
				if (name === undefined) throw new Error(`The system has no field of ${entity} for "${field}".`);
				return [name, this.#own(`${entity}.${field}`, value)];
			}),
		);
	}

	/** Every field that the system has a word for; a value without one stays as it is. */
	neutral(entity: Entity, own: FlatRecord): Neutral {
		return Object.fromEntries(
			Object.entries(this.words.fields[entity]).map(([field, name]) => [
				field,
				this.#neutral(entity, field, own[name] ?? null),
			]),
		);
	}

	#own(list: string, value: Json): Json {
		const values = this.words.values[list];
		if (!values || value === null) return value;
		const found = values.find(([neutral]) => neutral === value);
		if (!found) throw new Error(`The system has no value of ${list} for ${JSON.stringify(value)}.`);
		return found[1];
	}

	#neutral(entity: Entity, field: string, value: Json): Json {
		const values = this.words.values[`${entity}.${field}`];
		const found = values?.find(([, ...own]) => own.includes(value));
		if (found) return found[0];
		if (value === '') return null;
		if (field === 'dueAt' && typeof value === 'string') return time(value);
		const isReference = field === 'company' || field === 'contact';
		return isReference && value !== null ? String(value) : value;
	}
}

/** Systems leave out the zone, or write fractions of a second: the moment is what counts. */
function time(text: string): string {
	return new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`).toISOString();
}
