import type { Row } from '../../table';
import type { Database } from '../database';
import { refused } from '../errors';
import { type EntityRules, isNone } from './rules';

/** A user belongs to a site, and through it to a client; a client alone does not place one. */
export const userRules: EntityRules = {
	complete(fields, { db, given }) {
		name(fields, given);
		if (isNone(fields.name)) throw refused('US01/1', 'Please enter a User Name');
		if (given.has('site_id_int') && !given.has('site_id')) fields.site_id = fields.site_id_int;
		const site = db.table('Site').get(Number(fields.site_id));
		if (!site) throw refused('US01/2', 'Please select a Site');
		fields.site_id_int = site.id;
		fields.client_id = site.client_id;
	},

	keep(row, db) {
		return db.table('Tickets').findCurrent('user_id', row.id) && 'This User cannot be deleted as they have Tickets';
	},
};

/** `name` is first name and surname in one; whichever is given makes the other. */
function name(fields: Record<string, unknown>, given: ReadonlySet<string>): void {
	const parts = given.has('firstname') || given.has('surname');
	if (parts && !given.has('name')) {
		fields.name = [fields.firstname, fields.surname].filter((part) => !isNone(part)).join(' ');
	} else if (given.has('name') && !parts) {
		const [firstname, ...rest] = String(fields.name ?? '')
			.trim()
			.split(/\s+/);
		fields.firstname = firstname;
		fields.surname = rest.join(' ');
	}
}

/** Names and numbers that a user shows of other records. */
export function deriveUser(row: Row, db: Database): Record<string, unknown> {
	const site = db.table('Site').get(Number(row.site_id));
	const client = db.table('Client').get(Number(row.client_id));
	const initial = (part: unknown): string => (typeof part === 'string' ? part.charAt(0).toUpperCase() : '');
	return {
		site_name: site?.name,
		sitephonenumber: site?.phonenumber,
		client_name: client?.name,
		initials: initial(row.firstname) + initial(row.surname),
		ismaincontact: site?.maincontact_id === row.id,
	};
}
