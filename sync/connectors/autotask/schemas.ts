import { z } from 'zod';

/** Every answer of the vendor passes one of these. Unknown fields are kept: models grow from release to release. */
const id = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);

export const userDefinedValue = z.object({ name: z.string(), value: z.unknown() }).passthrough();
export type UserDefinedValue = z.infer<typeof userDefinedValue>;

/** A list; an entity without user-defined fields was seen to answer with an empty object instead. */
const userDefinedValues = z
	.union([z.array(userDefinedValue), z.record(z.unknown()).transform((): UserDefinedValue[] => [])])
	.nullish();

/** A company, contact or ticket as the vendor sends it. */
export const vendorRecord = z.object({ id, userDefinedFields: userDefinedValues }).passthrough();
export type VendorRecord = z.infer<typeof vendorRecord>;

/** `POST …/query`. */
export function queryAnswer<T extends z.ZodTypeAny>(row: T) {
	return z
		.object({
			items: z.array(row),
			pageDetails: z.object({ count: z.number().nullish(), nextPageUrl: z.string().nullish() }).passthrough().nullish(),
		})
		.passthrough();
}

/** `GET …/{id}`: a record that is not there is null, in either of two places (seen live). */
export const itemAnswer = z
	.object({ item: vendorRecord.nullish() })
	.passthrough()
	.nullish()
	.transform((answer) => answer?.item ?? undefined);

/** What every write answers: the id alone. */
export const writeAnswer = z.object({ itemId: id.nullish() }).passthrough();

const picklistValue = z
	.object({
		value: z.union([z.string(), z.number()]).transform(String),
		label: z.string().nullish(),
		parentValue: z.union([z.string(), z.number()]).nullish(),
		isActive: z.boolean().nullish(),
	})
	.passthrough();

/** One field of `…/entityInformation/fields`, or of `…/userDefinedFields` there. */
export const fieldInformation = z
	.object({
		name: z.string(),
		label: z.string().nullish(),
		dataType: z.string().nullish(),
		type: z.string().nullish(),
		length: z.number().nullish(),
		isRequired: z.boolean().nullish(),
		isReadOnly: z.boolean().nullish(),
		isQueryable: z.boolean().nullish(),
		isPickList: z.boolean().nullish(),
		picklistValues: z.array(picklistValue).nullish(),
		picklistParentValueField: z.string().nullish(),
	})
	.passthrough();
export type FieldInformation = z.infer<typeof fieldInformation>;
export const fieldsAnswer = z.object({ fields: z.array(fieldInformation).nullish() }).passthrough();

/** `…/entityInformation`: what the API user may do with an entity; the specification does not say in which words. */
const userAccess = z.unknown();
export const accessAnswer = z
	.object({
		info: z
			.object({ userAccessForQuery: userAccess, userAccessForCreate: userAccess, userAccessForUpdate: userAccess })
			.passthrough()
			.nullish(),
	})
	.passthrough();

/** Resources, roles, countries: things with an id and, in one way or another, a name. */
export const namedThing = z
	.object({
		id,
		name: z.string().nullish(),
		displayName: z.string().nullish(),
		firstName: z.string().nullish(),
		lastName: z.string().nullish(),
		isActive: z.boolean().nullish(),
	})
	.passthrough();
export type NamedThing = z.infer<typeof namedThing>;

/** `GET …/zoneInformation`. */
export const zoneInformation = z.object({ url: z.string().min(1), webUrl: z.string().nullish() }).passthrough();

/** `GET …/ThresholdInformation`: how many calls the whole database may make, and has made, in how many minutes. */
export const thresholdInformation = z
	.object({
		externalRequestThreshold: z.number(),
		requestThresholdTimeframe: z.number(),
		currentTimeframeRequestCount: z.number(),
	})
	.passthrough();
export type ThresholdInformation = z.infer<typeof thresholdInformation>;

const oneError = z.union([
	z.string().transform((message) => ({ message, field: undefined })),
	z
		.object({ message: z.string().nullish(), field: z.string().nullish() })
		.passthrough()
		.transform(({ message, field }) => ({ message: message ?? 'no reason given', field: field ?? undefined })),
]);

/** The vendor's error body, and the other shape that its router answers with. */
export const vendorError = z
	.object({ errors: z.array(oneError).nullish(), Message: z.string().nullish(), message: z.string().nullish() })
	.passthrough();
export type VendorErrorBody = z.infer<typeof vendorError>;
