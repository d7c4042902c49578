import type { Json } from '../../model/json';
import type { FlatRecord } from '../../model/record';
import type { MatchKeys, MatchRule } from '../connector';
import { normalisedCompanyName, normalisedEmail, normalisedPersonName, searchWord, webAddress } from '../names';
import type { AutotaskEntity, CarriedEntity } from './catalogue';
import type { AutotaskClient } from './client';
import type { Condition } from './conditions';
import { allOf, anyOf, compare, MAX_VALUES, oneOf } from './conditions';
import { externalId } from './external-id';
import { valueOf } from './records';
import type { VendorRecord } from './schemas';

export interface Match {
	readonly raw: VendorRecord;
	readonly rule: MatchRule;
}

/** Keys asked for in one call; each becomes up to three conditions, of which the vendor takes 500. */
const GROUP = 100;

/**
 * One way of finding counterparts. `keyOf` and `keysOf` bring both sides to the same text: the server is asked widely,
 * the comparison is made here.
 */
interface Rule {
	readonly rule: MatchRule;
	/** What the looked-for record is known by under this rule; '' where the rule does not apply to it. */
	readonly keyOf: (keys: MatchKeys) => string;
	/** By what a record of Autotask can be known under this rule. */
	readonly keysOf: (raw: VendorRecord) => readonly string[];
	/** What finds (at least) the records of a group. */
	readonly ask: (group: readonly MatchKeys[]) => readonly Condition[];
}

/**
 * Looks for existing counterparts, strongest rule first; a rule is asked only for what the stronger ones did not find.
 * @returns one list per key, in the order of `keys`.
 */
