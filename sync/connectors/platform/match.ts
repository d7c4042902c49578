import type { Entity } from '../../model/entity';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, MatchKeys, MatchRule } from '../connector';
import { HASH, sameBytes } from '../attachment-match';
import { wordsOf } from '../note-head';
import { INTERNAL, isReferenceId } from './apply';
import { MAX_BATCH, type PlatformClient } from './client';
import { companyNameKey, domainKey, nameKey } from './normal-names';
import { toNativeRecord, type RecordContext } from './records';

/** Query values of one request stay below this: servers and proxies commonly refuse addresses beyond 8,000. */
const MAX_QUERY_CHARS = 4_000;

/** Anything else is the id of no record, e.g. what somebody typed into the PSA's reference field. */
const CONTRACT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** One rule: for some of the keys, which records of the platform answer to it. */
interface Rule {
	readonly rule: MatchRule;
	/** @returns for each of `keys` the records that match, in their order. */
	find(keys: readonly MatchKeys[]): Promise<readonly (readonly NativeRecord[])[]>;
}

/**
 * Reads records by id with one call for each hundred. Lists may lag behind, so an id that they do not show is asked for
 * alone before it counts as missing.
 */
export async function readRecords(
	client: PlatformClient,
	context: RecordContext,
	ids: readonly string[],
): Promise<Map<string, NativeRecord>> {
	const wanted = [...new Set(ids)].filter((id) => CONTRACT_ID.test(id));
	const found = new Map<string, NativeRecord>();
	// One alone is asked for by itself at once: that answer never lags.
	for (const batch of wanted.length > 1 ? batches(wanted) : []) {
		for (const record of await client.listAll(context.entity, { ids: batch.join(',') })) {
			const native = toNativeRecord(record, context);
			if (!native.deleted) found.set(native.id, native);
		}
	}
	for (const id of wanted.filter((id) => !found.has(id))) {
		const answer = await client.get(context.entity, id);
		if (!answer) continue;
		const native = toNativeRecord(answer.record, context, answer.etag);
		if (!native.deleted) found.set(id, native);
	}
	return found;
}

/**
 * Looks for counterparts, strongest rule first: our id as the other side stores it, the external reference, then
 * what the entity is known by among people. A record that names *another* counterpart of the same system is none,
 * whatever it is called.
 */
export async function findCandidates(
	client: PlatformClient,
	context: RecordContext,
	keys: readonly MatchKeys[],
): Promise<Candidate[][]> {
	const found: Candidate[][] = keys.map(() => []);
	for (const rule of rulesOf(client, context)) {
		const open = keys.map((_, index) => index).filter((index) => found[index].length === 0);
		if (open.length === 0) break;
		const answers = await rule.find(open.map((index) => keys[index]));
		// Taken by a stronger rule for another key of this batch.
		const taken = new Set(found.flat().map((candidate) => candidate.record.id));
		open.forEach((index, position) => {
			const isFree = (record: NativeRecord): boolean =>
				keys[index].sourceId === '' || (!taken.has(record.id) && !belongsToAnother(record, keys[index]));
			found[index] = answers[position]
				.filter((record) => !record.deleted && isWhole(record) && isFree(record))
				.map((record) => ({ record, rule: rule.rule, label: labelOf(record) }));
		});
	}
	return found;
}

/** An attachment whose bytes never arrived is none yet: creating it once more brings them. */
function isWhole({ entity, record }: NativeRecord): boolean {
	return entity !== 'attachment' || typeof record[HASH] === 'string';
}

function belongsToAnother(record: NativeRecord, { sourceId }: MatchKeys): boolean {
	return record.externalIds.length > 0 && !record.externalIds.includes(sourceId);
}

