import { z } from 'zod';
import { TABLE_NAMES } from './database';
import { SIGNED_FORMS } from './signature';

/** What can be set while the simulator runs: a tenant's circumstances, and what sources disagree about. */
export const settingsSchema = z
	.object({
		/** How long queries show an older state. */
		indexLagMs: z.number().int().nonnegative(),
		/** How long a GET by id answers 404 to a new record. */
		readAfterCreateMs: z.number().int().nonnegative(),
		/** Calls that the whole database may make in any 60 minutes. */
		hourlyThreshold: z.number().int().positive(),
		/** Calls that other tools of the database made in the last 60 minutes. */
		othersCalls: z.number().int().nonnegative(),
		/** Slows answers down from half of the threshold on, as the vendor does. */
		progressiveLatency: z.boolean(),
		/** Calls at a time of one integration to one endpoint; null for no limit. */
		threadsPerEndpoint: z.number().int().positive().nullable(),
		/** The status of a call too many at a time: sources have seen both. */
		threadRefusalStatus: z.union([z.literal(429), z.literal(500)]),
		/** False: changes are told to nobody. */
		webhooks: z.boolean(),
		/** Every delivery arrives twice. */
		webhooksTwice: z.boolean(),
		/** How long a delivery is on its way. */
		webhookDelayMs: z.number().int().nonnegative(),
		/** What the signature is computed over: the body as sent, or with some characters escaped. */
		webhookSigning: z.enum(SIGNED_FORMS),
		/** The key of deliveries that names who made the change. */
		webhookPersonKey: z.enum(['PersonID', 'PersonId']),
		/** The tenant's zone: a path of its own on this server. A tenant that moved is answered 401 in the old one. */
		zone: z
			.string()
			.regex(/^[a-z0-9]*$/)
			.describe('empty for the zone at the root'),
		/** Whether the address of the zone ends in a slash. */
		zoneSlash: z.boolean(),
		/** Whether times are answered with a `Z`. */
		timesWithZ: z.boolean(),
		/** What happens to text that is too long. */
		longText: z.enum(['refuse', 'truncate']),
		/** Whether a GET of a missing id is 404 instead of `{ "item": null }`. */
		missingAs404: z.boolean(),
		/** Whether collections take PATCH; one zone was seen without. */
		collectionPatch: z.boolean(),
		/** So many PATCHes of a status are answered 200 and lost. */
		dropStatusChanges: z.number().int().nonnegative(),
		/** Proxy Time Entry: whether the API user may enter time for others (a system setting, documented). */
		proxyTimeEntry: z.boolean(),
		/** Whether time may lie across midnight, UTC (a system setting, documented). */
		timeOverMidnight: z.boolean(),
		/** Whether an attachment with its bytes is answered as a list of one (seen live) or alone (specification). */
		attachmentInList: z.boolean(),
		/** A condition of the workflow rules that mail clients: what the API user does is left out. */
		mailsExceptApiUser: z.boolean(),
		/** A condition of the workflow rules that mail clients: these companies are left out. */
		mailsExceptCompanies: z.array(z.number().int()),
		/** Entities, by the names of their collections, that the security level of the API user does not let it touch. */
		deniedEntities: z.array(z.enum(TABLE_NAMES)),
	})
	.strict();

export type AllSettings = z.infer<typeof settingsSchema>;
/** The settings to change; the others stay. */
export type Settings = Partial<AllSettings>;

export const DEFAULT_SETTINGS: AllSettings = {
	indexLagMs: 0,
	readAfterCreateMs: 0,
	hourlyThreshold: 10_000,
	othersCalls: 0,
	progressiveLatency: false,
	threadsPerEndpoint: 3,
	threadRefusalStatus: 500,
	webhooks: true,
	webhooksTwice: false,
	webhookDelayMs: 0,
	webhookSigning: 'raw',
	webhookPersonKey: 'PersonID',
	zone: '',
	zoneSlash: true,
	timesWithZ: false,
	longText: 'refuse',
	missingAs404: false,
	collectionPatch: true,
	dropStatusChanges: 0,
	proxyTimeEntry: true,
	timeOverMidnight: true,
	attachmentInList: false,
	mailsExceptApiUser: false,
	mailsExceptCompanies: [],
	deniedEntities: [],
};
