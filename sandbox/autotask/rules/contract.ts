import { type EntityRules, defaults } from './rules';

export const contractRules: EntityRules = {
	complete(record, { db, stored }) {
		if (!stored) defaults(record, { isDefaultContract: false, isCompliant: true });
		record.lastModifiedDateTime = db.now();
		return [];
	},
};
