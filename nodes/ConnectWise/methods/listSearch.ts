import { allOf, anyOf, boards, compare, labelOf } from '../../../sync/connectors/connectwise';
import { LIST_PAGE, listSearch, type ListSearch } from '../../shared/list-search';
import type { Resource } from '../../shared/resources';
import { editorAccess } from '../transport/connection';

export const companySearch = searchOf('company', (text) =>
	allOf([
		compare('deletedFlag', '=', false),
		text && anyOf([compare('name', 'contains', text), compare('identifier', 'contains', text)]),
	]),
);

export const contactSearch = searchOf('contact', (text) =>
	allOf(
		text
			.split(/\s+/)
			.filter(Boolean)
			.map((word) => anyOf([compare('firstName', 'contains', word), compare('lastName', 'contains', word)])),
	),
);

export const ticketSearch = searchOf('ticket', (text) => {
	if (text === '') return '';
	const bySummary = compare('summary', 'contains', text);
	return /^#?\d{1,9}$/.test(text) ? anyOf([compare('id', '=', Number(text.replace('#', ''))), bySummary]) : bySummary;
});

/** Boards are few: one page holds them all. */
export const boardSearch = listSearch(async function (filter = '') {
	const { client } = await editorAccess.call(this);
	const wanted = filter.trim().toLowerCase();
	const found = (await boards(client)).map(({ id, name }) => ({ name: name ?? String(id), value: id }));
	return { results: found.filter(({ name }) => name.toLowerCase().includes(wanted)) };
});

/** One page of records by ascending ID, as a resource locator lists them; the token is the last ID of the page before. */
function searchOf(resource: Resource, conditionsFor: (text: string) => string): ListSearch {
	return listSearch(async function (filter = '', paginationToken) {
		const { client } = await editorAccess.call(this);
		const conditions = conditionsFor(filter.trim());
		const { rows, end } = await client.page(resource, { conditions }, LIST_PAGE, paginationToken ?? null);
		return {
			results: rows.map((raw) => ({ name: labelOf(resource, raw) || `#${raw.id}`, value: String(raw.id) })),
			...(!end && { paginationToken: String(rows[rows.length - 1].id) }),
		};
	});
}
