import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import {
	boardList,
	boards,
	namedThing,
	valueAt,
	type ConnectWiseClient,
	type NamedThing,
} from '../../../sync/connectors/connectwise';
import { toNodeError } from '../../shared/node-errors';
import { RESOURCES } from '../../shared/resources';
import { editorAccess, type RecordAccess } from '../transport/connection';

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

export const companyStatus = listOf('/company/companies/statuses');
export const ticketPriority = listOf('/service/priorities');
export const ticketSource = listOf('/service/sources');
export const ticketOwner = listOf('/system/members');
export const ticketBoard = loaded(async ({ client }) => (await boards(client)).map(toOption));
export const ticketStatus = perBoard('statuses');
export const ticketType = perBoard('types');

/** The custom fields of the chosen resource. */
export const customFields = loaded(async function ({ writer }) {
	const resource = z.enum(RESOURCES).parse(this.getCurrentNodeParameter('resource'));
	const fields = await writer.customFields.of(resource);
	return fields.flatMap(({ caption, type }) =>
		caption ? [{ name: caption, value: caption, description: type ?? '' }] : [],
	);
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

function listOf(path: string): Load {
	return loaded(async ({ client }) => (await client.lookups(path, namedThing)).map(toOption));
}

/** The statuses or types of the board that is chosen, or of the ticket that is; without either, of every board. */
function perBoard(list: 'statuses' | 'types'): Load {
	return loaded(async function ({ client }) {
		const boardId = await chosenBoard.call(this, client);
		if (boardId !== undefined) return (await boardList(client, boardId, list)).map(toOption);
		const options: INodePropertyOptions[] = [];
		for (const board of await boards(client)) {
			for (const thing of await boardList(client, board.id, list)) {
				const option = toOption(thing);
				options.push({ ...option, name: `${option.name} (${board.name ?? board.id})` });
			}
		}
		return options;
	});
}

async function chosenBoard(this: ILoadOptionsFunctions, client: ConnectWiseClient): Promise<number | undefined> {
	for (const parameter of ['additionalFields.boardId', 'updateFields.boardId']) {
		const chosen = wholeNumber(this.getCurrentNodeParameter(parameter));
		if (chosen !== undefined) return chosen;
	}
	const ticketId = wholeNumber(this.getCurrentNodeParameter('ticketId', { extractValue: true }));
	const ticket = ticketId === undefined ? undefined : await client.get('ticket', String(ticketId));
	return wholeNumber(valueAt(ticket, 'board/id'));
}

/** An expression has no value yet in the editor. */
function wholeNumber(value: unknown): number | undefined {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
	return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function toOption({ id, name, description, identifier }: NamedThing): INodePropertyOptions {
	return { name: name ?? description ?? identifier ?? String(id), value: id };
}
