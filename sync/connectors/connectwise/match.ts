import type { Json } from '../../model/json';
import type { FlatRecord } from '../../model/record';
import type { MatchKeys, MatchRule } from '../connector';
import { normalisedCompanyName, normalisedEmail, normalisedPersonName, searchWord, webAddress } from '../names';
import type { ConnectWiseEntity, PlainEntity } from './catalogue';
import type { ConnectWiseClient, ListFilter } from './client';
import { allOf, anyOf, compare, groupsOf, oneOf } from './conditions';
import { valueAt } from './records';
import type { VendorRecord } from './schemas';

export interface Match {
	readonly raw: VendorRecord;
	readonly rule: MatchRule;
}

/** Room for conditions in an address: the vendor recommends at most 2,000 characters in all. */
const MAX_CONDITIONS = 1600;

/**
 * One way of finding counterparts. `keyOf` and `keysOf` bring both sides to the same text: the server is asked widely,
 * the comparison is made here.
 */
interface Rule {
	readonly rule: MatchRule;
	/** What the looked-for record is known by under this rule; '' where the rule does not apply to it. */
	readonly keyOf: (keys: MatchKeys) => string;
	/** By what a record of ConnectWise can be known under this rule. */
	readonly keysOf: (raw: VendorRecord) => readonly string[];
	/** What finds (at least) the records with this key: a condition of its own, or an element of a list. */
	readonly ask: (keys: MatchKeys) => string;
	/** Brings the questions of one group into one filter. */
	readonly filter: (asked: readonly string[], group: readonly MatchKeys[]) => ListFilter;
}

/**
 * Looks for existing counterparts, strongest rule first; a rule is asked only for what the stronger ones did not find.
 * @returns one list per key, in the order of `keys`.
 */
export async function findMatches(
	client: ConnectWiseClient,
	entity: PlainEntity,
	keys: readonly MatchKeys[],
): Promise<Match[][]> {
	const found: Match[][] = keys.map(() => []);
	for (const rule of RULES[entity]) {
		const open = keys
			.map((key, index) => ({ key, index }))
			.filter(({ key, index }) => found[index].length === 0 && rule.keyOf(key) !== '');
		const lengthOf = ({ key }: { key: MatchKeys }) => encodedLength(rule.ask(key)) + ALTERNATIVE;
		for (const group of groupsOf(open, lengthOf, MAX_CONDITIONS)) {
			const asked = [...new Set(group.map(({ key }) => rule.ask(key)))];
			const rows = await client.list(
				entity,
				rule.filter(
					asked,
					group.map(({ key }) => key),
				),
			);
			const byKey = new Map<string, VendorRecord[]>();
			for (const raw of rows) {
				for (const known of new Set(rule.keysOf(raw))) byKey.set(known, [...(byKey.get(known) ?? []), raw]);
			}
			for (const { key, index } of group) {
				found[index].push(...(byKey.get(rule.keyOf(key)) ?? []).map((raw) => ({ raw, rule: rule.rule })));
			}
		}
	}
	return found;
}

/** What a record is called, for people. */
export function labelOf(entity: PlainEntity, raw: VendorRecord): string {
	const at = (path: string) => text(valueAt(raw, path));
	if (entity === 'company') return [at('name'), at('identifier') && `(${at('identifier')})`].filter(Boolean).join(' ');
	if (entity === 'ticket') return `#${raw.id} ${at('summary')}`.trim();
	const company = at('company/name');
	return [`${at('firstName')} ${at('lastName')}`.trim(), company && `(${company})`].filter(Boolean).join(' ');
}

/**
 * Reads records by id, `id in (…)`. One alone is read by its address, which answers from the record itself where a list
 * may come from an index that lags behind.
 */
export async function readByIds(
	client: ConnectWiseClient,
	entity: ConnectWiseEntity,
	ids: readonly string[],
): Promise<VendorRecord[]> {
	const wanted = [...new Set(ids)].filter((id) => /^\d{1,18}$/.test(id)).map(Number);
	if (wanted.length === 1) {
		const raw = await client.get(entity, String(wanted[0]));
		return raw ? [raw] : [];
	}
	const rows: VendorRecord[] = [];
	for (const group of groupsOf(wanted, (id) => encodedLength(`${id},`), MAX_CONDITIONS)) {
		rows.push(...(await client.list(entity, { conditions: oneOf('id', group) })));
	}
	return rows;
}

/** Room for what joins alternatives: `() or`, blanks encoded. */
const ALTERNATIVE = 10;

/** Characters in an address. Lone surrogates cannot be encoded as such; they are sent as U+FFFD. */
function encodedLength(condition: string): number {
	return encodeURIComponent(Buffer.from(condition, 'utf8').toString('utf8')).length;
}