function rulesOf(client: PlatformClient, context: RecordContext): Rule[] {
	const byId: Rule = {
		rule: 'targetId',
		async find(keys) {
			const ids = keys.flatMap(({ targetId }) => (targetId === null ? [] : [targetId]));
			const records = await readRecords(client, context, ids);
			return keys.map(({ targetId }) => list(targetId === null ? undefined : records.get(targetId)));
		},
	};
	const byReference: Rule = {
		rule: 'externalId',
		async find(keys) {
			const values = keys.map((key) => key.sourceId).filter(isReferenceId);
			const filter = values.map((id) => `${context.otherSystem}:${id}`);
			const records = await collect(client, context, filter, (batch) => ({ externalRef: batch.join(',') }));
			return keys.map(({ sourceId }) => records.filter((record) => record.externalIds.includes(sourceId)));
		},
	};
	return [byId, byReference, ...naturalRules(client, context)];
}

function naturalRules(client: PlatformClient, context: RecordContext): Rule[] {
	switch (context.entity) {
		case 'company':
			return companyRules(client, context);
		case 'contact':
			return contactRules(client, context);
		case 'note':
			return noteRules(client, context);
		case 'attachment':
			return [byContent(client, context)];
		default:
			return [];
	}
}

function companyRules(client: PlatformClient, context: RecordContext): Rule[] {
	let everyCompany: Promise<NativeRecord[]> | undefined;
	// No server compares names as loosely as people spell them: all companies are read once and compared here.
	const all = (): Promise<NativeRecord[]> => (everyCompany ??= collectAll(client, context));
	const compared = (rule: MatchRule, keysOf: (record: FlatRecord) => readonly string[]): Rule => ({
		rule,
		async find(keys) {
			if (keys.every((key) => keysOf(key.payload).length === 0)) return keys.map(() => []);
			const index = indexBy(await all(), keysOf);
			return keys.map((key) => unique(keysOf(key.payload).flatMap((text) => index.get(text) ?? [])));
		},
	});
	return [
		byFilter(client, context, 'identifier', (record) => text(record.identifier).toLowerCase(), 'identifier'),
		compared('name', (record) => filled(companyNameKey(text(record.name)))),
		compared('domain', (record) => filled(domainKey(text(record.domain)), domainKey(text(record.website)))),
	];
}

function contactRules(client: PlatformClient, context: RecordContext): Rule[] {
	const within = (record: FlatRecord, key: string): string => {
		const companyId = text(record.companyId);
		return companyId === '' || key === '' ? '' : `${companyId} ${key}`;
	};
	const name = (record: FlatRecord): string => [record.firstName, record.lastName].map(text).filter(Boolean).join(' ');
	return [
		byFilter(client, context, 'email', (record) => within(record, text(record.email).toLowerCase()), 'email'),
		byFilter(client, context, 'name', (record) => within(record, nameKey(name(record))), 'name', name),
	];
}

/**
 * Of a ticket's notes, those with the same words for the same readers. Where there are none, a note for the staff may be
 * the copy of one that everybody reads here, hidden over there so that nobody was mailed about it: the same words of the
 * same person in the same second.
 */
function noteRules(client: PlatformClient, context: RecordContext): Rule[] {
	const words = ({ ticketId, text: written }: FlatRecord): string => {
		const found = wordsOf(text(written));
		return found === '' ? '' : `${text(ticketId)} ${found}`;
	};
	const readers = ({ visibility }: FlatRecord): string => text(visibility) || INTERNAL;
	const asRead = (record: FlatRecord): string => words(record) && `${readers(record)} ${words(record)}`;
	const asWritten = (record: FlatRecord): string => {
		const second = Math.floor(Date.parse(text(record.writtenAt)) / 1000);
		const isKnown = text(record.author) !== '' && !Number.isNaN(second) && words(record) !== '';
		return isKnown ? `${text(record.author)} ${second} ${words(record)}` : '';
	};
	return [
		{
			rule: 'text',
			async find(keys) {
				const tickets = keys.flatMap(({ payload }) => (words(payload) === '' ? [] : [text(payload.ticketId)]));
				const records = await collect(client, context, tickets, (batch) => ({ ticketId: batch }));
				const byReaders = indexBy(records, (record) => filled(asRead(record)));
				const byWriter = indexBy(records, (record) => filled(asWritten(record)));
				return keys.map(({ payload }) => {
					const same = byReaders.get(asRead(payload));
					if (same || readers(payload) !== INTERNAL) return same ?? [];
					return byWriter.get(asWritten(payload)) ?? [];
				});
			},
		},
	];
}

