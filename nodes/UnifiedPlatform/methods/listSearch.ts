import type { PlatformRecord } from '../../../sync/connectors/platform';
import { LIST_PAGE, listSearch, type ListSearch } from '../../shared/list-search';
import type { Resource } from '../../shared/resources';
import { editorClient } from '../transport/connection';

export const companySearch = searchOf('company', ['name'], 'identifier');
export const contactSearch = searchOf('contact', ['name'], 'email');
export const ticketSearch = searchOf('ticket', ['number', 'title']);

/** One page of records whose name holds `filter`, as a resource locator lists them. */
function searchOf(resource: Resource, names: readonly string[], detail?: string): ListSearch {
	return listSearch(async function (filter, paginationToken) {
		const client = await editorClient.call(this);
		const { records, nextCursor, hasMore } = await client.list(
			resource,
			{ q: filter === '' ? undefined : filter },
			LIST_PAGE,
			paginationToken,
		);
		return {
			results: records.map((record) => ({ name: labelOf(record, names, detail), value: record.id })),
			...(hasMore && nextCursor !== null && { paginationToken: nextCursor }),
		};
	});
}

function labelOf(record: PlatformRecord, names: readonly string[], detail: string | undefined): string {
	const label = names.map((name) => record[name]).filter((value) => typeof value === 'string' && value !== '');
	const more = detail === undefined ? undefined : record[detail];
	return [label.join(' ') || record.id, typeof more === 'string' && more !== '' ? `(${more})` : '']
		.filter(Boolean)
		.join(' ');
}
