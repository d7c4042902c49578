import { type Database, type TableName, referredId } from './database';
import type { ReferenceKind } from './models';
import type { Row } from '../table';

interface ReferenceSource {
	readonly table: TableName;
	/** How error messages call it. */
	readonly label: string;
	/** The attributes of a reference, read from the record it refers to. */
	readonly attributes: Readonly<Record<string, (row: Row) => unknown>>;
	/** The attributes by which a reference may be given instead of its id. */
	readonly names: readonly string[];
	/** The field of both owner and record that must agree: a status belongs to its ticket's board. */
	readonly within?: { readonly ownerField: string; readonly field: string; readonly label: string };
	/** The link beside the attributes. */
	readonly href: (row: Row) => Readonly<Record<string, string>>;
}

const field =
	(name: string) =>
	(row: Row): unknown =>
		row[name];
const name = { name: field('name') };
const fullName = (row: Row): string => [row.firstName, row.lastName].filter(Boolean).join(' ');
const ofBoard = { ownerField: 'board', field: 'board', label: 'Service Board' };

/** Where references of each kind point. Kinds that are absent have no records in this system. */
const SOURCES: Readonly<Partial<Record<ReferenceKind, ReferenceSource>>> = {
	board: {
		table: 'boards',
		label: 'Service Board',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ board_href: `/service/boards/${id}` }),
	},
	serviceStatus: {
		table: 'boardStatuses',
		label: 'Service Status',
		attributes: { ...name, sort: field('sortOrder') },
		names: ['name'],
		within: ofBoard,
		href: (row) => ({ status_href: `/service/boards/${referredId(row, 'board')}/statuses/${row.id}` }),
	},
	serviceType: {
		table: 'boardTypes',
		label: 'Service Type',
		attributes: name,
		names: ['name'],
		within: ofBoard,
		href: (row) => ({ type_href: `/service/boards/${referredId(row, 'board')}/types/${row.id}` }),
	},
	company: {
		table: 'companies',
		label: 'Company',
		attributes: { identifier: field('identifier'), ...name },
		names: ['identifier', 'name'],
		href: ({ id }) => ({ company_href: `/company/companies/${id}` }),
	},
	contact: {
		table: 'contacts',
		label: 'Contact',
		attributes: { name: fullName },
		names: ['name'],
		href: ({ id }) => ({ contact_href: `/company/contacts/${id}` }),
	},
	site: {
		table: 'sites',
		label: 'Site',
		attributes: name,
		names: ['name'],
		within: { ownerField: 'company', field: 'company', label: 'Company' },
		href: (row) => ({ site_href: `/company/companies/${referredId(row, 'company')}/sites/${row.id}` }),
	},
	member: {
		table: 'members',
		label: 'Member',
		attributes: { identifier: field('identifier'), name: fullName },
		names: ['identifier'],
		href: ({ id }) => ({ member_href: `/system/members/${id}` }),
	},
	priority: {
		table: 'priorities',
		label: 'Priority',
		attributes: { ...name, sort: field('sortOrder'), level: field('level') },
		names: ['name'],
		href: ({ id }) => ({ priority_href: `/service/priorities/${id}` }),
	},
	serviceSource: {
		table: 'sources',
		label: 'Source',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ source_href: `/service/sources/${id}` }),
	},
	companyStatus: {
		table: 'companyStatuses',
		label: 'Company Status',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ status_href: `/company/companies/statuses/${id}` }),
	},
	companyType: {
		table: 'companyTypes',
		label: 'Company Type',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ type_href: `/company/companies/types/${id}` }),
	},
	contactType: {
		table: 'contactTypes',
		label: 'Contact Type',
		attributes: { name: field('description') },
		names: ['name'],
		href: ({ id }) => ({ type_href: `/company/contacts/types/${id}` }),
	},
	communicationType: {
		table: 'communicationTypes',
		label: 'Communication Type',
		attributes: { name: field('description') },
		names: ['name'],
		href: ({ id }) => ({ type_href: `/company/communicationTypes/${id}` }),
	},
	country: {
		table: 'countries',
		label: 'Country',
		attributes: { identifier: field('identifier'), ...name },
		names: ['identifier', 'name'],
		href: ({ id }) => ({ country_href: `/company/countries/${id}` }),
	},
	systemLocation: {
		table: 'locations',
		label: 'Location',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ location_href: `/system/locations/${id}` }),
	},
	systemDepartment: {
		table: 'departments',
		label: 'Department',
		attributes: { identifier: field('identifier'), ...name },
		names: ['identifier', 'name'],
		href: ({ id }) => ({ department_href: `/system/departments/${id}` }),
	},
	workType: {
		table: 'workTypes',
		label: 'Work Type',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ workType_href: `/time/workTypes/${id}` }),
	},
	workRole: {
		table: 'workRoles',
		label: 'Work Role',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ workRole_href: `/time/workRoles/${id}` }),
	},
	agreement: {
		table: 'agreements',
		label: 'Agreement',
		attributes: { ...name, type: (row) => row.agreementType },
		names: ['name'],
		within: { ownerField: 'company', field: 'company', label: 'Company' },
		href: ({ id }) => ({ agreement_href: `/finance/agreements/${id}` }),
	},
	agreementType: {
		table: 'agreementTypes',
		label: 'Agreement Type',
		attributes: name,
		names: ['name'],
		href: ({ id }) => ({ type_href: `/finance/agreements/types/${id}` }),
	},
	invoice: {
		table: 'invoices',
		label: 'Invoice',
		attributes: { identifier: field('invoiceNumber'), billingType: field('type'), invoiceDate: field('date') },
		names: [],
		href: ({ id }) => ({ invoice_href: `/finance/invoices/${id}` }),
	},
	billingStatus: {
		table: 'billingStatuses',
		label: 'Billing Status',
		attributes: { ...name, isClosed: field('closedFlag') },
		names: ['name'],
		href: ({ id }) => ({ status_href: `/finance/billingStatuses/${id}` }),
	},
	currency: {
		table: 'currencies',
		label: 'Currency',
		attributes: { symbol: field('symbol'), currencyCode: field('currencyCode'), ...name },
		names: ['name'],
		href: ({ id }) => ({ currency_href: `/finance/currencies/${id}` }),
	},
	ticket: {
		table: 'tickets',
		label: 'Ticket',
		attributes: { summary: field('summary') },
		names: [],
		href: ({ id }) => ({ ticket_href: `/service/tickets/${id}` }),
	},
};

