import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { allOf, anyOf, boards, compare, labelOf } from '../../../sync/connectors/connectwise';
import { toNodeError } from '../../shared/node-errors';
import type { Resource } from '../actions/common/resources';
import { editorAccess } from '../transport/connection';

const PAGE = 50;

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

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
export async function boardSearch(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	try {
		const { client } = await editorAccess.call(this);
		const wanted = filter.trim().toLowerCase();
		const found = (await boards(client)).map(({ id, name }) => ({ name: name ?? String(id), value: id }));
		return { results: found.filter(({ name }) => name.toLowerCase().includes(wanted)) };
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** One page of records by ascending ID, as a resource locator lists them; the token is the last ID of the page before. */
function searchOf(resource: Resource, conditionsFor: (text: string) => string): Search {
	return async function (filter = '', paginationToken) {
		try {
			const { client } = await editorAccess.call(this);
			const conditions = conditionsFor(filter.trim());
			const { rows, end } = await client.page(resource, { conditions }, PAGE, paginationToken ?? null);
			return {
				results: rows.map((raw) => ({ name: labelOf(resource, raw) || `#${raw.id}`, value: String(raw.id) })),
				...(!end && { paginationToken: String(rows[rows.length - 1].id) }),
			};
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}
