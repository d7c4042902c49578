import { z } from 'zod';
import { htmlToText, shownText } from '../../html';
import { takeHead, type NoteHead } from '../../note-head';
import { wholeNumber } from '../schemas';
import { readTime } from '../values';

const number = wholeNumber.nullish().catch(null);
const text = z.string().nullish().catch(null);

/**
 * An action of a ticket (`Actions` of the specification): a note, time and a change of status, each or all at once. What
 * cannot be read is read as if it were not there.
 */
export const action = z
	.object({
		id: wholeNumber,
		ticket_id: number,
		outcome: text,
		outcome_id: number,
		who: text,
		who_type: number,
		who_agentid: number,
		actionby_user_id: number,
		datetime: text,
		actiondatecreated: text,
		last_updated: text,
		note: text,
		note_html: text,
		hiddenfromuser: z.boolean().nullish().catch(null),
		important: z.boolean().nullish().catch(null),
		timetaken: z.number().finite().nullish().catch(null),
		actionarrivaldate: text,
		actioncompletiondate: text,
		chargerate: number,
		action_contract_id: number,
		actreviewed: z.boolean().nullish().catch(null),
		actioninvoicenumber: z.union([z.string(), z.number()]).nullish().catch(null),
		action_invoice_line_id: number,
	})
	.passthrough();
export type Action = z.infer<typeof action>;

/** Where an action is: they are numbered within their ticket. */
export interface ActionAddress {
	readonly ticket: string;
	readonly number: string;
}

const ADDRESS = /^([1-9]\d{0,9})\/([1-9]\d{0,9})$/;

/** @returns undefined for what is no `<ticket>/<action>` */
export function addressOf(id: string): ActionAddress | undefined {
	const found = ADDRESS.exec(id);
	return found ? { ticket: found[1], number: found[2] } : undefined;
}

export function idOfAction(one: Action, ticket: string): string {
	return `${ticket}/${one.id}`;
}

/** `who_type` of what an agent did; 0 is the system's and users' (recorded). */
const AGENT = 1;

/**
 * The outcome of the actions that this connector makes of time entries, and the name of what agents press to log time
 * alone: the text of such an action is the entry's, and no note.
 */
export const TIME_OUTCOME = 'Time Entry';

export function isByAgent({ who_type, who_agentid, actionby_user_id }: Action): boolean {
	if (who_type === AGENT) return true;
	return who_type === null || who_type === undefined ? (who_agentid ?? 0) > 0 && (actionby_user_id ?? 0) <= 0 : false;
}

/** Who did it, in HaloPSA's words: an agent by the name that the list of agents has. */
export function authorOf(one: Action, agents: ReadonlyMap<number, string>): string | null {
	const agent = isByAgent(one) ? agents.get(one.who_agentid ?? 0) : undefined;
	return agent ?? (one.who || null);
}

/** What HaloPSA writes down by itself ("Rule Applied"): neither a note nor work (recorded). */
export function isSystems(one: Action): boolean {
	return !isByAgent(one) && (one.actionby_user_id ?? 0) <= 0 && one.who === 'System';
}

/** True for an action that is a time entry and nothing else. */
function isTimeAlone({ outcome }: Action): boolean {
	return (outcome ?? '').trim().toLowerCase() === TIME_OUTCOME.toLowerCase();
}

/** An action with time, whatever else it is. */
export function isTimeEntry(one: Action): boolean {
	return !isSystems(one) && ((one.timetaken ?? 0) > 0 || isTimeAlone(one));
}

/** An action with a text, unless the text belongs to a time entry. */
export function isNote(one: Action): boolean {
	return !isSystems(one) && !isTimeAlone(one) && writtenText(one) !== '';
}

/** The text as people see it, without white space at its ends. HTML counts where there is some: it has the links. */
function writtenText({ note, note_html }: Action): string {
	const fromHtml = typeof note_html === 'string' ? htmlToText(note_html).trim() : '';
	return fromHtml === '' ? shownText(note ?? '').trim() : fromHtml;
}

/**
 * The text without the line that names its author. What a client wrote is never read that way: clients could write in
 * anybody's name.
 */
export function textOf(one: Action): { readonly head: NoteHead | null; readonly text: string } {
	const written = writtenText(one);
	return isByAgent(one) ? takeHead(written) : { head: null, text: written };
}

/** When an action was last changed, as far as it says. */
export function changeTime({ last_updated, actiondatecreated, datetime }: Action): string | null {
	for (const given of [last_updated, actiondatecreated, datetime]) {
		const time = readTime(given);
		if (typeof time === 'string' && !Number.isNaN(Date.parse(time))) return time;
	}
	return null;
}

/** Who reads an action: one that does not say is kept from clients. */
export function visibilityOf({ hiddenfromuser }: Action): typeof PUBLIC | typeof INTERNAL {
	return hiddenfromuser === false ? PUBLIC : INTERNAL;
}

export const PUBLIC = 'public';
export const INTERNAL = 'internal';
