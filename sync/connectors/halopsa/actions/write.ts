import type { FieldDefinition } from '../../../model/catalogue';
import { SyncError } from '../../../model/errors';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { textToHtml } from '../../html';
import { timeMs, writeTime } from '../values';
import type { Action, ActionAddress } from './action';
import { addressOf, changeTime, INTERNAL, PUBLIC, visibilityOf } from './action';
import type { TicketActions } from './ticket-actions';

export type ActionEntity = 'note' | 'timeEntry';

/** What a payload for an action may hold, and how its values are read. */
export class ActionPayload {
	constructor(
		private readonly entity: ActionEntity,
		private readonly fields: readonly FieldDefinition[],
		private readonly values: FlatRecord,
		private readonly purpose: 'create' | 'update',
	) {
		for (const name of Object.keys(values)) this.#mustBeWritable(name);
	}

	has(name: string): boolean {
		return Object.hasOwn(this.values, name);
	}

	get(name: string): Json {
		return this.has(name) ? this.values[name] : null;
	}

	text(name: string): string {
		const value = this.get(name);
		if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
		if (isEmpty(value)) return '';
		throw this.refuse(name, 'must be a text');
	}

	/** A time as HaloPSA takes it; undefined where none is given. */
	time(name: string): string | undefined {
		const value = this.get(name);
		if (isEmpty(value)) return undefined;
		const ms = typeof value === 'string' ? timeMs(value) : Number.NaN;
		if (Number.isNaN(ms)) throw this.refuse(name, 'must be a time (ISO 8601)');
		return writeTime(ms);
	}

	id(name: string): number | null {
		const value = this.get(name);
		if (isEmpty(value)) return null;
		if (/^[1-9]\d{0,9}$/.test(String(value))) return Number(value);
		throw this.refuse(name, 'must be an ID, a whole number');
	}

	flag(name: string): boolean | undefined {
		const value = this.get(name);
		if (isEmpty(value)) return undefined;
		if (value === true || value === 'true') return true;
		if (value === false || value === 'false') return false;
		throw this.refuse(name, 'must be true or false');
	}

	/** Who is to read it: nobody but the staff where nothing is said. */
	visibility(): typeof PUBLIC | typeof INTERNAL {
		const value = this.get('visibility');
		if (isEmpty(value) || value === INTERNAL) return INTERNAL;
		if (value === PUBLIC) return PUBLIC;
		throw this.refuse('visibility', `must be "${PUBLIC}" or "${INTERNAL}"`);
	}

	ticket(): string {
		const value = String(this.get('ticket_id') ?? '');
		if (/^[1-9]\d{0,9}$/.test(value)) return value;
		throw this.refuse('ticket_id', 'must be the ID of a ticket');
	}

	refuse(field: string, what: string): SyncError {
		const subject = { system: 'halopsa', entity: this.entity, field } as const;
		return new SyncError('BAD_INPUT', `HaloPSA ${this.entity}: ${field} ${what}`, subject);
	}

	#mustBeWritable(name: string): void {
		const field = this.fields.find((one) => one.name === name);
		if (!field) throw this.refuse(name, 'is no field of it; choose one from the list');
		if (field.readOnly) throw this.refuse(name, 'is read-only; leave it out');
		if (field.createOnly && this.purpose === 'update')
			throw this.refuse(name, 'can be given on create only; leave it out');
	}
}

/** A text in both of the forms in which an action keeps it. */
export function textBody(text: string): { readonly note: string; readonly note_html: string } {
	return { note: text, note_html: textToHtml(text) };
}

/** The action that is about to be changed, as it is now. @throws SyncError NOT_FOUND; PRECONDITION where it moved */
export async function asItIs(
	actions: TicketActions,
	entity: ActionEntity,
	current: NativeRecord,
): Promise<{ readonly now: Action; readonly address: ActionAddress }> {
	const address = addressOf(current.id);
	const subject = { system: 'halopsa', entity, id: current.id } as const;
	const now = address && (await actions.get(address, entity));
	if (!address || !now) {
		throw new SyncError('NOT_FOUND', `HaloPSA ${entity} ${current.id} does not exist any more`, subject);
	}
	const changed = changeTime(now);
	if (changed !== null && current.changedAt !== null && second(changed) !== second(current.changedAt)) {
		const message = `HaloPSA ${entity} ${current.id} was changed meanwhile; it will be planned again`;
		throw new SyncError('PRECONDITION', message, subject);
	}
	return { now, address };
}

/**
 * The last lock (law P6): it holds whatever map, strategy or decision the value comes from.
 * @throws SyncError REJECTED where clients would come to see what they do not see now
 */
export function mustNotWiden(
	entity: ActionEntity,
	id: string,
	now: Action,
	asked: typeof PUBLIC | typeof INTERNAL,
): void {
	if (asked === INTERNAL || visibilityOf(now) === PUBLIC) return;
	const message = `HaloPSA ${entity} ${id} is hidden from the user, and the sync never shows clients what they do not see yet. If that is meant, make it visible in HaloPSA by hand and dismiss this`;
	throw new SyncError('REJECTED', message, { system: 'halopsa', entity, id, field: 'visibility' });
}

/**
 * Makes sure that what was created for the staff alone is hidden: an outcome may decide otherwise.
 * @throws SyncError REJECTED where HaloPSA shows it to clients all the same
 */
export async function keptInternal(
	actions: TicketActions,
	entity: ActionEntity,
	made: Action,
	ticket: string,
): Promise<Action> {
	if (visibilityOf(made) === INTERNAL) return made;
	const id = `${ticket}/${made.id}`;
	const hide = { id: made.id, ticket_id: Number(ticket), hiddenfromuser: true };
	const hidden = await actions.post(hide, entity, id).catch((cause: unknown) => {
		// Tried again, it would not be found among what is hidden: shown for good, and written twice.
		const message = `HaloPSA ${entity} ${id} was written as hidden from the user, HaloPSA shows it, and hiding it failed (${cause instanceof Error ? cause.message : 'no reason was told'}): hide it there now, then dismiss this`;
		throw new SyncError('REJECTED', message, { system: 'halopsa', entity, id, field: 'visibility' }, { cause });
	});
	if (visibilityOf(hidden) === INTERNAL) return hidden;
	const message = `HaloPSA ${entity} ${id} was written as hidden from the user, and HaloPSA shows it all the same: delete it there, and give an outcome that can be hidden as a fixed value of "Outcome (ID)" in the field map`;
	throw new SyncError('REJECTED', message, { system: 'halopsa', entity, id, field: 'visibility' });
}

/** A GET cuts the times that the answer of a POST has in full (recorded): seconds are what both tell. */
function second(time: string): number {
	return Math.floor(Date.parse(time) / 1000);
}
