import { companyName } from '../connectors/company-names';
import { isoTime, type Clock } from '../model/clock';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';
import {
	hasMoved,
	isSameCompany,
	MOVED_COMPANIES,
	movedCompaniesOf,
	wordOf,
	type Company,
	type MovedCompanies,
	type MovedCompany,
} from '../model/moved';
import type { SettingEntry } from '../model/setting';
import type { LinkContext, Store } from '../store/store';
import { subjectOf } from './companies';

/** What somebody wants to change: the list, or that a field decides from now on. */
export type MovedChange =
	/** Companies as people type them: an id of either side, or the name. */
	| { readonly kind: 'add' | 'remove' | 'replace'; readonly companies: readonly string[] }
	| (MovedCompanies & { readonly kind: 'field' });

/** One company that has moved, for people to read. */
export interface MovedRow {
	readonly name: string;
	readonly psaId: string | null;
	readonly platformId: string | null;
	/** Null where a field says it: nobody keeps since when. */
	readonly since: string | null;
	readonly by: string | null;
}

export interface MovedTable {
	readonly setting: MovedCompanies;
	readonly companies: readonly MovedRow[];
}

/** @returns which companies have moved, with the names that they have now. Calls no system. */
export async function movedTable(store: Store, sync: string): Promise<MovedTable> {
	const setting = movedCompaniesOf(await store.setting(sync, MOVED_COMPANIES));
	const known = await knownCompanies(store, sync);
	if (setting.kind === 'field') {
		const moved = known.filter((company) => hasMoved(setting, company));
		return { setting, companies: moved.map((company) => ({ ...idsOf(company), since: null, by: null })) };
	}
	const companies = setting.companies.map((listed) => {
		const now = known.find((company) => isSameCompany(listed, company));
		return { ...(now ? idsOf(now) : listed), since: listed.at, by: listed.by };
	});
	return {
		setting,
		companies: companies.map(({ name, psaId, platformId, since, by }) => ({ name, psaId, platformId, since, by })),
	};
}

/** The history of the setting, the newest first. */
export async function movedHistory(store: Store, sync: string, limit: number): Promise<SettingEntry[]> {
	return await store.settingChanges(sync, MOVED_COMPANIES, limit);
}

/**
 * Changes which companies have moved. Writes nothing to either system and plans nothing: the rules of a company hold for
 * what is edited from then on.
 * @throws SyncError BAD_INPUT where a company is not known, or several are called alike; then nothing is changed.
 */
export async function changeMoved(
	{ store, clock }: { readonly store: Store; readonly clock: Clock },
	sync: string,
	change: MovedChange,
	by: string,
): Promise<MovedTable> {
	const known = change.kind === 'field' ? [] : await knownCompanies(store, sync);
	// Somebody else may change it at the same time: what both ask for is done.
	for (;;) {
		const before = (await store.setting(sync, MOVED_COMPANIES)) ?? null;
		const now = clock.now();
		const next = changed(movedCompaniesOf(before), change, known, { at: isoTime(now), by });
		if (await store.changeSetting(sync, MOVED_COMPANIES, asJson(next), { by, now, from: before })) break;
	}
	return await movedTable(store, sync);
}

function changed(
	before: MovedCompanies,
	change: MovedChange,
	known: readonly Company[],
	who: Pick<MovedCompany, 'at' | 'by'>,
): MovedCompanies {
	if (change.kind === 'field') return change;
	const listed = before.kind === 'list' ? before.companies : [];
	const named = change.companies.map((text) =>
		theOne(text, change.kind === 'remove' ? [...known, ...gone(listed)] : known),
	);
	const entry = (company: Company): MovedCompany =>
		listed.find((one) => isSameCompany(one, company)) ?? { ...idsOf(company), ...who };
	const isNamed = (one: MovedCompany): boolean => named.some((company) => isSameCompany(one, company));
	const kept = change.kind === 'replace' ? [] : listed.filter((one) => !isNamed(one));
	const added = change.kind === 'remove' ? [] : named.map(entry);
	return { kind: 'list', companies: unique([...kept, ...added]) };
}

function unique(companies: readonly MovedCompany[]): MovedCompany[] {
	return companies.filter((one, index) => companies.findIndex((other) => isSameCompany(one, other)) === index);
}

/** Companies of the list that the sync does not know any more can be taken off all the same. */
function gone(listed: readonly MovedCompany[]): Company[] {
	return listed.map(({ psaId, platformId, name }) => ({ psaId, platformId, psa: { name }, platform: null }));
}

/** The one company that somebody means. */
function theOne(text: string, known: readonly Company[]): Company {
	const [, prefix, rest] = /^(psa|platform):(.*)$/is.exec(text.trim()) ?? [];
	const id = (rest ?? text).trim();
	const side = prefix?.toLowerCase();
	const byId = known.filter(
		({ psaId, platformId }) => (side !== 'platform' && psaId === id) || (side !== 'psa' && platformId === id),
	);
	const byName = side ? [] : known.filter((company) => namesOf(company).some((name) => wordOf(name) === wordOf(id)));
	const found: Company[] = [];
	for (const company of [...byId, ...byName]) {
		if (!found.some((one) => one === company || isSameCompany(one, company))) found.push(company);
	}
	const [only] = found;
	if (only && found.length === 1) return only;
	throw new SyncError(
		'BAD_INPUT',
		found.length === 0
			? `No company of this sync has the id or the name "${id.slice(0, 100)}". Nothing was changed. Use the name as one of the systems has it, or an id; a company that no run has read yet cannot be named.`
			: `"${id.slice(0, 100)}" names several companies: ${found.map(told).sort().join('; ')}. Nothing was changed. Use "psa:" or "platform:" followed by the id of the one that is meant.`,
	);
}

function told(company: Company): string {
	const { name, psaId, platformId } = idsOf(company);
	return `${name} (PSA ${psaId ?? 'none'}, platform ${platformId ?? 'none'})`;
}

function namesOf({ psa, platform }: Company): string[] {
	return [companyName(platform), companyName(psa)].filter((name) => name !== null);
}

function idsOf(company: Company): Pick<MovedRow, 'name' | 'psaId' | 'platformId'> {
	const { psaId, platformId } = company;
	return { name: namesOf(company)[0] ?? '', psaId, platformId };
}

const PAGE = 500;

/** Every company that the sync has met, those that are on one side only among them. */
async function knownCompanies(store: Store, sync: string): Promise<Company[]> {
	const found: Company[] = [];
	for (let after: string | null = null; ; ) {
		const page: readonly LinkContext[] = await store.linksOf(sync, 'company', { after, limit: PAGE });
		found.push(...page.map(({ link }) => subjectOf(link)));
		if (page.length < PAGE) return found;
		after = page[page.length - 1].link.id;
	}
}

function asJson(value: MovedCompanies): Json {
	return JSON.parse(JSON.stringify(value)) as Json;
}
