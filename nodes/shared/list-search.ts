import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from './node-errors';

/** How many entries one page of a searchable list holds. */
export const LIST_PAGE = 50;

/** What the editor calls for a searchable list: the text that was typed, and the token of the page before. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Wraps a search so that its errors say what to do. */
export function listSearch(search: ListSearch): ListSearch {
	return async function (filter, paginationToken) {
		try {
			return await search.call(this, filter, paginationToken);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}
