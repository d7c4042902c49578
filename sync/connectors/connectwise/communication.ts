import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import { COMMUNICATION_FIELDS } from './catalogue';
import type { PatchOperation } from './client';
import type { CommunicationItem, CommunicationType } from './schemas';

export type CommunicationField = keyof typeof COMMUNICATION_FIELDS;
export type CommunicationKind = (typeof COMMUNICATION_FIELDS)[CommunicationField]['kind'];
export type CommunicationValues = ReadonlyMap<CommunicationField, string | null>;

/** Gives the id of the tenant's type for e-mail, phone or fax. */
export type TypeOf = (kind: CommunicationKind) => Promise<number>;

/** The item that stands for its kind: the default, else the first. */
export function defaultItem(
	items: readonly CommunicationItem[],
	kind: CommunicationKind,
): { readonly item: CommunicationItem; readonly index: number } | undefined {
	const ofKind = items.map((item, index) => ({ item, index })).filter(({ item }) => item.communicationType === kind);
	return ofKind.find(({ item }) => item.defaultFlag === true) ?? ofKind[0];
}

/**
 * The type that new items of a kind get. Their names and ids differ from tenant to tenant, and the server wants one
 * (seen live, though the specification marks nothing as required).
 * @throws SyncError REJECTED where the tenant has none.
 */
export function typeFor(kind: CommunicationKind, types: readonly CommunicationType[]): number {
	const flag = { Email: 'emailFlag', Phone: 'phoneFlag', Fax: 'faxFlag' } as const;
	const fitting = types.filter((type) => type[flag[kind]] === true && type.disabled !== true);
	const chosen = fitting.find((type) => type.defaultFlag === true) ?? fitting[0];
	if (chosen) return chosen.id;
	const message = `ConnectWise has no communication type for ${kind.toLowerCase()}: add one under Setup Tables > Communication Type`;
	throw new SyncError('REJECTED', message, { system: 'connectwise', entity: 'contact' });
}

/** The items of a contact that is to be created. */
export async function newItems(values: CommunicationValues, typeOf: TypeOf): Promise<unknown[]> {
	const items: unknown[] = [];
	for (const kind of kindsOf(values)) {
		const wanted = wantedOf(values, kind);
		if (wanted.value) items.push(await newItem(kind, wanted.value, wanted.extension, typeOf));
	}
	return items;
}

/**
 * The operations that bring a contact's e-mail, phone and fax to the given values and touch nothing else of its items:
 * the default item of the kind is changed in place; a value that another item already holds makes that one the default
 * (the newest default wins: recorded); null removes the default item. Paths by index are what was recorded to work.
 */
export async function itemOperations(
	items: readonly CommunicationItem[],
	values: CommunicationValues,
	typeOf: TypeOf,
): Promise<PatchOperation[]> {
	const operations: PatchOperation[] = [];
	const removed: number[] = [];
	let count = items.length;
	for (const kind of kindsOf(values)) {
		const { value, extension } = wantedOf(values, kind);
		const current = defaultItem(items, kind);
		if (value === null) {
			if (current) removed.push(current.index);
			continue;
		}
		const same = items.findIndex((item) => item.communicationType === kind && item.value === value);
		const index = value === undefined ? current?.index : same >= 0 ? same : current?.index;
		if (index === undefined) {
			if (value) {
				operations.push({
					op: 'add',
					path: `/communicationItems/${count++}`,
					value: await newItem(kind, value, extension, typeOf),
				});
			}
			continue;
		}
		const at = `/communicationItems/${index}`;
		if (value !== undefined && items[index].value !== value)
			operations.push({ op: 'replace', path: `${at}/value`, value });
		if (value !== undefined && items[index].defaultFlag !== true) {
			operations.push({ op: 'replace', path: `${at}/defaultFlag`, value: true });
		}
		if (extension !== undefined && (items[index].extension ?? null) !== extension) {
			operations.push({ op: 'replace', path: `${at}/extension`, value: extension ?? '' });
		}
	}
	// Last, and from the end: each removal shifts the items behind it.
	for (const index of removed.sort((a, b) => b - a))
		operations.push({ op: 'remove', path: `/communicationItems/${index}` });
	return operations;
}

/** Reads a value meant for a communication field; null clears it. */
export function communicationText(name: CommunicationField, value: Json): string | null {
	if (value === null || value === '') return null;
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	throw new SyncError('BAD_INPUT', `ConnectWise contact: ${name} must be text`, {
		system: 'connectwise',
		entity: 'contact',
		field: name,
	});
}

function kindsOf(values: CommunicationValues): CommunicationKind[] {
	return [...new Set([...values.keys()].map((name) => COMMUNICATION_FIELDS[name].kind))];
}

/** `undefined`: not to be touched. */
function wantedOf(
	values: CommunicationValues,
	kind: CommunicationKind,
): { value: string | null | undefined; extension: string | null | undefined } {
	const named = kind === 'Email' ? 'email' : kind === 'Phone' ? 'phone' : 'fax';
	return { value: values.get(named), extension: kind === 'Phone' ? values.get('phoneExtension') : undefined };
}

async function newItem(
	kind: CommunicationKind,
	value: string,
	extension: string | null | undefined,
	typeOf: TypeOf,
): Promise<unknown> {
	return {
		type: { id: await typeOf(kind) },
		value,
		...(extension ? { extension } : {}),
		defaultFlag: true,
		communicationType: kind,
	};
}
