import type { Row } from '../../table';
import type { Database } from '../database';

export interface RuleContext {
	readonly db: Database;
	/** The resource who writes. */
	readonly by: number;
	/** The API user, where it writes in the name of `by`. */
	readonly impersonator?: number;
	/** The record below which it is written. */
	readonly parentId?: number;
	/** The record before, for a change. */
	readonly stored?: Row;
	/** The fields that the client sent. */
	readonly touched: ReadonlySet<string>;
}

/** What an entity does beyond its model. */
export interface EntityRules {
	/**
	 * Fills what the system itself knows into a record that is about to be stored, and checks what fields demand of each
	 * other.
	 *
	 * @returns why it cannot be stored; empty if it can
	 */
	complete?(record: Record<string, unknown>, context: RuleContext): string[];
	/** What follows from a record that was stored. */
	after?(row: Row, context: RuleContext): void;
	/** Why a record must stay; undefined if it may be deleted. */
	keep?(row: Row, db: Database): string | undefined;
	/** What follows from a record that was deleted. */
	deleted?(row: Row, context: Pick<RuleContext, 'db' | 'by'>): void;
}

/** Fills fields that have no value yet. */
export function defaults(record: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
	for (const [name, value] of Object.entries(values)) record[name] ??= value;
}

/** Whether a field has another value than before. */
export function changed(record: Readonly<Record<string, unknown>>, stored: Row | undefined, field: string): boolean {
	return (record[field] ?? null) !== (stored?.[field] ?? null);
}