const byTargetId: Rule = {
	rule: 'targetId',
	keyOf: ({ targetId }) => (targetId !== null && /^\d{1,18}$/.test(targetId) ? targetId : ''),
	keysOf: (raw) => [String(raw.id)],
	ask: ({ targetId }) => `${targetId},`,
	filter: (_asked, group) => ({
		conditions: oneOf(
			'id',
			group.map(({ targetId }) => Number(targetId)),
		),
	}),
};

/** Deleted companies stay in the list, marked; linking one would be no help. */
const NOT_DELETED = compare('deletedFlag', '=', false);
const amongCompanies = (asked: readonly string[]): ListFilter => ({ conditions: allOf([NOT_DELETED, anyOf(asked)]) });

const companyRules: readonly Rule[] = [
	byTargetId,
	{
		rule: 'identifier',
		keyOf: ({ payload }) => folded(payload['identifier']),
		keysOf: (raw) => [folded(valueAt(raw, 'identifier'))],
		ask: ({ payload }) => compare('identifier', '=', text(payload['identifier'])),
		filter: amongCompanies,
	},
	{
		rule: 'name',
		keyOf: ({ payload }) =>
			searchWord(text(payload['name'])) === '' ? '' : normalisedCompanyName(text(payload['name'])),
		keysOf: (raw) => [normalisedCompanyName(text(valueAt(raw, 'name')))],
		ask: ({ payload }) => compare('name', 'contains', searchWord(text(payload['name']))),
		filter: amongCompanies,
	},
	{
		rule: 'domain',
		keyOf: ({ payload }) => webAddress(text(payload['website'])),
		keysOf: (raw) => [webAddress(text(valueAt(raw, 'website')))],
		ask: ({ payload }) => compare('website', 'contains', webAddress(text(payload['website'])).split('/')[0]),
		filter: amongCompanies,
	},
];

const contactRules: readonly Rule[] = [
	byTargetId,
	{
		rule: 'email',
		keyOf: ({ payload }) => within(payload, normalisedEmail(text(payload['email']))),
		keysOf: (raw) =>
			(raw.communicationItems ?? [])
				.filter((item) => item.communicationType === 'Email')
				.map((item) => within(contactCompany(raw), normalisedEmail(item.value ?? ''))),
		ask: ({ payload }) => compare('communicationItems/value', '=', text(payload['email']).trim()),
		filter: (asked, group) => ({ conditions: companiesOf(group), childConditions: anyOf(asked) }),
	},
	{
		rule: 'name',
		keyOf: ({ payload }) =>
			within(payload, normalisedPersonName(text(payload['firstName']), text(payload['lastName']))),
		keysOf: (raw) => [
			within(
				contactCompany(raw),
				normalisedPersonName(text(valueAt(raw, 'firstName')), text(valueAt(raw, 'lastName'))),
			),
		],
		ask: ({ payload }) =>
			allOf(
				['firstName', 'lastName']
					.map((field) => ({ field, value: text(payload[field]).trim() }))
					.filter(({ value }) => value !== '')
					.map(({ field, value }) => compare(field, '=', value)),
			),
		filter: (asked, group) => ({ conditions: allOf([companiesOf(group), anyOf(asked)]) }),
	},
];

const ticketRules: readonly Rule[] = [
	byTargetId,
	{
		rule: 'externalId',
		keyOf: ({ sourceId }) => sourceId,
		keysOf: (raw) => [text(valueAt(raw, 'externalXRef'))],
		ask: ({ sourceId }) => `"${sourceId}",`,
		filter: (_asked, group) => ({
			conditions: oneOf(
				'externalXRef',
				group.map(({ sourceId }) => sourceId),
			),
		}),
	},
];

const RULES: Readonly<Record<PlainEntity, readonly Rule[]>> = {
	company: companyRules,
	contact: contactRules,
	ticket: ticketRules,
};

/**
 * A contact's key holds its company: two people at two companies may share a name. Without a known company there is no
 * key, since a namesake anywhere would match.
 */
function within(record: FlatRecord, known: string): string {
	const company = text(record['company/id']);
	return /^\d{1,18}$/.test(company) && known !== '' ? `${company} ${known}` : '';
}

function contactCompany(raw: VendorRecord): FlatRecord {
	return { 'company/id': valueAt(raw, 'company/id') ?? null };
}

function companiesOf(group: readonly MatchKeys[]): string {
	return oneOf('company/id', [...new Set(group.map(({ payload }) => Number(payload['company/id'])))]);
}

function text(value: Json | undefined): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function folded(value: Json | undefined): string {
	return text(value).trim().toLowerCase();
}
