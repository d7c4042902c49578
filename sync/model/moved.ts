import { z } from 'zod';
import { SyncError } from './errors';
import { SIDES, type Side } from './entity';
import { isEmpty, type Json } from './json';
import type { Phase } from './phase';
import type { FlatRecord } from './record';

/** The name of the setting that says which companies have moved over to the platform. */
export const MOVED_COMPANIES = 'movedCompanies';

const movedCompany = z.object({
	psaId: z.string().nullable(),
	platformId: z.string().nullable(),
	/** As it was called when it was put on the list; for people. */
	name: z.string(),
	/** ISO 8601 UTC. */
	at: z.string(),
	by: z.string(),
});
/** A company that is on the list of those that have moved. */
export type MovedCompany = Readonly<z.infer<typeof movedCompany>>;

const movedCompanies = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('list'), companies: z.array(movedCompany) }),
	/** Those whose field, on one side, holds one of these values. */
	z.object({ kind: z.literal('field'), side: z.enum(SIDES), field: z.string(), values: z.array(z.string()) }),
]);
/** Which companies have moved: those of a list, or those that a field of theirs says it of. */
export type MovedCompanies =
	| { readonly kind: 'list'; readonly companies: readonly MovedCompany[] }
	| { readonly kind: 'field'; readonly side: Side; readonly field: string; readonly values: readonly string[] };

export const NOBODY_MOVED: MovedCompanies = { kind: 'list', companies: [] };

/**
 * @param setting as the store has it; undefined: nobody has moved
 * @throws SyncError STORE where it is damaged.
 */
export function movedCompaniesOf(setting: Json | undefined): MovedCompanies {
	if (setting === undefined || setting === null) return NOBODY_MOVED;
	const parsed = movedCompanies.safeParse(setting);
	if (parsed.success) return parsed.data;
	throw new SyncError(
		'STORE',
		'The store holds a damaged list of moved companies. It was changed by another program or by hand; set the list again with PSA Sync → Moved Companies → Set.',
		{},
		{ cause: parsed.error },
	);
}

/** A company as both sides know it, as far as the sync does. */
export interface Company {
	readonly psaId: string | null;
	readonly platformId: string | null;
	/** Its record on each side, as last seen. */
	readonly psa: FlatRecord | null;
	readonly platform: FlatRecord | null;
}

/** Whether a company is one of those that have moved, whatever the phase. */
export function hasMoved(moved: MovedCompanies, company: Company): boolean {
	if (moved.kind === 'list') return moved.companies.some((one) => isSameCompany(one, company));
	const record = company[moved.side];
	if (record === null || !Object.hasOwn(record, moved.field)) return false;
	const held = wordsOf(record[moved.field]);
	return moved.values.some((value) => held.includes(wordOf(value)));
}

/** True where two are the same company: one of the ids that both have is enough. */
export function isSameCompany(
	a: Pick<Company, 'psaId' | 'platformId'>,
	b: Pick<Company, 'psaId' | 'platformId'>,
): boolean {
	if (a.psaId !== null && b.psaId !== null) return a.psaId === b.psaId;
	return a.platformId !== null && a.platformId === b.platformId;
}

/**
 * Whether clients of a company are served by the platform: in phase 1 nobody's, in phase 2 those of moved companies, in
 * phase 3 everybody's. A record whose company nobody knows stays with the PSA in phase 2.
 */
export function isServedByPlatform(phase: Phase, moved: MovedCompanies, company: Company | null): boolean {
	if (phase !== 2) return phase === 3;
	return company !== null && hasMoved(moved, company);
}

/** A list holds each of its values. */
function wordsOf(value: Json): string[] {
	if (Array.isArray(value)) return (value as readonly Json[]).flatMap(wordsOf);
	return isEmpty(value) || typeof value === 'object' ? [] : [wordOf(String(value))];
}

/** As people mean it: "Yes", "yes" and " YES " are one value. */
export function wordOf(text: string): string {
	return text.trim().toLowerCase();
}
