import { z } from 'zod';

/** Every answer of the vendor passes one of these. Unknown fields are kept: adding fields is no breaking change there. */
const info = z.object({ lastUpdated: z.string().nullish(), updatedBy: z.string().nullish() }).passthrough().nullish();

const id = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);

export const customFieldValue = z
	.object({
		id: id.nullish(),
		caption: z.string().nullish(),
		type: z.string().nullish(),
		entryMethod: z.string().nullish(),
		value: z.unknown(),
	})
	.passthrough();
export type CustomFieldValue = z.infer<typeof customFieldValue>;

export const communicationItem = z
	.object({
		id: id.nullish(),
		type: z.object({ id: id.nullish(), name: z.string().nullish() }).passthrough().nullish(),
		value: z.string().nullish(),
		extension: z.string().nullish(),
		defaultFlag: z.boolean().nullish(),
		communicationType: z.string().nullish(),
	})
	.passthrough();
export type CommunicationItem = z.infer<typeof communicationItem>;

/** A company, contact or ticket as the vendor sends it. */
export const vendorRecord = z
	.object({
		id,
		_info: info,
		customFields: z.array(customFieldValue).nullish(),
		communicationItems: z.array(communicationItem).nullish(),
	})
	.passthrough();
export type VendorRecord = z.infer<typeof vendorRecord>;
export const vendorRecords = z.array(vendorRecord);

/** `GET /login/companyinfo/{company}`: null for a company that does not exist. */
export const companyInfo = z.object({ Codebase: z.string(), IsCloud: z.boolean().nullish() }).passthrough().nullable();

export const systemInfo = z.object({ version: z.string().nullish() }).passthrough();

/** Boards, statuses, types, priorities, sources …: things with an id and a name. */
export const namedThing = z
	.object({ id, name: z.string().nullish(), description: z.string().nullish(), identifier: z.string().nullish() })
	.passthrough();
export type NamedThing = z.infer<typeof namedThing>;

export const communicationType = z
	.object({
		id,
		description: z.string().nullish(),
		phoneFlag: z.boolean().nullish(),
		faxFlag: z.boolean().nullish(),
		emailFlag: z.boolean().nullish(),
		defaultFlag: z.boolean().nullish(),
		disabled: z.boolean().nullish(),
	})
	.passthrough();
export type CommunicationType = z.infer<typeof communicationType>;

export const userDefinedField = z
	.object({
		id,
		caption: z.string().nullish(),
		screenId: z.string().nullish(),
		fieldTypeIdentifier: z.string().nullish(),
		entryTypeIdentifier: z.string().nullish(),
		numberDecimals: z.number().nullish(),
		readOnlyFlag: z.boolean().nullish(),
		requiredFlag: z.boolean().nullish(),
		options: z
			.array(z.object({ optionValue: z.string().nullish(), inactiveFlag: z.boolean().nullish() }).passthrough())
			.nullish(),
	})
	.passthrough();
export type UserDefinedField = z.infer<typeof userDefinedField>;

/** The vendor's error body, and the other shape that its rate limiter answers with. */
export const vendorError = z
	.object({
		code: z.string().nullish(),
		error: z.string().nullish(),
		message: z.string().nullish(),
		errors: z
			.array(
				z
					.object({
						code: z.string().nullish(),
						message: z.string().nullish(),
						resource: z.string().nullish(),
						field: z.string().nullish(),
					})
					.passthrough(),
			)
			.nullish(),
	})
	.passthrough();
export type VendorErrorBody = z.infer<typeof vendorError>;
