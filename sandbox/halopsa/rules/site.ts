import type { Row } from '../../table';
import type { Database } from '../database';
import { refused } from '../errors';
import { type EntityRules, isNone } from './rules';

export const siteRules: EntityRules = {
	complete(fields, { db }) {
		if (isNone(fields.name)) throw refused('ST01/1', 'Please enter a Site Name');
		if (!db.table('Client').get(Number(fields.client_id))) throw refused('ST01/2', 'Please select a Customer');
	},

	after(row, { db, by, stored }) {
		if (!stored && db.generalUsers) db.insert('Users', generalUser(row), by);
	},

	keep(row, db) {
		if (db.table('Client').get(Number(row.client_id))?.main_site_id === row.id)
			return 'The main Site of a Customer cannot be deleted';
		const users = [...db.table('Users').current()].some((user) => user.site_id === row.id && user.general !== true);
		return users ? 'This Site cannot be deleted as it has Users' : undefined;
	},

	dependants(row, db) {
		const users = [...db.table('Users').current()].filter(({ site_id }) => site_id === row.id);
		return users.map(({ id }) => ['Users', id] as const);
	},
};

/** The user of a site that stands for nobody: tickets that name none are theirs. */
export function generalUser(site: Row): Record<string, unknown> {
	return {
		name: 'General User',
		firstname: 'General',
		surname: 'User',
		general: true,
		inactive: false,
		site_id: site.id,
		site_id_int: site.id,
		client_id: site.client_id,
	};
}

/** A site's address as it is shown, set or not: no line is ever missing (recorded). `type` tells the two apart. */
export function showAddress(site: Row, field: 'delivery_address' | 'invoice_address'): Record<string, unknown> {
	const given = (site[field] ?? {}) as Readonly<Record<string, unknown>>;
	const line = (name: string): string => String(given[name] ?? '');
	return {
		id: site.id * 2 + (field === 'delivery_address' ? 0 : 1),
		type: field === 'delivery_address' ? -2 : -1,
		line1: line('line1'),
		line2: line('line2'),
		line3: line('line3'),
		line4: line('line4'),
		postcode: line('postcode'),
		primary: true,
		inactive: false,
		site_id: site.id,
	};
}

/** Names that a site shows of other records; its client in whole only with all details. */
export function deriveSite(row: Row, db: Database): Record<string, unknown> {
	const client = db.table('Client').get(Number(row.client_id));
	const address = showAddress(row, 'delivery_address');
	return {
		client_name: client?.name,
		clientsite_name: `${String(client?.name ?? '')}/${String(row.name ?? '')}`,
		delivery_address: address,
		invoice_address: showAddress(row, 'invoice_address'),
		delivery_address_line1: address?.line1,
		delivery_address_line2: address?.line2,
		delivery_address_line3: address?.line3,
		delivery_address_line4: address?.line4,
	};
}
