import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020';
import { parse } from 'yaml';

type Node = Record<string, unknown>;

const FILE = join(__dirname, '../../../docs/platform-contract.openapi.yaml');

/** The contract as it is shipped. */
export const contract = parse(readFileSync(FILE, 'utf8')) as {
	paths: Record<string, Record<string, unknown>>;
	components: Record<string, Record<string, Node>>;
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export interface Operation {
	readonly id: string;
	readonly method: string;
	readonly path: string;
	readonly matcher: RegExp;
	readonly node: Node;
	readonly parameters: ReadonlyArray<{ name: string; in: string; required?: boolean }>;
}

/** Follows a `$ref` inside the contract. */
export function resolve(node: unknown): Node {
	const ref = (node as Node).$ref;
	if (typeof ref !== 'string') return node as Node;
	const found = ref
		.slice(2)
		.split('/')
		.reduce<unknown>((at, key) => (at as Node | undefined)?.[key], contract);
	if (found === undefined) throw new Error(`The contract has a dead reference: ${ref}`);
	return resolve(found);
}

/** Every operation of the contract; paths without parameters come first, as a router prefers them. */
export const operations: readonly Operation[] = Object.entries(contract.paths)
	.sort(([a], [b]) => a.split('{').length - b.split('{').length)
	.flatMap(([path, item]) =>
		METHODS.filter((method) => item[method]).map((method) => ({
			id: String((item[method] as Node).operationId),
			method: method.toUpperCase(),
			path,
			matcher: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
			node: item[method] as Node,
			parameters: [
				...((item.parameters as unknown[] | undefined) ?? []),
				...(((item[method] as Node).parameters as unknown[] | undefined) ?? []),
			].map((parameter) => resolve(parameter) as unknown as Operation['parameters'][number]),
		})),
	);

/** @returns the operation that a request means, or undefined where the contract has none. */
export function operationOf(method: string, path: string): Operation | undefined {
	return operations.find((operation) => operation.method === method && operation.matcher.test(path));
}

/** Parts of other schemas; closed only where they are used. */
const OPEN = /(Fields|Meta)$/;

/** A copy in which answers may hold nothing that the contract does not name: what is undocumented is a drift. */
function closed(node: unknown, name = ''): unknown {
	if (Array.isArray(node)) return node.map((item) => closed(item));
	if (typeof node !== 'object' || node === null) return node;
	const copy: Node = {};
	for (const [key, value] of Object.entries(node)) {
		copy[key] = key === 'schemas' ? closedSchemas(value as Node) : closed(value);
	}
	const describesObject = (node as Node).properties !== undefined || (node as Node).allOf !== undefined;
	const open = OPEN.test(name) || (node as Node).additionalProperties !== undefined;
	return describesObject && !open ? { ...copy, unevaluatedProperties: false } : copy;
}

function closedSchemas(schemas: Node): Node {
	return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema, name)]));
}

function compiler(document: unknown, formats: Record<string, RegExp | true>): (pointer: string) => ValidateFunction {
	const ajv = new Ajv2020({
		strict: false,
		allErrors: true,
		formats: { ...formats, uri: /^https?:/, 'uri-reference': true },
	});
	ajv.addSchema(document as AnySchema, 'contract');
	return (pointer) => ajv.compile({ $ref: `contract#${pointer}` });
}

const answerSchema = compiler(closed(contract), {
	// The contract promises UTC with milliseconds.
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
	date: /^\d{4}-\d\d-\d\d$/,
});
const requestSchema = compiler(contract, {
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
	date: /^\d{4}-\d\d-\d\d$/,
});

const compiled = new Map<string, ValidateFunction>();

/** @returns what is wrong with a value under a schema of the contract, or an empty list. */
export function violations(kind: 'answer' | 'request', pointer: string, value: unknown): string[] {
	const key = `${kind} ${pointer}`;
	const validate = compiled.get(key) ?? (kind === 'answer' ? answerSchema : requestSchema)(pointer);
	compiled.set(key, validate);
	if (validate(value)) return [];
	return (validate.errors ?? []).map(
		(error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`,
	);
}

/** @returns a JSON pointer to a schema below an operation, through references. */
export function pointerTo(...segments: readonly string[]): string {
	let pointer = '';
	let node: unknown = contract;
	for (const segment of segments) {
		pointer += `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
		node = (node as Node)[segment];
		const ref = (node as Node | undefined)?.$ref;
		if (typeof ref === 'string') {
			pointer = ref.slice(1);
			node = resolve(node);
		}
	}
	return encodeURI(pointer);
}
