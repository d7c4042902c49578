import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { AutotaskClient } from '../client';
import { compare } from '../conditions';
import { folded, orNone } from '../people';

const KEPT_MS = 60 * 60 * 1000;
/** A name that is not known may just have been made. */
const STALE_MS = 60 * 1000;

/** Billing codes that time is entered with; all others are refused ("not an active general allocation code", seen live). */
const WORK_TYPES = compare('useType', 'eq', 1);

type List = 'workTypes' | 'roles';
type Named = ReadonlyMap<number, { readonly name: string; readonly isActive: boolean }>;

interface Kept {
	readonly named: Promise<Named>;
	readonly since: number;
}

/** By tenant and list. */
const known = new Map<string, Kept>();

const LISTS = {
	workTypes: { field: 'workType', one: 'work type', where: 'Admin > Billing Codes (Work Types)' },
	roles: { field: 'workRole', one: 'role', where: 'Admin > Roles' },
} as const satisfies Readonly<Record<List, object>>;

/** The work types and roles of a tenant, from lists that are kept for an hour. */
export class TimeSetUp {
	constructor(
		private readonly client: AutotaskClient,
		private readonly tenant: string,
		private readonly now: () => number,
	) {}

	async names(list: List): Promise<ReadonlyMap<number, string>> {
		return new Map([...(await this.#get(list, KEPT_MS))].map(([id, { name }]) => [id, name]));
	}

	/**
	 * The number of what is called so, the first name that is known of several.
	 * @throws SyncError REJECTED where nothing active is called so, or several things are
	 */
	async numberOf(list: List, names: readonly Json[]): Promise<number> {
		const wanted = names.map(String);
		for (const maxAgeMs of [KEPT_MS, STALE_MS]) {
			const named = await this.#get(list, maxAgeMs);
			for (const name of wanted) {
				const found = [...named].filter(([, one]) => one.isActive && folded(one.name) === folded(name));
				if (found.length > 1) throw this.#refuse(list, name, 'is the name of several');
				if (found.length === 1) return found[0][0];
				// A number stands for itself where the list could not be read.
				if (/^\d{1,15}$/.test(name) && (named.size === 0 || named.has(Number(name)))) return Number(name);
			}
		}
		throw this.#refuse(list, wanted[0] ?? '', 'is the name of none that is active');
	}

	#refuse(list: List, name: string, what: string): SyncError {
		const { field, one, where } = LISTS[list];
		const message = `Autotask timeEntry: ${field} "${name.slice(0, 100)}" ${what}. Map it to a ${one} of Autotask in the field map, or set it up there (${where}), then retry`;
		return new SyncError('REJECTED', message, { system: 'autotask', entity: 'timeEntry', field });
	}

	async #get(list: List, maxAgeMs: number): Promise<Named> {
		const key = `${this.tenant} ${list}`;
		const kept = known.get(key);
		if (kept !== undefined && this.now() - kept.since < maxAgeMs) return await kept.named;
		const things = orNone(
			async () =>
				await (list === 'workTypes' ? this.client.lookups('BillingCodes', [WORK_TYPES]) : this.client.lookups('Roles')),
		);
		const named = things.then(
			(all): Named =>
				new Map(all.map(({ id, name, isActive }) => [id, { name: name || String(id), isActive: isActive !== false }])),
		);
		known.set(key, { named, since: this.now() });
		// A failure is not kept: the next call asks again.
		named.catch(() => known.delete(key));
		return await named;
	}
}
