import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import type { Review } from '../../../sync/model/review';
import { toNodeError } from '../../shared/node-errors';
import { openStore } from '../../shared/store';
import { parseSyncKey } from '../../shared/sync-key';

const PAGE = 50;
const locator = z.object({ value: z.string() });

/** The open entries of the sync, a page at a time. */
export async function searchConflicts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const sync = parseSyncKey(this.getCurrentNodeParameter('syncKey'));
		const store = await openStore();
		const page = await store.reviews(sync, { status: 'open', limit: PAGE, after: paginationToken });
		const wanted = filter?.trim().toLowerCase() ?? '';
		return {
			results: page
				.map((review) => ({ name: label(review), value: review.id }))
				.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted)),
			...(page.length === PAGE && { paginationToken: page.at(-1)?.id }),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The existing records that the chosen entry names. */
export async function searchCandidates(this: ILoadOptionsFunctions): Promise<INodeListSearchResult> {
	try {
		const chosen = locator.safeParse(this.getCurrentNodeParameter('conflict'));
		const store = await openStore();
		const review = chosen.success ? await store.review(chosen.data.value) : null;
		return {
			results: (review?.candidates ?? []).map(({ id, label: name }) => ({ name: `${name} (${id})`, value: id })),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** "ticket 1234: status (conflict)" */
function label({ entity, psaId, platformId, field, kind }: Review): string {
	return `${entity} ${psaId ?? platformId ?? ''}${field === '' ? '' : `: ${field}`} (${kind})`;
}
