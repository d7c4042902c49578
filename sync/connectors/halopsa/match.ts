import type { Json } from '../../model/json';
import type { MatchKeys, MatchRule } from '../connector';
import { normalisedCompanyName, normalisedEmail, normalisedPersonName, searchWord } from '../names';
import type { HaloPsaEntity } from './catalogue';
import { SYNCED } from './changes';
import type { HaloPsaClient } from './client';
import { isLastPage, isRecordId, MAX_PAGE_SIZE } from './client';
import { inTurn } from './in-turn';
import { isGeneralUser, valueAt } from './records';
import type { VendorRecord } from './schemas';
import { SyncError } from '../../model/errors';

export interface Match {
	/** With all its details. */
	readonly raw: VendorRecord;
	readonly rule: MatchRule;
}

/** What a rule found for each key: ids of records, in the order of `keys`. */
type Found = ReadonlyArray<readonly string[]>;

interface Rule {
	readonly rule: MatchRule;
	readonly find: (client: HaloPsaClient, keys: readonly MatchKeys[]) => Promise<Found>;
}

/** A search text: long enough to be telling, short enough for an address. */
const SEARCH_LENGTH = 120;

/**
 * Looks for existing counterparts, strongest rule first; a rule is asked only for what the stronger ones did not find.
 * @returns one list per key, in the order of `keys`.
 */
export async function findMatches(
	client: HaloPsaClient,
	entity: HaloPsaEntity,
	keys: readonly MatchKeys[],
): Promise<Match[][]> {
	const found: Array<{ ids: readonly string[]; rule: MatchRule } | undefined> = keys.map(() => undefined);
	for (const { rule, find } of RULES[entity]) {
		const open = keys.map((_key, index) => index).filter((index) => found[index] === undefined);
		if (open.length === 0) break;
		const answers = await find(
			client,
			open.map((index) => keys[index]),
		);
		open.forEach((index, at) => {
			if (answers[at].length > 0) found[index] = { ids: answers[at], rule };
		});
	}
	const wanted = found.flatMap((one) => one?.ids ?? []);
	const records = new Map((await readByIds(client, entity, wanted)).map((raw) => [String(raw.id), raw]));
	return found.map((one) =>
		(one?.ids ?? []).flatMap((id) => {
			const raw = records.get(id);
			return one && raw && raw['deleted'] !== true ? [{ raw, rule: one.rule }] : [];
		}),
	);
}

/**
 * Reads records by id, each by itself: lists are slim, and a ticket that was deleted is on none. What stands for nobody
 * is no record.
 */
export async function readByIds(
	client: HaloPsaClient,
	entity: HaloPsaEntity,
	ids: readonly string[],
): Promise<VendorRecord[]> {
	const wanted = [...new Set(ids)].filter(isRecordId);
	const answers = await inTurn(wanted, async (id) => await client.get(entity, id));
	return answers.flatMap((answer) => {
		if (answer instanceof SyncError) throw answer;
		return answer === undefined || isGeneralUser(entity, answer) ? [] : answer;
	});
}

/** What a record is called, for people. */
export function labelOf(entity: HaloPsaEntity, raw: VendorRecord): string {
	const at = (path: string) => text(valueAt(raw, path));
	if (entity === 'company') return at('name');
	if (entity === 'ticket') return `#${raw.id} ${at('summary')}`.trim();
	const client = at('client_name');
	return [at('name'), client && `(${client})`].filter(Boolean).join(' ');
}

/** A record that is not there any more is no counterpart: weaker rules may find another one. */
const byTargetId = (entity: HaloPsaEntity): Rule => ({
	rule: 'targetId',
	async find(client, keys) {
		const named = keys.flatMap(({ targetId }) => targetId ?? []);
		const read = await readByIds(client, entity, named);
		const there = new Set(read.filter((raw) => raw['deleted'] !== true).map(({ id }) => String(id)));
		return keys.map(({ targetId }) => (targetId !== null && there.has(targetId) ? [targetId] : []));
	},
});

const companyByName: Rule = {
	rule: 'name',
	async find(client, keys) {
		const names = keys.map(({ payload }) => text(payload['name']));
		const byName = grouped(await clientsLike(client, names), (row) =>
			normalisedCompanyName(text(valueAt(row, 'name'))),
		);
		return names.map((name) => (searchWord(name) === '' ? [] : (byName.get(normalisedCompanyName(name)) ?? [])));
	},
};

