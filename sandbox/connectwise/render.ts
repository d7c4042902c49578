import { type CommunicationItem, renderCommunicationItems } from './communicationItems';
import { type CustomValue, customFieldDefinitions, renderCustomFields } from './customFields';
import type { Database, TableName } from './database';
import type { Model } from './models';
import type { References } from './references';
import type { Row } from '../table';

export interface RenderContext {
	readonly db: Database;
	readonly references: References;
	readonly table: TableName;
	/** Fields that follow from others and are not stored. */
	readonly derive?: (row: Row) => Readonly<Record<string, unknown>>;
	/** The links of `_info`, as paths below the API root. */
	readonly links?: (row: Row) => Readonly<Record<string, string>>;
}

/** A stored record as the API answers it: references named, unset fields absent. */
export function renderRecord(model: Model, row: Row, context: RenderContext): Record<string, unknown> {
	const { db, references } = context;
	const source: Readonly<Record<string, unknown>> = context.derive ? { ...row, ...context.derive(row) } : row;
	const rendered: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(model.fields)) {
		const value = source[name];
		if (field.type === 'customFields') {
			const definitions = customFieldDefinitions(db, context.table);
			if (definitions.length)
				rendered[name] = renderCustomFields((value as CustomValue[] | undefined) ?? [], definitions);
			continue;
		}
		if (value === undefined || value === null) continue;
		if (field.type === 'reference') {
			const reference = references.render(field.kind, (value as { id: number }).id);
			if (reference) rendered[name] = reference;
		} else if (field.type === 'references') {
			rendered[name] = (value as ReadonlyArray<{ id: number }>).map(({ id }) => references.render(field.kind, id));
		} else if (field.type === 'communicationItems') {
			rendered[name] = renderCommunicationItems(value as CommunicationItem[], db, references);
		} else if (field.type === 'info') {
			rendered[name] = { ...(value as object), ...references.links(context.links?.(row) ?? {}) };
		} else {
			rendered[name] = value;
		}
	}
	return rendered;
}

/** Keeps the fields that a client's `fields` parameter names (`id,board/name`). Names are checked elsewhere. */
export function pickFields(
	record: Readonly<Record<string, unknown>>,
	paths: readonly string[],
): Record<string, unknown> {
	const picked: Record<string, unknown> = {};
	for (const path of paths) {
		const [name, member] = path.split('/');
		const value = record[name];
		if (value === undefined) continue;
		if (member === undefined || typeof value !== 'object' || value === null || Array.isArray(value))
			picked[name] = value;
		else {
			const inner = (value as Record<string, unknown>)[member];
			if (inner !== undefined) picked[name] = { ...(picked[name] as object | undefined), [member]: inner };
		}
	}
	return picked;
}
