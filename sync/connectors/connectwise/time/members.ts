import { z } from 'zod';
import { SyncError } from '../../../model/errors';
import { normalisedPersonName } from '../../names';
import type { ConnectWiseClient } from '../client';

const member = z
	.object({
		id: z.number().int(),
		identifier: z.string().nullish(),
		firstName: z.string().nullish(),
		lastName: z.string().nullish(),
		inactiveFlag: z.boolean().nullish(),
	})
	.passthrough();
export type Member = z.infer<typeof member>;

/** How long the list of members is believed: people come and go by the day. */
const FRESH_MS = 3_600_000;

/** The member who is to have an entry, and whether that is the person who was asked for. */
export interface Found {
	readonly member: Member;
	readonly isFallback: boolean;
}

/** The tenant's members, who are looked up by their names. */
export class Members {
	#all: { readonly until: number; readonly rows: Promise<Member[]> } | undefined;

	constructor(
		private readonly client: ConnectWiseClient,
		private readonly now: () => number,
	) {}

	/**
	 * The member with this name, else the first of the fallbacks that is one. A name is a full name or the member's
	 * identifier; members who left can enter no time.
	 * @throws SyncError REJECTED where nobody is found, or two members share the name
	 */
	async find(name: string, fallbacks: readonly string[]): Promise<Found> {
		const all = await this.#members();
		for (const [index, wanted] of [name, ...fallbacks].entries()) {
			const found = all.filter((one) => isCalled(one, wanted) && one.inactiveFlag !== true);
			if (found.length === 1) return { member: found[0], isFallback: index > 0 };
			if (found.length > 1) throw refused(wanted, `is the name of ${found.length} members (${identifiers(found)})`);
		}
		const left = all.some((one) => isCalled(one, name));
		throw refused(name, left ? 'is a member who is inactive' : 'is no member');
	}

	async #members(): Promise<Member[]> {
		if (this.#all === undefined || this.#all.until <= this.now()) {
			const rows = this.client.lookups('/system/members', member);
			this.#all = { until: this.now() + FRESH_MS, rows };
			rows.catch(() => (this.#all = undefined));
		}
		return await this.#all.rows;
	}
}

function isCalled({ identifier, firstName, lastName }: Member, name: string): boolean {
	const wanted = normalisedPersonName(name, '');
	if (wanted === '') return false;
	return (
		normalisedPersonName(firstName ?? '', lastName ?? '') === wanted ||
		(identifier ?? '').toLowerCase() === name.trim().toLowerCase()
	);
}

function identifiers(found: readonly Member[]): string {
	return found.map(({ identifier }) => identifier ?? '?').join(', ');
}

function refused(name: string, what: string): SyncError {
	const message = `ConnectWise time entry: "${name.slice(0, 200)}" ${what} of this ConnectWise, and nobody else was named to have the entry. Pair the name with a member in the field map's technician row, or name a fallback there, then retry`;
	return new SyncError('REJECTED', message, { system: 'connectwise', entity: 'timeEntry', field: 'technician' });
}