/** All clients where that takes no more calls than asking for each name. */
async function clientsLike(client: HaloPsaClient, names: readonly string[]): Promise<VendorRecord[]> {
	const words = [...new Set(names.map(searchWord).filter((word) => word !== ''))];
	if (words.length === 0) return [];
	const filter = SYNCED.company;
	const first =
		words.length > 1 ? await client.page('company', { ...filter, order: 'id' }, 1, MAX_PAGE_SIZE) : undefined;
	if (first && isLastPage(first, first.rows.length)) return first.rows;
	if (first?.count && first.count / MAX_PAGE_SIZE <= words.length) return await client.list('company', filter);
	return (await all(words, (word) => client.list('company', { ...filter, search: word }))).flat();
}

/** The users of each client, which are few: asked for once, compared here. */
function contactBy(
	rule: MatchRule,
	keyOf: (key: MatchKeys) => string,
	keysOf: (row: VendorRecord) => readonly string[],
): Rule {
	return {
		rule,
		async find(client, keys) {
			const known = keys.map(keyOf);
			const clientOf = (key: MatchKeys) => text(key.payload['client_id']);
			const clients = [...new Set(keys.filter((_key, index) => known[index] !== '').map(clientOf))].filter(isRecordId);
			const lists = await all(clients, (id) => client.list('contact', { ...SYNCED.contact, client_id: Number(id) }));
			const byKey = new Map(clients.map((id, index) => [id, grouped(lists[index], keysOf)]));
			return keys.map((key, index) => byKey.get(clientOf(key))?.get(known[index]) ?? []);
		},
	};
}

const contactByEmail = contactBy(
	'email',
	({ payload }) => normalisedEmail(text(payload['emailaddress'])),
	(row) => ['emailaddress', 'email2', 'email3'].map((name) => normalisedEmail(text(valueAt(row, name)))),
);

const contactByName = contactBy(
	'name',
	({ payload }) => normalisedPersonName(text(payload['firstname']), text(payload['surname'])),
	(row) => [
		normalisedPersonName(text(valueAt(row, 'firstname')), text(valueAt(row, 'surname'))),
		normalisedPersonName(text(valueAt(row, 'name')), ''),
	],
);

/**
 * Tickets are not to be asked for by the reference that they carry (the specification has no such filter): those of the
 * client with the same summary are read, and what they carry is compared.
 */
const ticketByReference: Rule = {
	rule: 'externalId',
	async find(client, keys) {
		return await all(keys, async ({ sourceId, payload }) => {
			const summary = text(payload['summary']).trim();
			if (sourceId === '' || summary === '') return [];
			const of = text(payload['client_id']);
			const rows = await client.list('ticket', {
				// By characters: half of one would be found nowhere.
				search_summary: [...summary].slice(0, SEARCH_LENGTH).join(''),
				...(isRecordId(of) ? { client_id: Number(of) } : {}),
			});
			const same = rows.filter((row) => text(valueAt(row, 'summary')).trim() === summary).map(({ id }) => String(id));
			const read = await readByIds(client, 'ticket', same);
			return read.filter((row) => valueAt(row, 'third_party_id_string') === sourceId).map(({ id }) => String(id));
		});
	},
};

const RULES: Readonly<Record<HaloPsaEntity, readonly Rule[]>> = {
	company: [byTargetId('company'), companyByName],
	contact: [byTargetId('contact'), contactByEmail, contactByName],
	ticket: [byTargetId('ticket'), ticketByReference],
};

/** @returns the ids of rows by what they are known by; one without a key is known by nothing. */
function grouped(
	rows: readonly VendorRecord[],
	keysOf: (row: VendorRecord) => string | readonly string[],
): ReadonlyMap<string, readonly string[]> {
	const byKey = new Map<string, string[]>();
	for (const row of rows) {
		for (const key of new Set([keysOf(row)].flat())) {
			if (key !== '') byKey.set(key, [...new Set([...(byKey.get(key) ?? []), String(row.id)])]);
		}
	}
	return byKey;
}

async function all<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
	const answers = await inTurn(items, ask);
	return answers.map((answer) => {
		if (answer instanceof SyncError) throw answer;
		return answer;
	});
}

function text(value: Json | undefined): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
