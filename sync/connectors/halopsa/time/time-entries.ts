import type { FieldDefinition } from '../../../model/catalogue';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, WriteOptions } from '../../connector';
import { withHead, wordsOf, type NoteHead } from '../../note-head';
import type { Action } from '../actions/action';
import { INTERNAL, isTimeEntry, textOf } from '../actions/action';
import type { Agents } from '../actions/agents';
import { readByAddress } from '../actions/by-address';
import { createWithOutcome } from '../actions/outcomes';
import { QUIET_ACTION } from '../actions/quiet';
import type { TicketActions } from '../actions/ticket-actions';
import { ActionPayload, asItIs, keptInternal, mustNotWiden, textBody } from '../actions/write';
import { RECORD_ID, type HaloPsaClient } from '../client';
import { ticketOf, type EntityConnector } from '../../entity-connector';
import { timeEntryFields } from '../fields/time-entry';
import { NO_CHARGE, type Lookups } from '../lookups';
import type { HaloPsaOptions } from '../options';
import { readTime } from '../values';
import { chargeTypeOf } from './charge';
import { readWork } from './feed';
import { isCounterpart } from './match';
import { toNativeTime, type TimeNames } from './records';
import { technicianFor } from './technician';

/** What stands for no agreement in an action (recorded). */
const NO_CONTRACT = -1;

/** Work on tickets: actions with time, each with an id `<ticket>/<action>`. */
export class HaloPsaTimeEntries implements EntityConnector {
	constructor(
		private readonly client: HaloPsaClient,
		private readonly actions: TicketActions,
		private readonly agents: Agents,
		private readonly lookups: Lookups,
		private readonly options: HaloPsaOptions,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const entriesOf = async (ticket: string, stamp: string | null) => await this.#entries(ticket, stamp);
		return await readWork(this.client, entriesOf, state, limit, this.options.overlapMs);
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const names = ids.length === 0 ? NOBODY : await this.#names();
		return await readByAddress(this.actions, 'timeEntry', ids, (one, ticket) => {
			return isTimeEntry(one) ? toNativeTime(one, ticket, names, this.options) : undefined;
		});
	}

	/** The work of the same person on the same ticket, begun in the same second, as long and in the same words. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found: Candidate[][] = [];
		for (const { payload, targetId } of keys) {
			const ticket = String(payload['ticket_id'] ?? '');
			const known = /^[1-9]\d{0,9}$/.test(ticket) ? await this.#entries(ticket, null) : [];
			const named = known.filter(({ id }) => id === targetId);
			const matching = named.length > 0 ? named : known.filter(({ record }) => isCounterpart(record, payload));
			found.push(
				matching.map((record): Candidate => {
					const { technician, notes } = record.record;
					const label = `${String(technician ?? '')}: ${wordsOf(String(notes ?? '')).slice(0, 60)}`;
					return { record, rule: named.length > 0 ? 'targetId' : 'text', label };
				}),
			);
		}
		return found;
	}

	/** Writes an action that is a time entry and nothing else. */
	async create(
		payload: FlatRecord,
		_sourceId: string,
		_idempotencyKey: string,
		options: WriteOptions,
	): Promise<NativeRecord> {
		const { synonyms = {}, quiet = false } = options;
		const given = new ActionPayload('timeEntry', timeEntryFields, payload, 'create');
		const ticket = given.ticket();
		const name = given.text('technician');
		if (name === '') throw given.refuse('technician', 'must be the name of an agent');
		const { agent, standsIn } = await technicianFor(this.agents, name, synonyms['technician']);
		const start = given.time('actionarrivaldate');
		const end = given.time('actioncompletiondate');
		const visibility = given.visibility();
		const chargerate = await chargeTypeOf(given, synonyms['chargerate_name'] ?? [], false, this.lookups);
		const contract = given.id('action_contract_id');
		const head = standsIn ? { author: name, writtenAt: start === undefined ? null : `${start}Z` } : null;
		const text = written(head, given.text('notes'));
		const body = {
			ticket_id: Number(ticket),
			...(text === '' ? {} : textBody(text)),
			timetaken: hours(given),
			hiddenfromuser: visibility === INTERNAL,
			...(start === undefined ? {} : { actionarrivaldate: start, datetime: start }),
			...(end === undefined ? {} : { actioncompletiondate: end }),
			...(chargerate === undefined ? {} : { chargerate }),
			...(contract === null ? {} : { action_contract_id: contract }),
			...(given.flag('actreviewed') === undefined ? {} : { actreviewed: given.flag('actreviewed') }),
			...agent,
			...(quiet || visibility === INTERNAL ? QUIET_ACTION : {}),
		};
		const made = await createWithOutcome(this.actions, this.lookups, body, 'time', null);
		const kept = visibility === INTERNAL ? await keptInternal(this.actions, 'timeEntry', made, ticket) : made;
		return await this.#native(kept, ticket);
	}

