import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { PlatformRecord } from '../../../sync/connectors/platform';
import { toNodeError } from '../../shared/node-errors';
import type { Resource } from '../actions/common/resources';
import { editorClient } from '../transport/connection';

const PAGE = 50;

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

export const companySearch = searchOf('company', ['name'], 'identifier');
export const contactSearch = searchOf('contact', ['name'], 'email');
export const ticketSearch = searchOf('ticket', ['number', 'title']);

/** One page of records whose name holds `filter`, as a resource locator lists them. */
function searchOf(resource: Resource, names: readonly string[], detail?: string): Search {
	return async function (filter, paginationToken) {
		try {
			const client = await editorClient.call(this);
			const { records, nextCursor, hasMore } = await client.list(
				resource,
				{ q: filter === '' ? undefined : filter },
				PAGE,
				paginationToken,
			);
			return {
				results: records.map((record) => ({ name: labelOf(record, names, detail), value: record.id })),
				...(hasMore && nextCursor !== null && { paginationToken: nextCursor }),
			};
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

function labelOf(record: PlatformRecord, names: readonly string[], detail: string | undefined): string {
	const label = names.map((name) => record[name]).filter((value) => typeof value === 'string' && value !== '');
	const more = detail === undefined ? undefined : record[detail];
	return [label.join(' ') || record.id, typeof more === 'string' && more !== '' ? `(${more})` : '']
		.filter(Boolean)
		.join(' ');
}
