import { z } from 'zod';
import { platformCatalogue } from '../../../sync/connectors/platform';
import type { CarriedSystem } from '../../shared/carried';
import { idempotencyKey } from '../transport/connection';
import { idempotencyKeyOption, optionsProperty } from './common/options';
import { recordLocator } from './common/properties';
import { FORM } from './common/values';

const ownKey = z.coerce.string().trim();

/** What the platform keeps below tickets and companies, in the contract's names. */
export const carriedSystem: CarriedSystem = {
	system: 'platform',
	catalogue: platformCatalogue,
	form: FORM,
	recordLocator,
	tables: {
		agreement: { operations: ['get', 'getMany'], id: { example: 'ag-42' } },
		attachment: {
			operations: ['download', 'get', 'getMany', 'upload'],
			id: { example: 'at-42' },
			file: { name: 'fileName', size: 'size', contentType: 'contentType' },
			descriptions: {
				fileName: 'Without it, the file keeps the name that it has',
				contentType: 'Without it, the file keeps the type that it has',
			},
		},
		invoice: { operations: ['get', 'getMany'], id: { example: 'in-42' } },
		note: { operations: ['create', 'get', 'getMany', 'update'], id: { example: 'no-42' } },
		timeEntry: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: { example: 'te-42' },
			listed: ['workType', 'workRole'],
			descriptions: {
				billable: 'Whether it is to be billed',
				approved: 'Whether it was approved',
				locked: 'Whether it is closed for good: billed, posted or invoiced',
				minutes: 'Whole minutes. Where it is not what lies between start and end, it is what counts.',
			},
		},
	},
	more: (operation) => [
		operation === 'create' || operation === 'upload' ? optionsProperty(idempotencyKeyOption) : optionsProperty(),
	],
	idempotencyKey(index) {
		return ownKey.parse(this.getNodeParameter('options.idempotencyKey', index, '')) || idempotencyKey.call(this, index);
	},
};
