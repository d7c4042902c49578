import type { Row } from '../../table';
import type { Database } from '../database';

/** What a rule may look at. */
export interface RuleContext {
	readonly db: Database;
	/** The id of the agent who writes. */
	readonly by: number;
	/** The record as it is stored; undefined on create. */
	readonly stored: Row | undefined;
	/** The fields that the client gave. */
	readonly given: ReadonlySet<string>;
	readonly commands: Readonly<Record<string, unknown>>;
	/** Creates a record of another table by that table's own rules. */
	readonly create: (table: 'Site', fields: Readonly<Record<string, unknown>>) => Row;
}

/** What one entity does beyond what its model says. */
export interface EntityRules {
	/** Defaults, consequences and refusals; `fields` is as it will be stored. @throws VendorError */
	readonly complete: (fields: Record<string, unknown>, context: RuleContext) => void;
	/** After the commit. */
	readonly after?: (row: Row, context: RuleContext) => void;
	/** Why a record cannot be deleted. */
	readonly keep?: (row: Row, db: Database) => string | undefined;
	/** What a deleted record becomes, where it stays. */
	readonly buried?: Readonly<Record<string, unknown>>;
	/** Which records go with it. */
	readonly dependants?: (row: Row, db: Database) => ReadonlyArray<readonly ['Site' | 'Users', number]>;
}

/** Sets the fields that are unset. */
export function defaults(fields: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
	for (const [name, value] of Object.entries(values)) {
		if (fields[name] === undefined && value !== undefined) fields[name] = value;
	}
}

/** Whether a field of that will stand for nothing: unset, or one of the vendor's sentinels. */
export function isNone(value: unknown): boolean {
	return value === undefined || value === '' || value === 0 || value === -1;
}
