import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { WriteOptions } from '../../connector';
import { withHead } from '../../note-head';
import type { ConnectWiseClient, PatchOperation } from '../client';
import { wholeSeconds } from '../conditions';
import { DISCUSSION, INTERNAL, RESOLUTION } from '../fields/note';
import { MIXED } from '../fields/time-entry';
import { createBody, fieldOperations, takeApart } from '../payload';
import { valueAt } from '../records';
import type { VendorRecord } from '../schemas';
import { timesFor, type Times } from './hours';
import type { Members } from './members';
import { headOf, ON_SERVICE_TICKET, placeOf, visibilityOf } from './records';
import { withAdvice } from './refusals';

/** Fields of the flat record that are no fields of the vendor's, and those that follow from one another. */
const OWN = new Set(['ticketId', 'technician', 'notes', 'visibility', 'timeStart', 'timeEnd', 'actualHours']);
/** Action flags: what they say is done once, with the write that bears them (specification). */
const MAIL_FLAGS = ['emailContactFlag', 'emailCcFlag'] as const;

/** Writes time entries on service tickets. */
export class TimeEntryWriter {
	constructor(
		private readonly client: ConnectWiseClient,
		private readonly members: Members,
	) {}

	/** @throws SyncError BAD_INPUT for a value that an entry cannot hold; REJECTED where ConnectWise takes no time there */
	async create(payload: FlatRecord, { synonyms = {}, quiet = false }: WriteOptions): Promise<VendorRecord> {
		const apart = takeApart('timeEntry', payload, 'create');
		const ticket = String(payload['ticketId'] ?? '');
		if (!/^\d{1,18}$/.test(ticket)) throw refuse('ticketId', 'must be the id of a ticket');
		const timeStart = wanted(apart.fields.get('timeStart'), 'timeStart');
		const technician = wanted(payload['technician'], 'technician');
		const visibility = visibilityAsked(payload['visibility']) ?? INTERNAL;
		const { member, isFallback } = await this.members.find(technician, namesIn(synonyms['technician']));
		const text = textOf(payload['notes']);
		const head = isFallback ? { author: technician, writtenAt: timeStart } : { author: null, writtenAt: null };
		const body = {
			chargeToId: Number(ticket),
			chargeToType: ON_SERVICE_TICKET,
			member: { id: member.id },
			timeStart,
			...given(timesFor(timeStart, timeOf(apart.fields.get('timeEnd')), hoursOf(apart.fields.get('actualHours')))),
			...(visibility === INTERNAL ? { internalNotes: withHead(head, text) } : { notes: withHead(head, text) }),
			...flagsOf(visibility === INTERNAL ? null : visibility),
			...createBody(without(apart), [], []),
			...(quiet || visibility !== DISCUSSION ? silent() : {}),
		};
		return await withAdvice('create', async () => await this.client.create('timeEntry', body));
	}

	/**
	 * Writes exactly these fields. The entry is read before: its hours, its first line and the place of its text hang
	 * together with what is there now.
	 * @returns undefined where nothing is to be changed
	 * @throws SyncError PRECONDITION where it was changed since `current` was read; NOT_FOUND where it is gone
	 */
	async update(
		current: NativeRecord,
		changes: FlatRecord,
		{ synonyms = {}, quiet = false }: WriteOptions,
	): Promise<VendorRecord | undefined> {
		const apart = takeApart('timeEntry', changes, 'update');
		if (Object.keys(changes).length === 0) return undefined;
		const now = await this.#reread(current);
		const operations: PatchOperation[] = fieldOperations('timeEntry', without(apart));
		const put = (path: string, value: unknown) =>
			operations.push(value === null ? { op: 'remove', path } : { op: 'replace', path, value });
		const after = (name: string): Json => (Object.hasOwn(changes, name) ? changes[name] : (valueAt(now, name) ?? null));
		if (['timeStart', 'timeEnd', 'actualHours'].some((name) => Object.hasOwn(changes, name))) {
			const timeStart = wholeSeconds(wanted(after('timeStart'), 'timeStart'));
			const times = { timeStart, ...timesFor(timeStart, timeOf(after('timeEnd')), hoursOf(after('actualHours'))) };
			for (const [name, value] of Object.entries(times)) if (differs(value, now[name])) put(name, value);
		}
		const flags = Object.hasOwn(changes, 'visibility') ? flagsFor(now, changes['visibility'], current.id) : {};
		for (const [name, value] of Object.entries(flags)) put(name, value);
		let { head, text } = headOf(now);
		if (Object.hasOwn(changes, 'technician')) {
			const technician = wanted(changes['technician'], 'technician');
			const { member, isFallback } = await this.members.find(technician, namesIn(synonyms['technician']));
			put('member', { id: member.id });
			head = isFallback
				? { author: technician, writtenAt: wholeSeconds(wanted(after('timeStart'), 'timeStart')) }
				: null;
		}
		if (Object.hasOwn(changes, 'notes')) text = textOf(changes['notes']);
		if (Object.hasOwn(changes, 'technician') || Object.hasOwn(changes, 'notes')) {
			put(placeOf(now), head ? withHead(head, text) : text);
		}
		if (operations.length === 0) return now;
		if (quiet) for (const [name, value] of Object.entries(silent())) put(name, value);
		return await withAdvice('update', async () => await this.client.patch('timeEntry', current.id, operations));
	}

