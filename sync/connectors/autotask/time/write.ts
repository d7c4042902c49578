import { SyncError } from '../../../model/errors';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord, Synonyms } from '../../../model/record';
import { withHead } from '../../note-head';
import type { AutotaskClient } from '../client';
import { isMissingVerb } from '../errors';
import type { FieldInformation } from '../field-information';
import { INTERNAL, PUBLIC } from '../fields/time';
import { createBody, patchBody, refuse, takeApart } from '../payload';
import type { People } from '../people';
import { utcTime, valueOf } from '../records';
import type { VendorRecord } from '../schemas';
import { changedAt, textOf, timeOf, type TimeEntry } from './records';
import { explained, type Whose } from './refusals';
import type { TimeSetUp } from './set-up';
import type { Technician, Technicians } from './technician';
import { windowOf } from './window';

/** Fields of our making, and those that decide the window: written in ways of their own. */
const OWN = [
	'technician',
	'notes',
	'visibility',
	'workType',
	'workRole',
	'startDateTime',
	'endDateTime',
	'hoursWorked',
];

type Body = Record<string, unknown>;

/** Writes time onto tickets. */
export class TimeWriter {
	constructor(
		private readonly client: AutotaskClient,
		private readonly information: FieldInformation,
		private readonly people: People,
		private readonly technicians: Technicians,
		private readonly setUp: TimeSetUp,
	) {}

	/**
	 * Creates time. Without a word about who may read its text, that is internal.
	 * @returns its id
	 * @throws SyncError REJECTED where Autotask takes no such time, with person and day
	 */
	async create(payload: FlatRecord, synonyms: Synonyms): Promise<string> {
		const parts = takeApart('timeEntry', vendorsOwn(payload), 'create');
		await this.information.check('timeEntry', parts);
		const who = await this.technicians.find(payload['technician'], synonyms['technician']);
		const window = windowOf(payload, null);
		const visibility = isEmpty(payload['visibility']) ? INTERNAL : readersOf(payload['visibility']);
		const text = described(String(payload['notes'] ?? ''), who, window.startDateTime);
		const body: Body = {
			...createBody(parts),
			resourceID: who.resource.id,
			roleID: await this.#role(payload, synonyms, who),
			...(await this.#workType(payload, synonyms)),
			...window,
			...(text === '' ? {} : { [FIELD_OF[visibility]]: text }),
		};
		const whose = { technician: who.standsInFor ?? who.resource.name, startedAt: window.startDateTime };
		return await this.#explain(whose, async () => await this.client.create('timeEntry', body));
	}

	/**
	 * Changes time. It is read before: only that tells whether it was billed since, which of its texts is the one that is
	 * meant, and what its window is, without which new hours change nothing (seen live).
	 * @throws SyncError REJECTED where it is billed, or where clients would come to see what they do not see now;
	 *   PRECONDITION where it was changed since `current` was read; NOT_FOUND where it is gone
	 */
	async update(current: NativeRecord, changes: FlatRecord, synonyms: Synonyms): Promise<void> {
		const parts = takeApart('timeEntry', vendorsOwn(changes), 'update');
		await this.information.check('timeEntry', parts);
		const raw = await this.read(current.id);
		const now = timeOf(raw);
		mustBeAsRead(now, current);
		mustBeOpen(now);
		const names = await this.people.names();
		const owner = textOf(now).head?.author ?? names.get(now.resourceID ?? -1) ?? `resource ${now.resourceID}`;
		const who = Object.hasOwn(changes, 'technician')
			? await this.technicians.find(changes['technician'], synonyms['technician'])
			: null;
		const window = ['startDateTime', 'endDateTime', 'hoursWorked'].some((name) => Object.hasOwn(changes, name))
			? windowOf(changes, now)
			: null;
		const body: Body = {
			...patchBody(parts),
			...(who && { resourceID: who.resource.id }),
			...(who || Object.hasOwn(changes, 'workRole') ? await this.#newRole(now, changes, synonyms, who) : {}),
			...(await this.#workType(changes, synonyms)),
			...window,
			...textChanges(now, changes, who, window?.startDateTime ?? utcTime(now.startDateTime)),
		};
		const whose: Whose = {
			technician: owner,
			startedAt: window?.startDateTime ?? utcTime(now.startDateTime) ?? '',
			id: current.id,
		};
		await this.#explain(whose, async () => await this.#send(raw, body));
	}

	/** @throws SyncError NOT_FOUND where it is gone */
	async read(id: string): Promise<VendorRecord> {
		const raw = await this.client.get('timeEntry', id);
		if (raw !== undefined) return raw;
		const message = `Autotask timeEntry ${id} does not exist any more`;
		throw new SyncError('NOT_FOUND', message, { system: 'autotask', entity: 'timeEntry', id });
	}

	async #send(now: VendorRecord, body: Body): Promise<void> {
		const id = String(now.id);
		try {
			await this.client.write('PATCH', 'timeEntry', id, body);
		} catch (error) {
			// Some zones have no PATCH of a collection (seen live); PUT empties what is left out.
			if (!isMissingVerb(error)) throw error;
			const told = await this.information.standard('timeEntry');
			const fixed = new Set(told.flatMap(({ name, isReadOnly }) => (isReadOnly === true ? [name] : [])));
			const kept = Object.entries(now).filter(([name]) => !fixed.has(name) && name !== 'soapParentPropertyId');
			await this.client.write('PUT', 'timeEntry', id, { ...Object.fromEntries(kept), ...body });
		}
	}

	async #role(payload: FlatRecord, synonyms: Synonyms, { resource }: Technician): Promise<number> {
		const given = payload['workRole'];
		if (isEmpty(given)) return await this.technicians.roleOf(resource);
		return await this.setUp.numberOf('roles', [given, ...(synonyms['workRole'] ?? [])]);
	}

	/** A person who takes over an entry takes it over in a role of their own. */
	async #newRole(now: TimeEntry, changes: FlatRecord, synonyms: Synonyms, who: Technician | null): Promise<Body> {
		const resource = who?.resource ?? (await this.people.byId(now.resourceID ?? -1));
		if (resource === undefined) throw refuse('timeEntry', 'workRole', 'cannot be changed: its resource is not listed');
		return { roleID: await this.#role(changes, synonyms, { resource, standsInFor: null }) };
	}

	async #workType(payload: FlatRecord, synonyms: Synonyms): Promise<Body> {
		if (!Object.hasOwn(payload, 'workType')) return {};
		const given = payload['workType'];
		if (isEmpty(given)) return { billingCodeID: null };
		return { billingCodeID: await this.setUp.numberOf('workTypes', [given, ...(synonyms['workType'] ?? [])]) };
	}

