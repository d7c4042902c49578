import type { AutotaskClient } from '../client';
import { compare, MAX_VALUES, oneOf, type Condition } from '../conditions';
import { orNone } from '../people';
import { valueOf } from '../records';
import type { NamedThing } from '../schemas';

/** Invoices whose time is looked up in one step. */
const AT_A_TIME = 20;

/** Up to which invoice the time that invoices cover has been looked at: by id, or by time before the first is known. */
export type InvoicePosition = { readonly afterId: string } | { readonly since: string };

export interface Covered {
	/** Ids of the entries. */
	readonly entries: readonly number[];
	readonly position: InvoicePosition;
	readonly more: boolean;
}

/**
 * Which invoice covers which time: billing items tell, one for each entry that was approved and posted. An API user who
 * may not see invoices or billing items learns nothing of them.
 */
export class TimeBilling {
	constructor(private readonly client: AutotaskClient) {}

	/** The invoices of entries; one without an invoice is absent. */
	async invoicesOf(entries: readonly number[]): Promise<ReadonlyMap<number, number>> {
		const found = new Map<number, number>();
		for (const item of await this.#items('timeEntryID', entries)) {
			const [entry, invoice] = [valueOf(item, 'timeEntryID'), valueOf(item, 'invoiceID')];
			// In the order of ids: of several items of one entry, the last that was invoiced counts.
			if (typeof entry === 'number' && typeof invoice === 'number') found.set(entry, invoice);
		}
		return found;
	}

	/** The time on the next invoices after a position: being invoiced changes nothing that an entry itself shows. */
	async coveredSince(position: InvoicePosition): Promise<Covered> {
		const [filter, afterId] =
			'afterId' in position
				? [[], position.afterId]
				: [[compare('createDateTime', 'gte', new Date(position.since))], null];
		const page = await this.#page(filter, afterId);
		if (page.length === 0) return { entries: [], position, more: false };
		const ids = page.map(({ id }) => id);
		const items = await this.#items('invoiceID', ids);
		const entries = items.map((item) => valueOf(item, 'timeEntryID')).filter((id) => typeof id === 'number');
		return {
			entries: [...new Set(entries)],
			position: { afterId: String(ids[ids.length - 1]) },
			more: page.length === AT_A_TIME,
		};
	}

	async #page(filter: readonly Condition[], afterId: string | null): Promise<readonly { readonly id: number }[]> {
		return await orNone(async () => (await this.client.page('invoice', filter, AT_A_TIME, afterId)).rows);
	}

	async #items(field: 'timeEntryID' | 'invoiceID', ids: readonly number[]): Promise<NamedThing[]> {
		const items: NamedThing[] = [];
		for (let start = 0; start < ids.length; start += MAX_VALUES) {
			const some = ids.slice(start, start + MAX_VALUES);
			items.push(...(await orNone(async () => await this.client.lookups('BillingItems', [oneOf(field, some)]))));
		}
		return items;
	}
}
