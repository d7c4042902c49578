import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { priorityId, valueAt, type NamedThing } from '../../../sync/connectors/halopsa';
import { toNodeError } from '../../shared/node-errors';
import { RESOURCES } from '../../shared/resources';
import { editorAccess, type RecordAccess } from '../transport/connection';

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

export const companyToplevelId = loaded(async ({ lookups }) => toOptions(await lookups.topLevels()));
export const ticketTickettypeId = loaded(async ({ lookups }) => toOptions(await lookups.ticketTypes()));
export const ticketAgentId = loaded(async ({ lookups }) => toOptions(await lookups.agents()));
export const ticketSlaId = loaded(async ({ lookups }) => toOptions(await lookups.slas()));

/** Tickets name their team, rather than carrying its ID. */
export const ticketTeam = loaded(async ({ lookups }) =>
	(await lookups.teams()).flatMap(({ name }) => (name ? [{ name, value: name }] : [])),
);

/** The statuses of the ticket type that is chosen, or of the ticket that is; without either, all. */
export const ticketStatusId = loaded(async function (access) {
	const type = chosen.call(this, 'tickettypeId') ?? (await ofTicket.call(this, access, 'tickettype_id'));
	return toOptions(await access.lookups.statuses(type ?? null));
});

/** The priorities of the SLA that is chosen, or of the ticket that is; without either, of every SLA. */
export const ticketPriorityId = loaded(async function (access) {
	const { lookups } = access;
	const sla = chosen.call(this, 'slaId') ?? (await ofTicket.call(this, access, 'sla_id'));
	const names = new Map((await lookups.slas()).map(({ id, name }) => [id, name ?? String(id)]));
	return (await lookups.priorities()).flatMap((one) => {
		const id = priorityId(one);
		if (id === null || (sla !== undefined && one.slaid !== sla)) return [];
		const of = sla === undefined && one.slaid ? ` (${names.get(one.slaid) ?? one.slaid})` : '';
		return [{ name: `${one.name ?? id}${of}`, value: id }];
	});
});

/** The custom fields of the chosen resource. */
export const customFields = loaded(async function ({ writer }) {
	const resource = z.enum(RESOURCES).parse(this.getCurrentNodeParameter('resource'));
	const fields = await writer.customFields.of(resource);
	return fields.flatMap(({ name, label }) => (name ? [{ name: label || name, value: name, description: name }] : []));
});

/** Wraps a loader: errors say what to do and are never shown as options. */
function loaded(load: (this: ILoadOptionsFunctions, access: RecordAccess) => Promise<INodePropertyOptions[]>): Load {
	return async function () {
		try {
			return await load.call(this, await editorAccess.call(this));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

/** What is chosen beside the list. An expression has no value yet in the editor. */
function chosen(this: ILoadOptionsFunctions, name: string): number | undefined {
	for (const parameter of [name, `additionalFields.${name}`, `updateFields.${name}`]) {
		const value = wholeNumber(this.getCurrentNodeParameter(parameter));
		if (value !== undefined) return value;
	}
	return undefined;
}

async function ofTicket(
	this: ILoadOptionsFunctions,
	{ client }: RecordAccess,
	field: string,
): Promise<number | undefined> {
	const id = wholeNumber(this.getCurrentNodeParameter('ticketId', { extractValue: true }));
	const ticket = id === undefined ? undefined : await client.get('ticket', String(id));
	return wholeNumber(valueAt(ticket, field));
}

function wholeNumber(value: unknown): number | undefined {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function toOptions(things: readonly NamedThing[]): INodePropertyOptions[] {
	return things.map(({ id, name }) => ({ name: name ?? String(id), value: id }));
}
