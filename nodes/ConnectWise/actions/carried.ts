import { connectwiseCatalogue } from '../../../sync/connectors/connectwise';
import type { CarriedSystem } from '../../shared/carried';
import { recordLocator } from './common/properties';
import { FORM } from './common/values';

const AUTHOR = 'Stands in the first line of the text, which ConnectWise signs with the API member';

/** What ConnectWise keeps below tickets and companies, in the names of its own screens. */
export const carriedSystem: CarriedSystem = {
	system: 'connectwise',
	catalogue: connectwiseCatalogue,
	form: FORM,
	recordLocator,
	tables: {
		agreement: { operations: ['get', 'getMany'], id: { example: '12' } },
		attachment: {
			operations: ['download', 'get', 'getMany', 'upload'],
			id: { example: '1234/56', description: 'Ticket and document with a slash between them, as Get Many tells it' },
			file: { name: 'fileName', size: 'size' },
			descriptions: {
				fileName: 'Without it, the file keeps the name that it has',
				title: 'Without it, the file name',
			},
		},
		invoice: { operations: ['get', 'getMany'], id: { example: '12' } },
		note: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: { example: '1234/56', description: 'Ticket and note with a slash between them, as Get Many tells it' },
			descriptions: {
				author: AUTHOR,
				dateCreated: 'Stands in the first line of the text, beside the author',
				processNotifications: 'Whether ConnectWise mails those whom its rules name; never of an internal note',
				visibility: 'On which tab of the ticket it stands. Clients read the discussion.',
			},
		},
		timeEntry: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: { example: '1234' },
			hidden: ['workType/name', 'workRole/name'],
			listed: ['workType/id', 'workRole/id'],
			writable: { visibility: ['Discussion', 'Internal', 'Resolution', 'Time Entry Only'] },
			descriptions: {
				technician: 'Full name or identifier of a member who is active',
				actualHours: 'Where it is less than lies between start and end, the rest is deducted',
				emailContactFlag: 'Whether the contact is mailed about this entry',
				emailCcFlag: 'Whether those in Cc are mailed about this entry',
				emailResourceFlag: 'Whether the resources are mailed about this entry',
				visibility: 'On which tab of the ticket its notes stand. Clients read the discussion.',
			},
		},
	},
};
