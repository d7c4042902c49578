import { allOf, anyOf, compare, labelOf, type Condition } from '../../../sync/connectors/autotask';
import { LIST_PAGE, listSearch, type ListSearch } from '../../shared/list-search';
import type { Resource } from '../../shared/resources';
import { editorAccess } from '../transport/connection';

export const companySearch = searchOf('company', (text) =>
	text === '' ? [] : [anyOf([compare('companyName', 'contains', text), compare('companyNumber', 'contains', text)])],
);

export const contactSearch = searchOf('contact', (text) =>
	text
		.split(/\s+/)
		.filter(Boolean)
		.map((word) => anyOf(['firstName', 'lastName', 'emailAddress'].map((field) => compare(field, 'contains', word)))),
);

export const ticketSearch = searchOf('ticket', (text) => {
	if (text === '') return [];
	const byText = ['title', 'ticketNumber'].map((field) => compare(field, 'contains', text));
	const byId = /^\d{1,15}$/.test(text) ? [compare('id', 'eq', Number(text))] : [];
	return [anyOf([...byId, ...byText])];
});

/** One page of records by ascending ID, as a resource locator lists them; the token is the last ID of the page before. */
function searchOf(resource: Resource, filterFor: (text: string) => readonly Condition[]): ListSearch {
	return listSearch(async function (filter = '', paginationToken) {
		const { client } = await editorAccess.call(this);
		const conditions = filterFor(filter.trim());
		const wanted = conditions.length > 1 ? [allOf(conditions)] : conditions;
		const { rows, end } = await client.page(resource, wanted, LIST_PAGE, paginationToken ?? null);
		return {
			results: rows.map((raw) => ({ name: labelOf(resource, raw) || `#${raw.id}`, value: String(raw.id) })),
			...(!end && { paginationToken: String(rows[rows.length - 1].id) }),
		};
	});
}
