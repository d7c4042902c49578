import type { Row } from '../../table';
import type { Database } from '../database';
import { refused } from '../errors';
import { showAddress } from './site';
import { type EntityRules, defaults, isNone } from './rules';

/** A client always has a main site, made with it (`newclient_sitename` names it). */
export const clientRules: EntityRules = {
	complete(fields, { db, given, stored }) {
		if (isNone(fields.name)) throw refused('CL01/1', 'Please enter a Customer Name');
		defaults(fields, { toplevel_id: 1 });
		if (given.has('toplevel_id') && !db.table('TopLevel').get(Number(fields.toplevel_id)))
			throw refused('CL01/2', 'Please select a valid Top Level');
		if (!stored) defaults(fields, { inactive: false });
	},

	after(row, { db, stored, commands, create }) {
		if (stored) return;
		const named = commands.newclient_sitename;
		const phone = commands.newclient_phonenumber;
		const address = commands.newclient_delivery_address;
		const site = create('Site', {
			name: typeof named === 'string' && named !== '' ? named : 'Main',
			client_id: row.id,
			...(typeof phone === 'string' ? { phonenumber: phone } : {}),
			...(typeof address === 'object' ? { delivery_address: address } : {}),
		});
		// Part of the same creation: neither dated nor announced once more.
		db.table('Client').replace({ ...row, main_site_id: site.id });
	},

	keep(row, db) {
		const used = db.table('Tickets').findCurrent('client_id', row.id);
		return used && 'This Customer cannot be deleted as it has Tickets';
	},

	dependants(row, db) {
		const of = (table: 'Site' | 'Users'): Array<readonly ['Site' | 'Users', number]> =>
			[...db.table(table).current()].filter((one) => one.client_id === row.id).map(({ id }) => [table, id] as const);
		return [...of('Users'), ...of('Site')];
	},
};

/** Names, numbers and addresses that a client shows of other records: they are written where they belong. */
export function deriveClient(row: Row, db: Database): Record<string, unknown> {
	const site = db.table('Site').get(Number(row.main_site_id));
	return {
		toplevel_name: db.table('TopLevel').get(Number(row.toplevel_id))?.name,
		main_site_name: site?.name,
		main_phonenumber: site?.phonenumber,
		main_delivery_address: site && showAddress(site, 'delivery_address'),
		main_invoice_address: site && showAddress(site, 'invoice_address'),
	};
}
