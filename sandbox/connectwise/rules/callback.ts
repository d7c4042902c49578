import type { FieldError } from '../errors';
import { type EntityRules, defaults, memberReference } from './rules';

/** Callback types and the levels of each (Developer Guide); every type has `owner`. */
const CALLBACK_LEVELS: Readonly<Record<string, readonly string[]>> = {
	ticket: ['owner', 'status', 'board', 'company', 'ticket'],
	company: ['owner', 'company', 'status', 'type'],
	contact: ['owner', 'company', 'contact'],
	time: ['owner'],
	activity: ['owner'],
	agreement: ['owner'],
	configuration: ['owner'],
	invoice: ['owner'],
	expense: ['owner'],
	member: ['owner'],
	opportunity: ['owner'],
	productcatalog: ['owner'],
	project: ['owner'],
	purchaseorder: ['owner'],
	schedule: ['owner'],
	site: ['owner'],
};

export const callbackRules: EntityRules = {
	complete(fields, { db, by, stored }) {
		const errors: FieldError[] = [];
		const refuse = (code: string, message: string, field: string): void =>
			void errors.push({ code, message, resource: 'callbackEntry', field });
		const { url, type, level } = fields;
		if (typeof url === 'string' && !/^https?:\/\/[^\s]+$/.test(url)) refuse('InvalidField', 'Invalid URL', 'url');
		const levels = CALLBACK_LEVELS[String(type).toLowerCase()];
		if (!levels?.includes(String(level).toLowerCase())) {
			refuse(
				'InvalidObject',
				'Unrecognized level for type, see documentation for supported levels for each type',
				'level',
			);
		}
		// Recorded: an owner callback sent with object 0 comes back with 1.
		if (String(level).toLowerCase() === 'owner') fields.objectId = 1;
		for (const other of db.table('callbacks').current()) {
			const same =
				other.url === url && other.type === type && other.level === level && other.objectId === fields.objectId;
			if (same && other.id !== stored?.id)
				refuse('ObjectExists', 'A matching callback entry already exists', 'objectId');
		}
		defaults(fields, {
			memberId: memberReference(db, by)?.id,
			payloadVersion: '3.0.0',
			inactiveFlag: false,
			isSoapCallbackFlag: false,
			isSelfSuppressedFlag: false,
		});
		return errors;
	},
};
