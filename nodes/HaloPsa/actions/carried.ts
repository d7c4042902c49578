import { halopsaCatalogue } from '../../../sync/connectors/halopsa';
import type { CarriedSystem } from '../../shared/carried';
import { recordLocator } from './common/properties';
import { FORM } from './common/values';

const ACTION_ID = {
	example: '1234/5',
	description: 'Ticket and action with a slash between them, as Get Many tells it',
} as const;

/** What HaloPSA keeps below tickets and clients: notes and time are actions there. */
export const carriedSystem: CarriedSystem = {
	system: 'halopsa',
	catalogue: halopsaCatalogue,
	form: FORM,
	recordLocator,
	tables: {
		agreement: { operations: ['get', 'getMany'], id: { example: '12' } },
		attachment: {
			operations: ['download', 'get', 'getMany', 'upload'],
			id: { example: '1234/56', description: 'Ticket and attachment with a slash between them, as Get Many tells it' },
			file: { name: 'filename', size: 'filesize' },
			descriptions: { filename: 'Without it, the file keeps the name that it has' },
		},
		invoice: { operations: ['get', 'getMany'], id: { example: '12' } },
		note: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: ACTION_ID,
			listed: ['outcome_id'],
			descriptions: {
				author: 'An agent of this name is the author; anybody else stands in the first line of the note',
				outcome_id: 'Without it, one is taken that suits who may read the note',
			},
		},
		timeEntry: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: ACTION_ID,
			hidden: ['chargerate_name'],
			listed: ['chargerate'],
			descriptions: {
				technician: 'Full name of an agent',
				billable: 'Whether it is charged, where no charge type says more',
			},
		},
	},
};