/** Of a ticket's attachments, those with the same bytes. */
function byContent(client: PlatformClient, context: RecordContext): Rule {
	return {
		rule: 'content',
		async find(keys) {
			const tickets = keys.map(({ payload }) => text(payload.ticketId)).filter((id) => id !== '');
			const records = await collect(client, context, tickets, (batch) => ({ ticketId: batch }));
			const byTicket = indexBy(records.filter(isWhole), (record) => filled(text(record.ticketId)));
			const names = { fileName: 'fileName', size: 'size' };
			const contents = { open: (id: string) => client.content(id) };
			return await Promise.all(
				keys.map(async (key) => {
					const there = byTicket.get(text(key.payload.ticketId)) ?? [];
					return (await sameBytes(key, there, names, contents)).map(({ record }) => record);
				}),
			);
		},
	};
}

/** A rule that the server can look up by equality, many values at once; the answers are compared again here. */
function byFilter(
	client: PlatformClient,
	context: RecordContext,
	rule: MatchRule,
	keyOf: (record: FlatRecord) => string,
	filter: string,
	valueOf: (record: FlatRecord) => string = (record) => text(record[filter]),
): Rule {
	return {
		rule,
		async find(keys) {
			const values = keys.filter((key) => keyOf(key.payload) !== '').map((key) => valueOf(key.payload));
			const records = await collect(client, context, values, (batch) => ({ [filter]: batch }));
			const index = indexBy(records, (record) => filled(keyOf(record)));
			return keys.map((key) => index.get(keyOf(key.payload)) ?? []);
		},
	};
}

/** Asks for many values of one filter, a batch at a time; each record once. */
async function collect(
	client: PlatformClient,
	context: RecordContext,
	values: readonly string[],
	filters: (batch: readonly string[]) => Readonly<Record<string, string | readonly string[]>>,
): Promise<NativeRecord[]> {
	const records: NativeRecord[] = [];
	for (const batch of batches([...new Set(values)])) {
		const rows = await client.listAll(context.entity, filters(batch));
		records.push(...rows.map((record) => toNativeRecord(record, context)));
	}
	return unique(records);
}

async function collectAll(client: PlatformClient, context: RecordContext): Promise<NativeRecord[]> {
	const rows = await client.listAll(context.entity);
	return unique(rows.map((record) => toNativeRecord(record, context)));
}

function* batches(values: readonly string[]): Generator<string[]> {
	let batch: string[] = [];
	let length = 0;
	for (const value of values) {
		// Half of a surrogate pair is sent as U+FFFD, and would make this call throw.
		const size = encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8')).length + 12;
		if (batch.length > 0 && (batch.length === MAX_BATCH || length + size > MAX_QUERY_CHARS)) {
			yield batch;
			batch = [];
			length = 0;
		}
		batch.push(value);
		length += size;
	}
	if (batch.length > 0) yield batch;
}

function indexBy(
	records: readonly NativeRecord[],
	keysOf: (record: FlatRecord) => readonly string[],
): Map<string, NativeRecord[]> {
	const index = new Map<string, NativeRecord[]>();
	for (const record of records) {
		for (const key of new Set(keysOf(record.record))) index.set(key, [...(index.get(key) ?? []), record]);
	}
	return index;
}

function unique(records: readonly NativeRecord[]): NativeRecord[] {
	return [...new Map(records.map((record) => [record.id, record])).values()];
}

function filled(...values: readonly string[]): string[] {
	return values.filter((value) => value !== '');
}

function list<T>(value: T | undefined): T[] {
	return value === undefined ? [] : [value];
}

function text(value: Json | undefined): string {
	return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

function labelOf({ entity, id, record }: NativeRecord): string {
	const name = text(record[LABEL_FIELDS[entity] ?? 'name']);
	const detail = text(record.number) || text(record.identifier) || text(record.email);
	return [name || id, detail].filter(Boolean).join(' – ');
}

const LABEL_FIELDS: Readonly<Partial<Record<Entity, string>>> = {
	ticket: 'title',
	note: 'text',
	attachment: 'fileName',
};
