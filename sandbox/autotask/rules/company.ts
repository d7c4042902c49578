import { type EntityRules, defaults } from './rules';

export const companyRules: EntityRules = {
	complete(record, { db, by, impersonator, stored }) {
		const now = db.now();
		if (!stored) {
			Object.assign(record, {
				createDate: now,
				createdByResourceID: by,
				impersonatorCreatorResourceID: impersonator ?? null,
				isSample: false,
			});
			defaults(record, {
				billToAddressToUse: 1,
				isActive: true,
				isClientPortalActive: false,
				isEnabledForComanaged: false,
				isTaskFireActive: false,
				isTaxExempt: false,
				invoiceNonContractItemsToParentCompany: false,
			});
		}
		record.lastActivityDate = now;
		record.lastTrackedModifiedDateTime = now;
		return stored && record.parentCompanyID === stored.id ? ['A company cannot be its own parent.'] : [];
	},

	keep(row, db) {
		for (const { companyID } of db.table('Tickets').current()) {
			if (companyID === row.id) return 'The company cannot be deleted: it has tickets.';
		}
		return undefined;
	},

	deleted(row, { db, by }) {
		for (const table of ['Contacts', 'Contracts'] as const) {
			for (const child of [...db.table(table).current()]) if (child.companyID === row.id) db.delete(table, child, by);
		}
	},
};