	async #explain<T>(whose: Whose, work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw explained(error, whose);
		}
	}
}

const FIELD_OF = { [PUBLIC]: 'summaryNotes', [INTERNAL]: 'internalNotes' } as const;

function vendorsOwn(payload: FlatRecord): FlatRecord {
	return Object.fromEntries(Object.entries(payload).filter(([name]) => !OWN.includes(name)));
}

/** The text as it is stored: where somebody stands in, its first line names the person who did the work. */
function described(text: string, who: Technician, startedAt: string | null): string {
	return who.standsInFor === null ? text : withHead({ author: who.standsInFor, writtenAt: startedAt }, text);
}

/** Changes to the text, to who may read it, and to whom it names. */
function textChanges(now: TimeEntry, changes: FlatRecord, who: Technician | null, startedAt: string | null): Body {
	const { head, text, visibility } = textOf(now);
	const asked = isEmpty(changes['visibility']) ? visibility : readersOf(changes['visibility']);
	mustNotWiden(now, visibility, asked);
	const author = who === null ? (head?.author ?? null) : who.standsInFor;
	const touched =
		['notes', 'visibility'].some((name) => Object.hasOwn(changes, name)) || author !== (head?.author ?? null);
	if (!touched) return {};
	const written = Object.hasOwn(changes, 'notes') ? String(changes['notes'] ?? '') : text;
	const stored = author === null ? written : withHead({ author, writtenAt: head?.writtenAt ?? startedAt }, written);
	if (asked === visibility) return { [FIELD_OF[visibility]]: stored };
	// Hidden from clients: it joins what was internal already.
	return {
		summaryNotes: '',
		internalNotes: [stored, now.internalNotes ?? ''].filter((part) => part !== '').join('\n\n'),
	};
}

function readersOf(value: Json): typeof PUBLIC | typeof INTERNAL {
	if (value === PUBLIC || value === INTERNAL) return value;
	throw refuse('timeEntry', 'visibility', `must be "${PUBLIC}" or "${INTERNAL}"`);
}

/** The last lock (law P6): it holds whatever map, strategy or decision the value comes from. */
function mustNotWiden(now: TimeEntry, held: string, asked: string): void {
	if (asked === held || asked === INTERNAL) return;
	const message = `Autotask timeEntry ${now.id} has no summary that clients may read, and the sync never shows them a text that they do not see yet. If that is meant, move it to the summary notes in Autotask by hand and dismiss this`;
	throw rejected(now, message, 'visibility');
}

/** The last lock (law P5): what was approved and posted is an invoice's, or will be. */
function mustBeOpen(now: TimeEntry): void {
	if (isEmpty(now.billingApprovalDateTime)) return;
	const message = `Autotask timeEntry ${now.id} was approved and posted for billing on ${String(now.billingApprovalDateTime).slice(0, 10)}, and the sync never changes billed time. Undo the posting in Autotask (Contracts > Approve & Post), or correct it in the next period, then dismiss this`;
	throw rejected(now, message, 'billed');
}

function mustBeAsRead(now: TimeEntry, current: NativeRecord): void {
	const changed = changedAt(now);
	if (changed === null || current.changedAt === null || changed === current.changedAt) return;
	const message = `Autotask timeEntry ${current.id} was changed meanwhile; it will be planned again`;
	throw new SyncError('PRECONDITION', message, { system: 'autotask', entity: 'timeEntry', id: current.id });
}

function rejected({ id }: TimeEntry, message: string, field: string): SyncError {
	return new SyncError('REJECTED', message, { system: 'autotask', entity: 'timeEntry', id: String(id), field });
}

/** For people: what an entry is recognised by. */
export function labelOf(raw: VendorRecord, person: unknown): string {
	return `${String(person ?? '')}, ${String(valueOf(raw, 'startDateTime') ?? '').slice(0, 16)}, ${String(valueOf(raw, 'hoursWorked') ?? '')} h`;
}