export async function findMatches(
	client: AutotaskClient,
	entity: AutotaskEntity,
	keys: readonly MatchKeys[],
): Promise<Match[][]> {
	const found: Match[][] = keys.map(() => []);
	for (const rule of RULES[entity]) {
		const open = keys
			.map((key, index) => ({ key, index }))
			.filter(({ key, index }) => found[index].length === 0 && rule.keyOf(key) !== '');
		for (const group of chunks(open, GROUP)) {
			const rows = await client.list(entity, rule.ask(group.map(({ key }) => key)));
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
export function labelOf(entity: AutotaskEntity, raw: VendorRecord): string {
	const at = (name: string) => text(valueOf(raw, name));
	if (entity === 'company')
		return [at('companyName'), at('companyNumber') && `(${at('companyNumber')})`].filter(Boolean).join(' ');
	if (entity === 'ticket') return [at('ticketNumber') || `#${raw.id}`, at('title')].filter(Boolean).join(' ');
	return [`${at('firstName')} ${at('lastName')}`.trim(), at('emailAddress') && `(${at('emailAddress')})`]
		.filter(Boolean)
		.join(' ');
}

/** Reads records by id, 500 a call. One alone is read by its address, which answers from the record itself. */
export async function readByIds(
	client: AutotaskClient,
	entity: CarriedEntity,
	ids: readonly string[],
): Promise<VendorRecord[]> {
	const wanted = [...new Set(ids.filter((id) => ID.test(id)).map(Number))];
	if (wanted.length === 1) {
		const raw = await client.get(entity, String(wanted[0]));
		return raw ? [raw] : [];
	}
	const rows: VendorRecord[] = [];
	for (const group of chunks(wanted, MAX_VALUES)) rows.push(...(await client.list(entity, [oneOf('id', group)])));
	return rows;
}

const ID = /^\d{1,15}$/;

const byTargetId: Rule = {
	rule: 'targetId',
	keyOf: ({ targetId }) => (targetId !== null && ID.test(targetId) ? String(Number(targetId)) : ''),
	keysOf: (raw) => [String(raw.id)],
	ask: (group) => [oneOf('id', unique(group.map(({ targetId }) => Number(targetId))))],
};

const byExternalId: Rule = {
	rule: 'externalId',
	keyOf: ({ sourceId }) => externalId(sourceId),
	keysOf: (raw) => [text(valueOf(raw, 'externalID'))],
	ask: (group) => [oneOf('externalID', unique(group.map(({ sourceId }) => externalId(sourceId))))],
};

const companyRules: readonly Rule[] = [
	byTargetId,
	{
		rule: 'identifier',
		keyOf: ({ payload }) => folded(payload['companyNumber']),
		keysOf: (raw) => [folded(valueOf(raw, 'companyNumber'))],
		ask: (group) => [
			oneOf(
				'companyNumber',
				texts(group, ({ payload }) => text(payload['companyNumber']).trim()),
			),
		],
	},
	{
		rule: 'name',
		keyOf: ({ payload }) =>
			searchWord(text(payload['companyName'])) === '' ? '' : normalisedCompanyName(text(payload['companyName'])),
		keysOf: (raw) => [normalisedCompanyName(text(valueOf(raw, 'companyName')))],
		ask: (group) => [
			anyOf(
				texts(group, ({ payload }) => searchWord(text(payload['companyName']))).map((word) =>
					compare('companyName', 'contains', word),
				),
			),
		],
	},
	{
		rule: 'domain',
		keyOf: ({ payload }) => webAddress(text(payload['webAddress'])),
		keysOf: (raw) => [webAddress(text(valueOf(raw, 'webAddress')))],
		ask: (group) => [
			anyOf(
				texts(group, ({ payload }) => webAddress(text(payload['webAddress'])).split('/')[0]).map((host) =>
					compare('webAddress', 'contains', host),
				),
			),
		],
	},
];

const EMAIL_FIELDS = ['emailAddress', 'emailAddress2', 'emailAddress3'] as const;

const contactRules: readonly Rule[] = [
	byTargetId,
	byExternalId,
	{
		rule: 'email',
		keyOf: ({ payload }) => within(payload['companyID'], normalisedEmail(text(payload['emailAddress']))),
		keysOf: (raw) =>
			EMAIL_FIELDS.map((name) => within(valueOf(raw, 'companyID'), normalisedEmail(text(valueOf(raw, name))))),
		ask: (group) => {
			const addresses = texts(group, ({ payload }) => text(payload['emailAddress']).trim());
			return [companiesOf(group), anyOf(EMAIL_FIELDS.map((name) => oneOf(name, addresses)))];
		},
	},
	{
		rule: 'name',
		keyOf: ({ payload }) => within(payload['companyID'], personOf(payload)),
		keysOf: (raw) => [within(valueOf(raw, 'companyID'), personOf(raw))],
		ask: (group) => [companiesOf(group), anyOf(group.map(({ payload }) => allOf(namesOf(payload))))],
	},
];

const RULES: Readonly<Record<AutotaskEntity, readonly Rule[]>> = {
	company: companyRules,
	contact: contactRules,
	ticket: [byTargetId, byExternalId],
};

/**
 * A contact's key holds its company: two people at two companies may share a name. Without a known company there is no
 * key, since a namesake anywhere would match.
 */
function within(companyId: Json | undefined, known: string): string {
	const company = text(companyId);
	return ID.test(company) && known !== '' ? `${Number(company)} ${known}` : '';
}

function companiesOf(group: readonly MatchKeys[]): Condition {
	return oneOf('companyID', unique(group.map(({ payload }) => Number(payload['companyID']))));
}

function personOf(record: FlatRecord | VendorRecord): string {
	return normalisedPersonName(text(valueOf(record, 'firstName')), text(valueOf(record, 'lastName')));
}

function namesOf(payload: FlatRecord): Condition[] {
	return ['firstName', 'lastName']
		.map((field) => ({ field, value: text(payload[field]).trim() }))
		.filter(({ value }) => value !== '')
		.map(({ field, value }) => compare(field, 'eq', value));
}

function texts(group: readonly MatchKeys[], of: (keys: MatchKeys) => string): string[] {
	return unique(group.map(of));
}

function unique<T>(values: readonly T[]): T[] {
	return [...new Set(values)];
}

function* chunks<T>(values: readonly T[], size: number): Generator<T[]> {
	for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

function text(value: Json | undefined): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function folded(value: Json | undefined): string {
	return text(value).trim().toLowerCase();
}
