import type { Database } from '../database';
import type { FieldError } from '../errors';
import type { References } from '../references';
import type { Row } from '../../table';

/** What a rule may look at. */
export interface RuleContext {
	readonly db: Database;
	readonly references: References;
	/** The identifier of the member who writes. */
	readonly by: string;
	/** The record as it is stored; undefined on create. */
	readonly stored: Row | undefined;
	/** The fields that the client gave. */
	readonly touched: ReadonlySet<string>;
	/** The record that the path names above this one, e.g. a note's ticket. */
	readonly parentId: number | undefined;
}

/** What one entity does beyond what its model says. Every hook may change the object that it is given. */
export interface EntityRules {
	/** Before the record is read: `record` is as the client gave it, over what is stored. */
	readonly before?: (record: Record<string, unknown>, context: RuleContext) => void;
	/** Once read: defaults, consequences and further refusals. `fields` is as it will be stored. */
	readonly complete?: (fields: Record<string, unknown>, context: RuleContext) => FieldError[];
	/** After the commit; `given` is what the client sent. */
	readonly after?: (row: Row, given: Readonly<Record<string, unknown>>, context: RuleContext) => void;
	/** Why a record cannot be deleted. */
	readonly keep?: (row: Row, db: Database) => string | undefined;
}

/** Sets the fields that are unset. */
export function defaults(fields: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
	for (const [name, value] of Object.entries(values)) {
		if (fields[name] === undefined && value !== undefined) fields[name] = value;
	}
}

export function required(resource: string, field: string): FieldError {
	return { code: 'MissingRequiredField', message: `The ${field} field is required.`, resource, field };
}

/** The reference to the record of a table that is marked as default, else to its first. */
export function defaultOf(rows: Iterable<Row>): { id: number } | undefined {
	const all = [...rows];
	const chosen = all.find((row) => row.defaultFlag === true) ?? all[0];
	return chosen && { id: chosen.id };
}

export function memberReference(db: Database, identifier: string): { id: number } | undefined {
	const member = db.table('members').findCurrent('identifier', identifier);
	return member && { id: member.id };
}
