import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, Synonyms } from '../../model/record';
import type { Lookups } from './lookups';
import { priorityId } from './lookups';
import type { NamedThing, Priority } from './schemas';
import { idOf } from './values';

interface Choice {
	readonly id: number;
	readonly name: string;
}

/**
 * Brings names that are set up in the tenant to the ids that a ticket carries: the status among those of the ticket's
 * type, the priority among those of its SLA. Where the first name is none of them, its synonyms are tried; where a name
 * and an id are given, the id counts.
 */
export class TicketChoices {
	constructor(private readonly lookups: Lookups) {}

	/**
	 * @param changes the flat payload
	 * @param after the ticket as it is to be, which says of what type and SLA it is
	 * @throws SyncError BAD_INPUT for a name that this ticket cannot have
	 */
	async resolve(changes: FlatRecord, after: FlatRecord, synonyms: Synonyms): Promise<FlatRecord> {
		const resolved: Record<string, Json> = { ...changes };
		const wanted = (stem: string): string[] => takeNames(resolved, stem, synonyms);
		const types = wanted('tickettype');
		if (types.length > 0) {
			resolved['tickettype_id'] = pick(
				'tickettype_name',
				types,
				named(await this.lookups.ticketTypes()),
				'ticket type',
			);
		}
		const statuses = wanted('status');
		if (statuses.length > 0) {
			const type = idOf(resolved['tickettype_id'] ?? after['tickettype_id']);
			const known = await this.lookups.statuses(typeof type === 'number' ? type : null);
			resolved['status_id'] = pick('status_name', statuses, named(known), "status of this ticket's type");
		}
		const priorities = wanted('priority');
		if (priorities.length > 0) {
			const sla = idOf(resolved['sla_id'] ?? after['sla_id']);
			resolved['priority_id'] = pick(
				'priority_name',
				priorities,
				ofSla(await this.lookups.priorities(), sla),
				"priority of this ticket's SLA",
			);
		}
		const agents = wanted('agent');
		if (agents.length > 0) {
			resolved['agent_id'] = pick('agent_name', agents, named(await this.lookups.agents()), 'agent');
		}
		return resolved;
	}
}

/** The names that are given for something, the preferred one first; none where an id is. Takes them out of the record. */
function takeNames(record: Record<string, Json>, stem: string, synonyms: Synonyms): string[] {
	const field = `${stem}_name`;
	if (!Object.hasOwn(record, field)) return [];
	const name = record[field];
	delete record[field];
	if (Object.hasOwn(record, `${stem}_id`)) return [];
	if (name === null || name === '') {
		record[`${stem}_id`] = null;
		return [];
	}
	const others = Object.hasOwn(synonyms, field) ? synonyms[field] : [];
	return [name, ...others].filter((one) => typeof one === 'string');
}

function named(things: readonly NamedThing[]): Choice[] {
	return things.flatMap(({ id, name }) => (name ? [{ id, name }] : []));
}

/** A ticket without an SLA yet gets one by its type: any priority of that name will then do. */
function ofSla(priorities: readonly Priority[], sla: Json): Choice[] {
	const own = priorities.filter(({ slaid }) => slaid === sla);
	return (own.length > 0 ? own : priorities).flatMap((one) => {
		const id = priorityId(one);
		return id !== null && one.name ? [{ id, name: one.name }] : [];
	});
}

/** Exactly as written, or without regard to case where there is none so. */
function pick(field: string, names: readonly string[], choices: readonly Choice[], what: string): number {
	for (const name of names) {
		const exact = choices.find((choice) => choice.name === name);
		const found = exact ?? choices.find((choice) => choice.name.toLowerCase() === name.toLowerCase());
		if (found) return found.id;
	}
	const known = choices
		.map(({ name }) => name)
		.slice(0, 20)
		.join(', ');
	throw new SyncError(
		'BAD_INPUT',
		`HaloPSA ticket: ${field} "${names[0]}" is no ${what}; choose one of: ${known || 'none is set up'}`,
		{ system: 'halopsa', entity: 'ticket', field },
	);
}
