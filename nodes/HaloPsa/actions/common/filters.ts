import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { LISTED } from '../../../../sync/connectors/halopsa';
import type { Query } from '../../../../sync/connectors/http';
import { SyncError } from '../../../../sync/model/errors';
import { utcTime } from '../../../shared/field-values';
import { byLabel } from '../../../shared/record-properties';
import type { Resource } from '../../../shared/resources';
import { listedProperty, recordLocator } from './properties';

/** Lists leave out details and custom fields. */
export const detailsProperty: INodeProperties = {
	displayName: 'Include Details',
	name: 'includeDetails',
	type: 'boolean',
	default: false,
	description: 'Whether to read each record with all its details and custom fields, which takes a call for each',
};

/** The filters of *Get Many*: HaloPSA has no language to ask in, only parameters. */
export function filtersProperty(resource: Resource): INodeProperties {
	const options = {
		company: [changedSince, includeInactive, search, listedProperty('company', 'toplevel_id', 'Top Level')],
		contact: [changedSince, recordLocator('company', 'clientId', 'Client'), includeInactive, search],
		ticket: [
			changedSince,
			recordLocator('company', 'clientId', 'Client'),
			recordLocator('contact', 'userId', 'User'),
			listedProperty('ticket', 'agent_id', 'Agent'),
			listedProperty('ticket', 'status_id', 'Status'),
			listedProperty('ticket', 'tickettype_id', 'Ticket Type'),
			search,
			state,
		],
	}[resource];
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: byLabel(options),
	};
}

const search: INodeProperties = {
	displayName: 'Search',
	name: 'search',
	type: 'string',
	default: '',
	description: 'What HaloPSA itself would be asked to search for: a name, an email address, words of a ticket',
};

const changedSince: INodeProperties = {
	displayName: 'Changed Since',
	name: 'changedSince',
	type: 'dateTime',
	default: '',
	description: 'Only records that were changed at or after this time',
};

const includeInactive: INodeProperties = {
	displayName: 'Include Inactive',
	name: 'includeInactive',
	type: 'boolean',
	default: false,
	description: 'Whether to include those that are no longer active',
};

const state: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Open and Closed', value: 'any' },
		{ name: 'Only Closed', value: 'closed' },
		{ name: 'Only Open', value: 'open' },
	],
	default: 'any',
	description: 'Whether tickets are to be open or closed',
};

const wholeNumber = z
	.union([z.literal(''), z.coerce.number().int().positive()])
	.optional()
	.transform((value) => (value === '' ? undefined : value));

const filters = z.object({
	search: z.coerce.string().trim().default(''),
	changedSince: z.unknown(),
	includeInactive: z.boolean().default(false),
	state: z.enum(['any', 'open', 'closed']).default('any'),
	toplevelId: wholeNumber,
	agentId: wholeNumber,
	statusId: wholeNumber,
	tickettypeId: wholeNumber,
	clientId: wholeNumber,
	userId: wholeNumber,
});

/**
 * Brings the node's filters into the vendor's parameters.
 * @throws SyncError BAD_INPUT for a value that does not suit its filter.
 */
export function readFilter(this: IExecuteFunctions, resource: Resource, index: number): Query {
	const given = z.record(z.unknown()).parse(this.getNodeParameter('filters', index, {}));
	const located = (name: string): unknown =>
		Object.hasOwn(given, name)
			? this.getNodeParameter(`filters.${name}`, index, '', { extractValue: true })
			: undefined;
	const parsed = filters.safeParse({ ...given, clientId: located('clientId'), userId: located('userId') });
	if (!parsed.success) {
		throw new SyncError('BAD_INPUT', `The filter "${parsed.error.issues[0]?.path.join('.') ?? ''}" is not valid`);
	}
	const { search: text, state: wanted, changedSince: since, ...values } = parsed.data;
	const time = utcTime(since, { system: 'halopsa', field: 'changedSince' }, this.getTimezone());
	return {
		...(values.includeInactive ? LISTED[resource] : {}),
		...(text !== '' && { search: text }),
		...(time !== null && { lastupdatefromdate: time.slice(0, 19) }),
		...(wanted !== 'any' && { [`${wanted}_only`]: true }),
		toplevel_id: values.toplevelId,
		agent_id: values.agentId,
		status_id: values.statusId,
		// The type of a ticket is a field of this name, but no filter (specification).
		requesttype_id: values.tickettypeId,
		client_id: values.clientId,
		user_id: values.userId,
	};
}