	async #reread({ id, changedAt }: NativeRecord): Promise<VendorRecord> {
		const now = await this.client.get('timeEntry', id);
		const subject = { system: 'connectwise', entity: 'timeEntry', id } as const;
		if (!now) throw new SyncError('NOT_FOUND', `ConnectWise time entry ${id} does not exist any more`, subject);
		const changed = now._info?.lastUpdated ?? null;
		if (changedAt === null || changed === null || Date.parse(changed) === Date.parse(changedAt)) return now;
		const message = `ConnectWise time entry ${id} was changed meanwhile; it will be planned again`;
		throw new SyncError('PRECONDITION', message, subject);
	}
}

type Parts = ReturnType<typeof takeApart>;

/** What is written as it is given. */
function without(parts: Parts): Parts {
	return { ...parts, fields: new Map([...parts.fields].filter(([name]) => !OWN.has(name))) };
}

/** The flags of who may read it; null: its text is where nobody but the staff looks. */
function flagsOf(visibility: string | null): Record<string, boolean> {
	return {
		addToDetailDescriptionFlag: visibility === DISCUSSION,
		addToInternalAnalysisFlag: visibility === INTERNAL,
		addToResolutionFlag: visibility === RESOLUTION,
	};
}

/** The last lock (law P6): clients are never shown what they do not see yet, whatever the value comes from. */
function flagsFor(now: VendorRecord, value: Json, id: string): Record<string, boolean> {
	const asked = visibilityAsked(value) ?? INTERNAL;
	const held = visibilityOf(now);
	if (asked === held) return {};
	if (asked === INTERNAL || held === DISCUSSION) return flagsOf(asked);
	const message = `ConnectWise time entry ${id} is for "${held}", and the sync never shows clients a text that they do not see yet. If that is meant, change it in ConnectWise by hand and dismiss this`;
	const subject = { system: 'connectwise', entity: 'timeEntry', id, field: 'visibility' } as const;
	throw new SyncError('REJECTED', message, subject);
}

function visibilityAsked(value: Json | undefined): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (value === MIXED) throw refuse('visibility', `cannot be "${MIXED}" by choice; take one of the others`);
	if (typeof value === 'string' && VISIBILITIES.has(value)) return value;
	throw refuse('visibility', `must be one of ${[...VISIBILITIES].join(', ')}`);
}

const VISIBILITIES: ReadonlySet<string> = new Set([DISCUSSION, INTERNAL, RESOLUTION, 'Time Entry Only']);

function silent(): Record<string, boolean> {
	return Object.fromEntries(MAIL_FLAGS.map((flag) => [flag, false]));
}

function namesIn(values: readonly Json[] | undefined): string[] {
	return (values ?? []).filter((value): value is string => typeof value === 'string' && value.trim() !== '');
}

function given(times: Times): Record<string, unknown> {
	return Object.fromEntries(Object.entries(times).filter(([, value]) => value !== null && value !== undefined));
}

function differs(value: unknown, held: unknown): boolean {
	return (value ?? null) !== (held ?? null) && !(value === 0 && (held ?? null) === null);
}

function wanted(value: unknown, field: string): string {
	if (typeof value === 'string' && value.trim() !== '') return value;
	throw refuse(field, 'must be given');
}

function timeOf(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? wholeSeconds(value) : null;
}

function hoursOf(value: unknown): number | null {
	if (value === undefined || value === null || value === '') return null;
	const hours = Number(value);
	if (Number.isFinite(hours) && hours >= 0) return hours;
	throw refuse('actualHours', 'must be a number of hours, 0 or more');
}

function textOf(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}

function refuse(field: string, what: string): SyncError {
	const message = `ConnectWise time entry: ${field} ${what}`;
	return new SyncError('BAD_INPUT', message, { system: 'connectwise', entity: 'timeEntry', field });
}
