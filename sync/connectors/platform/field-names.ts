import type { Entity } from '../../model/entity';
import { CUSTOM_FIELD_PREFIX } from './catalogue';

/**
 * For each entity: the contract's name → what a differing platform calls it. Both may be slash paths: `title` →
 * `attributes/subject`, `customFields/Asset Tag` → `assetTag`.
 */
export type FieldNameMap = Readonly<Partial<Record<Entity, Readonly<Record<string, string>>>>>;

type JsonObject = Readonly<Record<string, unknown>>;
type Tree = Record<string, unknown>;

/** Translates the field names of one entity between the contract and a platform that names them otherwise. */
export class FieldNames {
	readonly #toPlatform: ReadonlyMap<string, string>;
	readonly #toContract: ReadonlyMap<string, string>;

	constructor(names: Readonly<Record<string, string>> = {}) {
		const pairs = Object.entries(names).filter(([contract, platform]) => platform !== '' && contract !== platform);
		this.#toPlatform = new Map(pairs);
		this.#toContract = new Map(pairs.map(([contract, platform]) => [platform, contract]));
	}

	/** @returns the platform's name of a contract field. */
	platformName(contractName: string): string {
		return this.#toPlatform.get(contractName) ?? contractName;
	}

	/** @returns the contract's name of one of the platform's fields. */
	contractName(platformName: string): string {
		return this.#toContract.get(platformName) ?? platformName;
	}

	/** @returns an answer's record with the contract's names; what is not renamed stays where it is. */
	toContract(record: JsonObject): JsonObject {
		if (this.#toPlatform.size === 0) return record;
		return this.#move(record, this.#toContract);
	}

	/** @returns the body of a request with the platform's names. */
	toPlatform(body: JsonObject): JsonObject {
		if (this.#toPlatform.size === 0) return body;
		return this.#move(body, this.#toPlatform);
	}

	#move(source: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
		const rest = copyTree(source);
		const moved: Array<[string[], unknown]> = [];
		for (const [from, to] of names) {
			const taken = takeAt(rest, pathOf(from));
			if (taken) moved.push([pathOf(to), taken.value]);
		}
		// What is left under a name of the other vocabulary means something else there.
		for (const to of names.values()) takeAt(rest, pathOf(to));
		// Written only after everything was taken, so that two fields can swap their names.
		for (const [path, value] of moved) putAt(rest, path, value);
		return rest;
	}
}

/** A custom field is one key below `customFields`, slashes in its name included; any other name is a path. */
function pathOf(name: string): string[] {
	if (name.startsWith(CUSTOM_FIELD_PREFIX)) return ['customFields', name.slice(CUSTOM_FIELD_PREFIX.length)];
	return name.split('/');
}

/** Without a prototype: `__proto__` and `constructor` are keys like any other, and reach nothing. */
function emptyTree(): Tree {
	return Object.create(null) as Tree;
}

function copyTree(value: JsonObject): Tree {
	const copy = emptyTree();
	for (const [key, item] of Object.entries(value)) copy[key] = isTree(item) ? copyTree(item) : item;
	return copy;
}

function takeAt(tree: Tree, path: readonly string[]): { value: unknown } | undefined {
	const [key, ...rest] = path;
	if (!Object.hasOwn(tree, key)) return undefined;
	if (rest.length === 0) {
		const value = tree[key];
		delete tree[key];
		return { value };
	}
	const child = tree[key];
	return isTree(child) ? takeAt(child, rest) : undefined;
}

function putAt(tree: Tree, path: readonly string[], value: unknown): void {
	const [key, ...rest] = path;
	if (rest.length === 0) {
		tree[key] = value;
		return;
	}
	const child = Object.hasOwn(tree, key) ? tree[key] : undefined;
	const next = isTree(child) ? child : emptyTree();
	tree[key] = next;
	putAt(next, rest, value);
}

function isTree(value: unknown): value is Tree {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
