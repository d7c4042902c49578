import type { Row } from '../../table';
import { refused } from '../errors';
import { type EntityRules, defaults, isNone } from './rules';

const TYPES: Readonly<Record<string, string>> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	gif: 'image/gif',
	pdf: 'application/pdf',
	txt: 'text/plain',
	json: 'application/json',
};

/** A file, which is given whole in base64, and belongs to a ticket or to nothing yet. */
export const attachmentRules: EntityRules = {
	complete(fields, { db, by, stored, given, commands }) {
		if (!stored && !given.has('data_base64')) throw refused('ATT01/1', 'Please select a file');
		if (given.has('data_base64')) {
			const base64 = String(commands.data_base64);
			if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0)
				throw refused('ATT01/2', 'The input is not a valid Base-64 string');
			Object.assign(fields, { data: base64, filesize: Buffer.from(base64, 'base64').length });
		}
		const ticket = isNone(fields.ticket_id) ? commands.faultid : fields.ticket_id;
		if (!isNone(ticket)) {
			if (!db.table('Tickets').get(Number(ticket))) throw refused('ATT01/3', 'Please select a valid Ticket');
			fields.ticket_id = Number(ticket);
		}
		if (isNone(fields.filename)) throw refused('ATT01/4', 'Please enter a file name');
		const type = typeOf(String(fields.filename));
		Object.assign(fields, { content_type: type, isimage: type.startsWith('image/') });
		if (db.filesAlwaysShown) fields.showforusers = true;
		defaults(fields, { desc: fields.filename, agent_id: by });
	},

	// That a file dates its ticket is inferred, as it is of edited actions.
	after(row, { db, by }) {
		const ticket = db.table('Tickets').get(Number(row.ticket_id));
		if (ticket && db.editsDateTickets) db.update('Tickets', { ...ticket, id: ticket.id }, by);
	},
};

/** A file as it is downloaded. */
export class Download {
	readonly bytes: Buffer;
	readonly headers: Readonly<Record<string, string>>;

	constructor(row: Row) {
		const name = String(row.filename);
		this.bytes = Buffer.from(String(row.data ?? ''), 'base64');
		this.headers = {
			'content-type': typeOf(name),
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
		};
	}
}

function typeOf(name: string): string {
	return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
