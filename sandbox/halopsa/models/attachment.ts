import { type Model, command, date, flag, guid, integer, own, text } from './fields';

/** The vendor's `Attachment` model: a file on a ticket. Its bytes (`data`, base64) are in no list. */
export const attachmentModel: Model = {
	name: 'Attachment',
	// The fields of `Attachment_List`.
	slim: [
		'id',
		'filename',
		'datecreated',
		'note',
		'filesize',
		'type',
		'unique_id',
		'desc',
		'isimage',
		'third_party_id',
		'showforusers',
		'showonchild',
		'showonrelated',
	],
	// As recorded in the answer of a POST.
	fields: {
		third_party_id: text(),
		content_type: own(text()),
		id: own(integer()),
		filename: text(),
		datecreated: own(date()),
		note: text(),
		filesize: own(integer(0)),
		type: own(integer(0)),
		unique_id: own(integer(0)),
		desc: text(),
		isimage: own(flag()),
		data: own(text()),
		ticket_id: integer(0),
		action_id: integer(0),
		user_id: own(integer(-1)),
		agent_id: own(integer()),
		guid: own(guid()),
		showforusers: flag(),
		showonchild: flag(),
		showonrelated: flag(),
		faultid: command(integer()),
		data_base64: command(text()),
	},
};
