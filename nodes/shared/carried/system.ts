import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Catalogue, FieldDefinition } from '../../../sync/model/catalogue';
import type { Entity, System } from '../../../sync/model/entity';
import type { ParameterForm } from '../field-values';
import type { Resource } from '../resources';

/** The kinds of records that a node reads and writes as its connector does: in flat form, below tickets or companies. */
export const CARRIED = ['agreement', 'attachment', 'invoice', 'note', 'timeEntry'] as const satisfies readonly Entity[];
export type Carried = (typeof CARRIED)[number];

export const CARRIED_OPERATIONS = ['create', 'download', 'get', 'getMany', 'update', 'upload'] as const;
export type CarriedOperationName = (typeof CARRIED_OPERATIONS)[number];

/** What a node offers of one kind of record. */
export interface CarriedTable {
	/** What the vendor calls one, and several, in lower case; absent: as the engine does. */
	readonly names?: { readonly one: string; readonly many: string };
	readonly operations: readonly CarriedOperationName[];
	readonly id: { readonly example: string; readonly description?: string };
	/** Writable fields that are no parameters: what another field says as well. */
	readonly hidden?: readonly string[];
	/** Fields whose values the live system lists. */
	readonly listed?: readonly string[];
	/** By field: the values that can be written, where those are fewer than can be read. */
	readonly writable?: Readonly<Record<string, readonly (string | number)[]>>;
	/** By field: what people need to know beyond its label. */
	readonly descriptions?: Readonly<Record<string, string>>;
	/** Attachments: the fields that are told by the file itself. */
	readonly file?: { readonly name: string; readonly size: string; readonly contentType?: string };
}

/** How the node of a system offers them. */
export interface CarriedSystem {
	readonly system: System;
	readonly catalogue: Catalogue;
	readonly form: ParameterForm;
	readonly tables: Readonly<Record<Carried, CarriedTable>>;
	/** A record chosen from a searchable list or by its ID. */
	recordLocator(resource: Resource, name: string, displayName: string): INodeProperties;
	/** Parameters that the node has beside those of the fields. */
	readonly more?: (operation: CarriedOperationName) => INodeProperties[];
	/** The same text whenever an item of an execution is tried again; '' where the system has no use for it. */
	idempotencyKey?(this: IExecuteFunctions, index: number): string;
}

const NAMES: Readonly<Record<Carried, { readonly one: string; readonly many: string }>> = {
	agreement: { one: 'agreement', many: 'agreements' },
	attachment: { one: 'attachment', many: 'attachments' },
	invoice: { one: 'invoice', many: 'invoices' },
	note: { one: 'note', many: 'notes' },
	timeEntry: { one: 'time entry', many: 'time entries' },
};

/** What people read. */
export function namesOf({ tables }: CarriedSystem, resource: Carried): { readonly one: string; readonly many: string } {
	return tables[resource].names ?? NAMES[resource];
}

/** With the article that it takes. */
export function withArticle(name: string): string {
	return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** As titles are written in n8n. */
export function titled(name: string): string {
	return name.replace(/(^|\s)\w/g, (letter) => letter.toUpperCase());
}

export function idParameter(resource: Carried): string {
	return `${resource}Id`;
}

/** Notes, time and files belong to a ticket; what is agreed and billed, to a company. */
export function ownerOf(resource: Carried): 'ticket' | 'company' {
	return resource === 'agreement' || resource === 'invoice' ? 'company' : 'ticket';
}

/** The fields that people may write; of a file, without what its bytes tell. */
export function writableFields(
	{ catalogue, tables }: CarriedSystem,
	resource: Carried,
	purpose: 'create' | 'update',
): FieldDefinition[] {
	const { hidden = [], file } = tables[resource];
	const told = new Set([...hidden, ...(file ? [file.size, 'sha256'] : [])]);
	return (catalogue.entities[resource] ?? []).filter(
		({ name, readOnly, createOnly }) =>
			readOnly !== true && !(purpose === 'update' && createOnly === true) && !told.has(name),
	);
}

/** What a create cannot do without; the name of a file is the file's own where none is given. */
export function isRequired({ tables }: CarriedSystem, resource: Carried, field: FieldDefinition): boolean {
	return field.required === true && field.name !== tables[resource].file?.name;
}