export type Resolution = { readonly id: number } | { readonly refused: string; readonly by: string };

/** Finds and names what references point to. */
export class References {
	constructor(
		private readonly db: Database,
		private readonly apiUrl: () => string,
	) {}

	/** The attribute of the record that a reference points to; undefined if there is none. */
	read(kind: ReferenceKind, id: number, attribute: string): unknown {
		if (attribute === 'id') return id;
		const source = SOURCES[kind];
		const row = source && this.db.table(source.table).get(id);
		return row && source.attributes[attribute]?.(row);
	}

	/** A reference as the API answers it, with current names; undefined where its target is gone. */
	render(kind: ReferenceKind, id: number): Record<string, unknown> | undefined {
		const source = SOURCES[kind];
		const row = source && this.db.table(source.table).get(id);
		if (!row) return undefined;
		const rendered: Record<string, unknown> = { id };
		for (const [attribute, read] of Object.entries(source.attributes)) {
			const value = read(row);
			if (value !== undefined) rendered[attribute] = value;
		}
		rendered._info = this.links(source.href(row));
		return rendered;
	}

	/** Paths below the API root as absolute addresses. */
	links(paths: Readonly<Record<string, string>>): Record<string, string> {
		const root = this.apiUrl();
		return Object.fromEntries(Object.entries(paths).map(([key, path]) => [key, root + path]));
	}

	/**
	 * Finds the record that a client's reference means: by `id`, else by a name.
	 *
	 * @param owner the record that holds the reference: a status is looked for on its board
	 */
	resolve(
		kind: ReferenceKind,
		given: Readonly<Record<string, unknown>>,
		owner: Readonly<Record<string, unknown>>,
	): Resolution {
		const source = SOURCES[kind];
		const named = ['id', ...(source?.names ?? ['name'])].find((key) => given[key] !== undefined && given[key] !== null);
		if (named === undefined) return { refused: `${source?.label ?? kind} needs an id`, by: 'id' };
		const value = named === 'id' ? Number(given.id) : String(given[named]);
		const missing = { refused: `${source?.label ?? kind} ${value} not found`, by: named };
		if (!source) return missing;

		const within = source.within;
		const scope = within && (owner[within.ownerField] as { id: number } | undefined)?.id;
		const fits = (row: Row): boolean =>
			within === undefined || scope === undefined || referredId(row, within.field) === scope;
		const table = this.db.table(source.table);
		if (typeof value === 'number') {
			const row = table.get(value);
			if (row && fits(row)) return { id: row.id };
			// Worded as seen live: "Service Status 17 not found for Service Board 21".
			return within && scope !== undefined
				? { ...missing, refused: `${missing.refused} for ${within.label} ${scope}` }
				: missing;
		}
		const folded = value.toLowerCase();
		for (const row of table.current()) {
			if (fits(row) && String(source.attributes[named](row)).toLowerCase() === folded) return { id: row.id };
		}
		return missing;
	}

	/** Whether a stored reference may stay on its owner: its target exists and is within the right scope. */
	holds(kind: ReferenceKind, id: number, owner: Readonly<Record<string, unknown>>): boolean {
		return 'id' in this.resolve(kind, { id }, owner);
	}
}
