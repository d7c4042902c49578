import type { NativeRecord } from '../../../model/record';
import { INTERNAL, PUBLIC } from '../actions/action';
import type { HaloPsaOptions } from '../options';
import { ticketUrl } from '../records';
import { readTime } from '../values';
import type { HaloPsaFile } from './files';

/** A file as the engine knows it. One that does not say who may see it is kept from clients. */
export function toNativeAttachment(
	one: HaloPsaFile,
	ticket: string,
	tenant: Pick<HaloPsaOptions, 'url'>,
): NativeRecord {
	const id = `${ticket}/${one.id}`;
	const datecreated = readTime(one.datecreated ?? null);
	return {
		entity: 'attachment',
		id,
		record: {
			id,
			ticket_id: Number(ticket),
			// What people upload has the path that it had on their computer, sometimes.
			filename: (one.filename ?? '').split(/[\\/]/).at(-1) || null,
			filesize: one.filesize ?? null,
			visibility: one.showforusers === true ? PUBLIC : INTERNAL,
			datecreated,
		},
		changedAt: typeof datecreated === 'string' ? datecreated : null,
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: ticketUrl(tenant, ticket),
	};
}
