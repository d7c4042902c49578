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
};
