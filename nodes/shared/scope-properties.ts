import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { SyncError } from '../../sync/model/errors';
import { EVERYTHING, type Scope } from '../../sync/model/scope';

type Part = 'groups' | 'ticketTypes' | 'statuses';

/** What a scope offers in one system: what it calls things, and where the editor gets their lists from. */
export interface ScopeOffer {
	/** By part: the name in the editor (in the plural), and the method that loads its list. */
	readonly lists: Readonly<Partial<Record<Part, { readonly name: string; readonly method: string }>>>;
	/** The system tells which time was approved. */
	readonly approval: boolean;
}

/** The collection *Scope* of *Get Changes*. */
export function scopeProperty({ lists, approval }: ScopeOffer): INodeProperties {
	const fields: INodeProperties[] = [
		...(approval ? [approvedProperty] : []),
		companiesProperty,
		monthsProperty,
		...Object.entries(lists).map(([part, { name, method }]) => listProperty(part, name, method)),
	];
	return {
		displayName: 'Scope',
		name: 'scope',
		type: 'collection',
		placeholder: 'Add Limit',
		default: {},
		description:
			'What of this side the sync carries; without a limit, everything. What is in sync already stays so, and a record brings along the company and contact that it needs. When the scope is changed, this side is read again from the beginning.',
		options: fields.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

const companiesProperty: INodeProperties = {
	displayName: 'Companies',
	name: 'companies',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'Acme Ltd',
	description: "Only these companies, and what belongs to them: one a line, by this system's ID or by name",
};

const monthsProperty: INodeProperties = {
	displayName: 'Open Tickets and Those Changed in the Last … Months',
	name: 'months',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 240, numberPrecision: 0 },
	default: 6,
	description: 'Leaves out tickets that are closed and have not changed for so many months',
};

const approvedProperty: INodeProperties = {
	displayName: 'Approved Time Only',
	name: 'approvedTimeOnly',
	type: 'boolean',
	default: true,
	description: 'Whether to leave out time entries until somebody has approved them',
};

function listProperty(part: string, name: string, method: string): INodeProperties {
	return {
		displayName: `${name} Names or IDs`,
		name: part,
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: method },
		default: [],
		description:
			'Only tickets of these. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
}

const words = z
	.array(z.union([z.string(), z.number()]))
	.default([])
	.transform((list) => list.map(String).filter((word) => word.trim() !== ''));
const companies = z
	.union([z.string(), z.array(z.union([z.string(), z.number()])).transform((list) => list.join('\n'))])
	.default('')
	.transform((text) => text.split('\n').flatMap((line) => line.trim() || []));
const scope = z.object({
	companies,
	groups: words,
	ticketTypes: words,
	statuses: words,
	months: z.coerce.number().int().min(1).max(240).nullable().default(null),
	approvedTimeOnly: z.boolean().default(false),
});

/**
 * The scope as the engine takes it; undefined where nothing is limited.
 * @throws SyncError BAD_INPUT naming the limit that is wrong: nothing must be carried that was meant to be left out.
 */
export function readScope(value: unknown): Scope | undefined {
	const parsed = scope.safeParse(value ?? {});
	if (parsed.success) {
		return JSON.stringify(parsed.data) === JSON.stringify(EVERYTHING) ? undefined : parsed.data;
	}
	const [issue] = parsed.error.issues;
	throw new SyncError('BAD_INPUT', `Scope: "${issue?.path.join('.')}" is not valid: ${issue?.message}.`);
}