	/** Writes what changed of an action. Of one that is a note as well, the text is the note's, too. */
	async update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord> {
		const { synonyms = {}, quiet = false } = options;
		const given = new ActionPayload('timeEntry', timeEntryFields, changes, 'update');
		if (Object.keys(changes).length === 0) return current;
		const { now, address } = await asItIs(this.actions, 'timeEntry', current);
		if (given.has('visibility')) mustNotWiden('timeEntry', current.id, now, given.visibility());
		const isBillable = (now.chargerate ?? NO_CHARGE) > NO_CHARGE;
		const chargerate = await chargeTypeOf(given, synonyms['chargerate_name'] ?? [], isBillable, this.lookups);
		const start = given.time('actionarrivaldate');
		const body = {
			id: now.id,
			ticket_id: Number(address.ticket),
			...(await this.#whoAndWhat(given, now, synonyms['technician'])),
			...(given.has('timetaken') ? { timetaken: hours(given) } : {}),
			...(given.has('visibility') ? { hiddenfromuser: given.visibility() === INTERNAL } : {}),
			...(start === undefined ? {} : { actionarrivaldate: start }),
			...(given.has('actioncompletiondate')
				? { actioncompletiondate: given.time('actioncompletiondate') ?? NO_TIME }
				: {}),
			...(chargerate === undefined ? {} : { chargerate }),
			...(given.has('action_contract_id') ? { action_contract_id: given.id('action_contract_id') ?? NO_CONTRACT } : {}),
			...(given.has('actreviewed') ? { actreviewed: given.flag('actreviewed') ?? false } : {}),
			...(quiet ? QUIET_ACTION : {}),
		};
		return await this.#native(await this.actions.post(body, 'timeEntry', current.id), address.ticket);
	}

	/** The fields, with the charge types that the tenant has. */
	async fields(): Promise<FieldDefinition[]> {
		const types = await this.lookups.chargeTypes();
		const byId = types.map(({ id, name }) => ({ value: id, label: name || String(id) }));
		const byName = types.flatMap(({ name }) => (name ? [{ value: name, label: name }] : []));
		return timeEntryFields.map((field) => {
			if (field.name === 'chargerate') return { ...field, options: byId };
			return field.name === 'chargerate_name' ? { ...field, options: byName } : field;
		});
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return (await this.#entries(ticketOf('halopsa', 'timeEntry', owner, RECORD_ID), null)).slice(0, most);
	}

	/** Person and text belong together: who is no agent is named in the text. */
	async #whoAndWhat(
		given: ActionPayload,
		now: Action,
		fallbacks: readonly unknown[] | undefined,
	): Promise<Record<string, unknown>> {
		const { head: before, text: textBefore } = textOf(now);
		const text = given.has('notes') ? given.text('notes') : textBefore;
		if (!given.has('technician')) return given.has('notes') ? textBody(written(before, text)) : {};
		const name = given.text('technician');
		if (name === '') throw given.refuse('technician', 'must be the name of an agent');
		const { agent, standsIn } = await technicianFor(this.agents, name, fallbacks);
		const start = readTime(now.actionarrivaldate) ?? readTime(now.datetime);
		const writtenAt = before?.writtenAt ?? (typeof start === 'string' ? start : null);
		const body = written(standsIn ? { author: name, writtenAt } : null, text);
		return { ...agent, ...(body === written(before, textBefore) ? {} : textBody(body)) };
	}

	async #entries(ticket: string, stamp: string | null): Promise<NativeRecord[]> {
		const entries = (await this.actions.of(ticket, stamp)).filter(isTimeEntry);
		if (entries.length === 0) return [];
		const names = await this.#names();
		return entries.map((one) => toNativeTime(one, ticket, names, this.options));
	}

	async #native(one: Action, ticket: string): Promise<NativeRecord> {
		return toNativeTime(one, ticket, await this.#names(), this.options);
	}

	async #names(): Promise<TimeNames> {
		const [chargeTypes, agents] = await Promise.all([this.lookups.chargeTypes(), this.agents.names()]);
		return { chargeTypes: named(chargeTypes), agents };
	}
}

const NOBODY: TimeNames = { chargeTypes: new Map(), agents: new Map() };
/** How HaloPSA is told that a time is none. */
const NO_TIME = '1900-01-01T00:00:00';

function named(things: ReadonlyArray<{ readonly id: number; readonly name?: string | null }>): Map<number, string> {
	return new Map(things.flatMap(({ id, name }) => (name ? [[id, name] as const] : [])));
}

function written(head: NoteHead | null, text: string): string {
	return head ? withHead(head, text).trim() : text;
}

function hours(given: ActionPayload): number {
	const value = given.get('timetaken');
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (!isEmpty(value) && typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
	throw given.refuse('timetaken', 'must be a number of hours');
}
