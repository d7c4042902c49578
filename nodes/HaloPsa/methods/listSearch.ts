import { isLastPage, labelOf, LISTED } from '../../../sync/connectors/halopsa';
import type { Query } from '../../../sync/connectors/http';
import { LIST_PAGE, listSearch, type ListSearch } from '../../shared/list-search';
import type { Resource } from '../../shared/resources';
import { editorAccess } from '../transport/connection';

export const companySearch = searchOf('company', { order: 'name' });
export const contactSearch = searchOf('contact', { order: 'name' });
export const ticketSearch = searchOf('ticket', { order: 'id', orderdesc: true });

/** One page of records, as a resource locator lists them; the token is the number of the next page. */
function searchOf(resource: Resource, order: Query): ListSearch {
	return listSearch(async function (filter = '', paginationToken) {
		const { client } = await editorAccess.call(this);
		// HaloPSA finds a ticket by its number without the sign before it.
		const text = filter.trim().replace(/^#(?=\d+$)/, '');
		const query = { ...LISTED[resource], ...order, ...(text !== '' && { search: text }) };
		const number = /^\d{1,6}$/.test(paginationToken ?? '') ? Number(paginationToken) : 1;
		const page = await client.page(resource, query, number, LIST_PAGE);
		const shown = (number - 1) * LIST_PAGE + page.rows.length;
		return {
			results: page.rows.map((raw) => ({ name: labelOf(resource, raw) || `#${raw.id}`, value: String(raw.id) })),
			...(!isLastPage(page, shown, LIST_PAGE) && { paginationToken: String(number + 1) }),
		};
	});
}
