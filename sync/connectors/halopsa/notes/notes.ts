import type { FieldDefinition } from '../../../model/catalogue';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, WriteOptions } from '../../connector';
import { withHead, wordsOf } from '../../note-head';
import { looksLikeNote } from '../../note-match';
import type { Action } from '../actions/action';
import { INTERNAL, isNote, textOf } from '../actions/action';
import type { Agents } from '../actions/agents';
import { readByAddress } from '../actions/by-address';
import { readChildren } from '../actions/feed';
import { createWithOutcome } from '../actions/outcomes';
import { QUIET_ACTION } from '../actions/quiet';
import type { TicketActions } from '../actions/ticket-actions';
import { ActionPayload, asItIs, keptInternal, mustNotWiden, textBody } from '../actions/write';
import { RECORD_ID, type HaloPsaClient } from '../client';
import { ticketOf, type EntityConnector } from '../../entity-connector';
import { noteFields } from '../fields/note';
import type { Lookups } from '../lookups';
import type { HaloPsaOptions } from '../options';
import { readTime } from '../values';
import { toNativeNote } from './records';

/** The notes of tickets: actions with a text, each with an id `<ticket>/<action>`. */
export class HaloPsaNotes implements EntityConnector {
	constructor(
		private readonly client: HaloPsaClient,
		private readonly actions: TicketActions,
		private readonly agents: Agents,
		private readonly lookups: Lookups,
		private readonly options: HaloPsaOptions,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const notesOf = async (ticket: string, stamp: string | null) => await this.#notes(ticket, stamp);
		return await readChildren(this.client, 'note', notesOf, state, limit, this.options.overlapMs);
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const agents = ids.length === 0 ? new Map<number, string>() : await this.agents.names();
		return await readByAddress(this.actions, 'note', ids, (one, ticket) => {
			return isNote(one) ? toNativeNote(one, ticket, agents, this.options) : undefined;
		});
	}

	/** The notes of the same tickets with the same words for the same readers; see {@link looksLikeNote}. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found: Candidate[][] = [];
		const agents = await this.agents.names();
		for (const { payload, targetId } of keys) {
			const ticket = String(payload['ticket_id'] ?? '');
			if (!/^[1-9]\d{0,9}$/.test(ticket)) {
				found.push([]);
				continue;
			}
			const known = (await this.actions.of(ticket)).filter(isNote);
			const named = known.filter((one) => targetId === `${ticket}/${one.id}`);
			const matching =
				named.length > 0
					? named
					: sameSecond(
							known.filter((one) => isCounterpart(one, payload)),
							payload,
						);
			found.push(
				matching.map((one) => {
					const record = toNativeNote(one, ticket, agents, this.options);
					const label = `${record.author ?? ''}: ${wordsOf(textOf(one).text).slice(0, 60)}`;
					return { record, rule: named.length > 0 ? 'targetId' : 'text', label };
				}),
			);
		}
		return found;
	}

	/**
	 * Writes an action without time. An author who is an agent is the action's, and `datetime` its time; anybody else is
	 * named in the first line.
	 */
	async create(
		payload: FlatRecord,
		_sourceId: string,
		_idempotencyKey: string,
		{ quiet = false }: WriteOptions,
	): Promise<NativeRecord> {
		const given = new ActionPayload('note', noteFields, payload, 'create');
		const ticket = given.ticket();
		const text = given.text('note');
		if (text === '') throw given.refuse('note', 'must not be empty');
		const visibility = given.visibility();
		const author = given.text('author');
		const agent = await this.agents.named(author);
		const datetime = given.time('datetime');
		const head = { author: author === '' ? null : author, writtenAt: datetime === undefined ? null : `${datetime}Z` };
		const body = {
			ticket_id: Number(ticket),
			...textBody(agent ? text : withHead(head, text)),
			hiddenfromuser: visibility === INTERNAL,
			...(datetime === undefined ? {} : { datetime }),
			...(given.flag('important') === true ? { important: true } : {}),
			...agent,
			// What clients do not read is not mailed to them either.
			...(quiet || visibility === INTERNAL ? QUIET_ACTION : {}),
		};
		const made = await createWithOutcome(this.actions, this.lookups, body, visibility, given.id('outcome_id'));
		const kept = visibility === INTERNAL ? await keptInternal(this.actions, 'note', made, ticket) : made;
		return await this.#native(kept, ticket);
	}

	/** Its first line stays what it is. A note that clients do not see is never shown to them by this. */
	async update(current: NativeRecord, changes: FlatRecord, { quiet = false }: WriteOptions): Promise<NativeRecord> {
		const given = new ActionPayload('note', noteFields, changes, 'update');
		if (Object.keys(changes).length === 0) return current;
		const { now, address } = await asItIs(this.actions, 'note', current);
		if (given.has('visibility')) mustNotWiden('note', current.id, now, given.visibility());
		const text = given.text('note');
		if (given.has('note') && text === '') throw given.refuse('note', 'must not be empty');
		const { head } = textOf(now);
		const body = {
			id: now.id,
			ticket_id: Number(address.ticket),
			...(given.has('note') ? textBody(head ? withHead(head, text) : text) : {}),
			...(given.has('visibility') ? { hiddenfromuser: given.visibility() === INTERNAL } : {}),
			...(given.has('important') ? { important: given.flag('important') ?? false } : {}),
			...(quiet ? QUIET_ACTION : {}),
		};
		return await this.#native(await this.actions.post(body, 'note', current.id), address.ticket);
	}

	/** The fields, with the outcomes that the tenant has. */
	async fields(): Promise<FieldDefinition[]> {
		const outcomes = await this.lookups.outcomes();
		const options = outcomes.map(({ id, outcome }) => ({ value: id, label: outcome || String(id) }));
		return noteFields.map((field) => (field.name === 'outcome_id' ? { ...field, options } : field));
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return (await this.#notes(ticketOf('halopsa', 'note', owner, RECORD_ID), null)).slice(0, most);
	}

	async #notes(ticket: string, stamp: string | null): Promise<NativeRecord[]> {
		const notes = (await this.actions.of(ticket, stamp)).filter(isNote);
		return await Promise.all(notes.map(async (one) => await this.#native(one, ticket)));
	}

	async #native(one: Action, ticket: string): Promise<NativeRecord> {
		return toNativeNote(one, ticket, await this.agents.names(), this.options);
	}
}

function isCounterpart(one: Action, payload: FlatRecord): boolean {
	const { head, text } = textOf(one);
	const note = {
		text,
		readers: one.hiddenfromuser !== false,
		writtenAt: head?.writtenAt ?? timeText(one),
		cameFromThere: head !== null,
	};
	const wanted = {
		text: String(payload['note'] ?? ''),
		readers: payload['visibility'] !== 'public',
		writtenAt: typeof payload['datetime'] === 'string' ? payload['datetime'] : null,
	};
	return looksLikeNote(note, wanted);
}

/** Of several with the same words, those of the same second, where there are some: `datetime` is kept as it is given. */
function sameSecond(candidates: readonly Action[], { datetime }: FlatRecord): readonly Action[] {
	const wanted = typeof datetime === 'string' ? Math.floor(Date.parse(datetime) / 1000) : Number.NaN;
	const exact = candidates.filter((one) => Math.floor(Date.parse(timeText(one) ?? '') / 1000) === wanted);
	return exact.length > 0 ? exact : candidates;
}

function timeText({ datetime }: Action): string | null {
	const time = readTime(datetime);
	return typeof time === 'string' ? time : null;
}
