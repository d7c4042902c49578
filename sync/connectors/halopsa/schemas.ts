import { z } from 'zod';

/**
 * Every answer of the vendor passes one of these. The specification declares no answers at all, so they ask for little
 * and keep whatever else there is. Ids come as whole numbers, as text, and as decimals (`18.0`, seen live).
 */
export const wholeNumber = z.union([
	z.number().int(),
	z
		.string()
		.regex(/^-?\d+(?:\.0+)?$/)
		.transform((text) => Number(text)),
]);

export const customField = z
	.object({
		id: wholeNumber.nullish(),
		name: z.string().nullish(),
		label: z.string().nullish(),
		type: wholeNumber.nullish(),
		usage: wholeNumber.nullish(),
		value: z.unknown(),
		display: z.unknown(),
	})
	.passthrough();
export type CustomField = z.infer<typeof customField>;

/** A client, user, ticket or site as the vendor sends it. */
export const vendorRecord = z.object({ id: wholeNumber, customfields: z.array(customField).nullish() }).passthrough();
export type VendorRecord = z.infer<typeof vendorRecord>;

/** Statuses, ticket types, teams, agents …: things with an id and a name. */
export const namedThing = z
	.object({
		id: wholeNumber,
		name: z.string().nullish(),
		inactive: z.boolean().nullish(),
		isdisabled: z.boolean().nullish(),
	})
	.passthrough();
export type NamedThing = z.infer<typeof namedThing>;

/** A priority belongs to one SLA. Its usable number is `priorityid`; `id` is a GUID (seen live). */
export const priority = z
	.object({
		priorityid: wholeNumber.nullish(),
		id: z.union([wholeNumber, z.string()]).nullish(),
		slaid: wholeNumber.nullish(),
		name: z.string().nullish(),
		ishidden: z.boolean().nullish(),
	})
	.passthrough();
export type Priority = z.infer<typeof priority>;

/** Something that agents can do on a ticket. `newstatus` is the status that it brings, none where it is below 1. */
export const outcome = z
	.object({
		id: wholeNumber,
		outcome: z.string().nullish(),
		newstatus: wholeNumber.nullish(),
		hidden: z.boolean().nullish(),
	})
	.passthrough();
export type Outcome = z.infer<typeof outcome>;

/** The definition of a custom field. */
export const fieldInfo = z
	.object({
		id: wholeNumber,
		name: z.string().nullish(),
		label: z.string().nullish(),
		type: wholeNumber.nullish(),
		usage: wholeNumber.nullish(),
		readonly: z.boolean().nullish(),
		characterlimit: wholeNumber.nullish(),
		values: z.array(z.object({ id: wholeNumber, name: z.string().nullish() }).passthrough()).nullish(),
	})
	.passthrough();
export type FieldInfo = z.infer<typeof fieldInfo>;

/** The agent that the application acts as. */
export const agentSelf = z
	.object({ id: wholeNumber.nullish(), name: z.string().nullish(), isdisabled: z.boolean().nullish() })
	.passthrough();
export type AgentSelf = z.infer<typeof agentSelf>;

export const tokenAnswer = z
	.object({
		access_token: z.string().min(1),
		expires_in: z.coerce.number().positive().nullish(),
	})
	.passthrough();

/** The error bodies that were seen: a result code, a .NET exception, a bare message, OAuth's, and a status with its text. */
export const vendorError = z
	.object({
		resultCode: z.union([z.number(), z.string()]).nullish(),
		errorMessage: z.string().nullish(),
		ClassName: z.string().nullish(),
		Message: z.string().nullish(),
		message: z.string().nullish(),
		error: z.union([z.string(), z.object({ message: z.string().nullish() }).passthrough()]).nullish(),
		error_description: z.string().nullish(),
		details: z
			.array(z.object({ field: z.string().nullish(), message: z.string().nullish() }).passthrough())
			.nullish()
			.catch(null),
	})
	.passthrough();
export type VendorErrorBody = z.infer<typeof vendorError>;

/** A body that cannot be read is refused by its places: `{"[0].client_id": ["…"]}`. */
export const modelState = z
	.record(z.array(z.string()))
	.refine((state) => Object.keys(state).length > 0, 'names no place');

/** A list as it comes: bare, or wrapped together with how many rows there are in all. */
export interface Listed {
	readonly rows: readonly unknown[];
	/** `record_count`; null for a list that does not say. */
	readonly count: number | null;
}

/**
 * Takes a list out of its wrapping. Which lists are wrapped, and under which name, differs between endpoints and
 * versions; the name that is expected goes first, '' where it is not known.
 * @returns undefined where there is no list in it.
 */
export function unwrapList(answer: unknown, name: string): Listed | undefined {
	if (Array.isArray(answer)) return { rows: answer, count: null };
	if (typeof answer !== 'object' || answer === null) return undefined;
	const wrapped = new Map(Object.entries(answer));
	const counted = wholeNumber.safeParse(wrapped.get('record_count'));
	const lists = [...wrapped.values()].filter((value): value is unknown[] => Array.isArray(value));
	const named = wrapped.get(name);
	// A record has lists of its own: only a wrapping is taken for one. What has no name here is never a record.
	const isWrapping = Array.isArray(named) || (lists.length === 1 && (counted.success || name === ''));
	if (!isWrapping) return undefined;
	return { rows: Array.isArray(named) ? named : lists[0], count: counted.success ? counted.data : null };
}

/**
 * Takes one record out of whatever it comes in: bare, the only row of a list, or under a name of its own.
 * @returns undefined where there is none; what is no record at all as it is.
 */
export function unwrapRecord(answer: unknown, name: string): unknown {
	if (typeof answer !== 'object' || answer === null) return answer;
	if (Object.hasOwn(answer, 'id')) return answer;
	const list = unwrapList(answer, name);
	if (list) return list.rows[0];
	const members = Object.values(answer);
	return members.length === 1 ? members[0] : answer;
}
