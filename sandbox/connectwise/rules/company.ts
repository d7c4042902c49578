import { referredId } from '../database';
import { type EntityRules, defaultOf, defaults, required } from './rules';

export const companyRules: EntityRules = {
	before(record, { stored }) {
		// A new company brings its first site by name; it is made after the company itself.
		if (!stored) delete record.site;
	},

	complete(fields, { db, stored, touched }) {
		defaults(fields, {
			status: defaultOf(db.table('companyStatuses').current()),
			deletedFlag: false,
			leadFlag: false,
			unsubscribeFlag: false,
			isVendorFlag: false,
			dateAcquired: stored ? undefined : db.clock.nowSeconds(),
		});
		const errors = [];
		// Seen live, though the specification does not ask for one.
		if (!stored && !touched.has('site')) errors.push(required('company', 'site'));
		const namesake = db.table('companies').findCurrent('identifier', fields.identifier);
		if (namesake && namesake.id !== stored?.id) {
			errors.push({
				code: 'ObjectExists',
				message: `A company with identifier ${String(fields.identifier)} already exists`,
				resource: 'company',
				field: 'identifier',
			});
		}
		return errors;
	},

	after(row, given, { db, by, stored }) {
		if (stored) return;
		const { name } = (given.site ?? {}) as { name?: unknown };
		const { addressLine1, city, zip, phoneNumber } = row;
		const address = Object.fromEntries(
			Object.entries({ addressLine1, city, zip, phoneNumber }).filter(([, value]) => value !== undefined),
		);
		const site = db.insert(
			'sites',
			{
				name: typeof name === 'string' && name !== '' ? name : 'Main',
				company: { id: row.id },
				primaryAddressFlag: true,
				inactiveFlag: false,
				...address,
			},
			by,
		);
		// Part of the same creation: stored without a second stamp or a second callback.
		db.table('companies').replace({ ...row, site: { id: site.id } });
	},

	keep(row, db) {
		const used = (['contacts', 'tickets'] as const).some((table) => db.table(table).findCurrent('company/id', row.id));
		return used ? 'The company is in use by contacts or tickets' : undefined;
	},
};

export const contactRules: EntityRules = {
	before(record, { stored, touched }) {
		if (stored && touched.has('company') && !touched.has('site')) record.site = undefined;
	},

	complete(fields, { db, stored }) {
		const company = db.table('companies').get((fields.company as { id: number } | undefined)?.id ?? 0);
		defaults(fields, {
			site: company?.site,
			inactiveFlag: false,
			marriedFlag: false,
			childrenFlag: false,
			unsubscribeFlag: false,
			disablePortalLoginFlag: true,
			portalSecurityLevel: 1,
			defaultBillingFlag: false,
			defaultFlag: false,
		});
		for (const field of [
			'defaultPhoneType',
			'defaultPhoneNbr',
			'defaultPhoneExtension',
			'ignoreDuplicates',
			'typeIds',
		]) {
			delete fields[field];
		}
		if (fields.firstName !== undefined || (stored && stored.firstName === undefined)) return [];
		return [required('contact', 'firstName')];
	},

	keep(row, db) {
		for (const ticket of db.table('tickets').current()) {
			if (referredId(ticket, 'contact') === row.id) return 'The contact is in use by tickets';
		}
		return undefined;
	},
};
