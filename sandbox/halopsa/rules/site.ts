import type { Row } from '../../table';
import type { Database } from '../database';
import { refused } from '../errors';
import { type EntityRules, isNone } from './rules';

export const siteRules: EntityRules = {
	complete(fields, { db }) {
		if (isNone(fields.name)) throw refused('ST01/1', 'Please enter a Site Name');
		if (!db.table('Client').get(Number(fields.client_id))) throw refused('ST01/2', 'Please select a Customer');
	},

	keep(row, db) {
		if (db.table('Client').get(Number(row.client_id))?.main_site_id === row.id)
			return 'The main Site of a Customer cannot be deleted';
		return db.table('Users').findCurrent('site_id', row.id) && 'This Site cannot be deleted as it has Users';
	},
};

/** Names that a site shows of other records; its client in whole only with all details. */
export function deriveSite(row: Row, db: Database): Record<string, unknown> {
	const client = db.table('Client').get(Number(row.client_id));
	const address = row.delivery_address as Record<string, unknown> | undefined;
	return {
		client_name: client?.name,
		clientsite_name: `${String(client?.name ?? '')}/${String(row.name ?? '')}`,
		delivery_address_line1: address?.line1,
		delivery_address_line2: address?.line2,
		delivery_address_line3: address?.line3,
		delivery_address_line4: address?.line4,
	};
}
