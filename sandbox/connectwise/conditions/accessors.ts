import { type CommunicationItem, mediumOf } from '../communicationItems';
import type { CustomValue } from '../customFields';
import type { Database } from '../database';
import { badCondition, unrecognizedName } from '../errors';
import { type Field, type Model, REFERENCE_ATTRIBUTES, type ReferenceKind } from '../models';
import type { References } from '../references';
import type { Row } from '../../table';
import type { Accessor } from './evaluate';

/** What can be asked of `_info`; `lastUpdated` and `dateEntered` also under their bare names (Developer Guide). */
const INFO: Readonly<Record<string, { member: string; type: 'date' | 'text' }>> = {
	lastUpdated: { member: 'lastUpdated', type: 'date' },
	dateEntered: { member: 'dateEntered', type: 'date' },
	'_info/lastUpdated': { member: 'lastUpdated', type: 'date' },
	'_info/dateEntered': { member: 'dateEntered', type: 'date' },
	'_info/updatedBy': { member: 'updatedBy', type: 'text' },
	'_info/enteredBy': { member: 'enteredBy', type: 'text' },
};

/** How `conditions` and `orderBy` read the records of a model. The function throws 400 for a name it does not know. */
export function recordAccessors(
	model: Model,
	references: References,
	derive?: (row: Row) => Readonly<Record<string, unknown>>,
): (path: string) => Accessor<Row> {
	return (path) => {
		if (Object.hasOwn(INFO, path) && !Object.hasOwn(model.fields, path)) {
			const { member, type } = INFO[path];
			const read = (row: Row): unknown => (row._info as Record<string, unknown> | undefined)?.[member];
			return { type, read: (row) => comparable(type, read(row)) };
		}
		const [name, attribute, ...deeper] = path.split('/');
		const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
		if (!field) throw unrecognizedName(path);
		if (isArray(field)) throw badCondition(`${name} is a list: use childConditions or customFieldConditions.`);
		if (field.type === 'reference') {
			if (deeper.length || !isAttribute(field.kind, attribute)) throw unrecognizedName(path);
			return referenceAccessor(name, field.kind, attribute, references);
		}
		if (attribute !== undefined || field.type === 'info') throw unrecognizedName(path);
		const type = comparableType(field);
		const read = derive ? (row: Row) => row[name] ?? derive(row)[name] : (row: Row) => row[name];
		return { type, read: (row) => comparable(type, read(row)) };
	};
}

/** How `customFieldConditions` read one custom field: `caption`, `value`, `id`. */
export function customFieldAccessors(definitions: readonly Row[]): (path: string) => Accessor<CustomValue> {
	const captions = new Map(definitions.map((definition) => [definition.id, String(definition.caption)]));
	return (path) => {
		if (path === 'id') return { type: 'number', read: ({ id }) => id };
		if (path === 'caption') return { type: 'text', read: ({ id }) => captions.get(id) };
		// A value has the type of its field; as text it can be compared with any literal in quotes.
		if (path === 'value')
			return { type: 'text', read: ({ value }) => (value === undefined ? undefined : String(value)) };
		throw unrecognizedName(path);
	};
}

/** How `childConditions` read one child of a list, for the lists that the system keeps. */
export function childAccessors(model: Model, db: Database, references: References): ChildAccessors {
	return (path) => {
		const [name, ...rest] = path.split('/');
		const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
		const member = rest.join('/');
		if (field?.type === 'communicationItems') {
			const accessor = communicationAccessor(member, db, references);
			if (accessor) return { list: name, accessor: accessor as Accessor<unknown> };
		}
		if (field?.type === 'references' && isAttribute(field.kind, member)) {
			const { kind } = field;
			const type = member === 'id' ? 'number' : 'text';
			const read = (child: unknown): ReturnType<Accessor<unknown>['read']> =>
				comparable(type, references.read(kind, (child as { id: number }).id, member));
			return { list: name, accessor: { type, read } };
		}
		throw unrecognizedName(path);
	};
}

export type ChildAccessors = (path: string) => { readonly list: string; readonly accessor: Accessor<unknown> };

function communicationAccessor(
	member: string,
	db: Database,
	references: References,
): Accessor<CommunicationItem> | undefined {
	switch (member) {
		case 'value':
			return { type: 'text', read: (item) => item.value };
		case 'id':
			return { type: 'number', read: (item) => item.id };
		case 'defaultFlag':
			return { type: 'flag', read: (item) => item.defaultFlag };
		case 'communicationType':
			return { type: 'text', read: (item) => mediumOf(db, item) };
		case 'type/id':
			return { type: 'number', read: (item) => item.type.id };
		case 'type/name':
			return {
				type: 'text',
				read: (item) => references.read('communicationType', item.type.id, 'name') as string | undefined,
			};
		default:
			return undefined;
	}
}

function referenceAccessor(
	name: string,
	kind: ReferenceKind,
	attribute: string,
	references: References,
): Accessor<Row> {
	const numeric = ['id', 'sort', 'dailyCapacity'].includes(attribute);
	const type = numeric ? 'number' : attribute.endsWith('Flag') ? 'flag' : 'text';
	return {
		type,
		read: (row) => {
			const id = (row[name] as { id: number } | undefined)?.id;
			return id === undefined ? undefined : comparable(type, references.read(kind, id, attribute));
		},
	};
}

function isArray(field: Field): boolean {
	return ['list', 'references', 'customFields', 'communicationItems'].includes(field.type);
}

function isAttribute(kind: ReferenceKind, attribute: string | undefined): attribute is string {
	return attribute !== undefined && (REFERENCE_ATTRIBUTES[kind] as readonly string[]).includes(attribute);
}

function comparableType(field: Field): Accessor<Row>['type'] {
	if (field.type === 'integer' || field.type === 'decimal') return 'number';
	if (field.type === 'flag' || field.type === 'date') return field.type;
	return 'text';
}

function comparable(type: Accessor<Row>['type'], value: unknown): string | number | boolean | undefined {
	if (value === undefined || value === null) return undefined;
	if (type === 'date') return Date.parse(String(value));
	return value as string | number | boolean;
}
