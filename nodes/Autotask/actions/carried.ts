import { autotaskCatalogue } from '../../../sync/connectors/autotask';
import type { CarriedSystem } from '../../shared/carried';
import { recordLocator } from './common/properties';
import { FORM } from './common/values';

/** What Autotask keeps below tickets and companies, in its own names. */
export const carriedSystem: CarriedSystem = {
	system: 'autotask',
	catalogue: autotaskCatalogue,
	form: FORM,
	recordLocator,
	tables: {
		agreement: {
			names: { one: 'contract', many: 'contracts' },
			operations: ['get', 'getMany'],
			id: { example: '29683001' },
		},
		attachment: {
			operations: ['download', 'get', 'getMany', 'upload'],
			id: { example: '1234/56', description: 'Ticket and attachment with a slash between them, as Get Many tells it' },
			file: { name: 'fullPath', size: 'fileSize', contentType: 'contentType' },
			descriptions: {
				fullPath: 'Without it, the file keeps the name that it has',
				title: 'Without it, the file name',
				contentType: 'Without it, the file keeps the type that it has',
			},
		},
		invoice: { operations: ['get', 'getMany'], id: { example: '1234' } },
		note: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: { example: '29683001' },
			listed: ['noteType', 'publish'],
			descriptions: {
				title: 'Without it, a new note is called by its first words',
				publish: 'Without it, a new note is for internal users only',
				author: 'Stands in the first line of the description, which Autotask signs with the API user',
				createDateTime: 'Stands in the first line of the description, beside the author',
			},
		},
		timeEntry: {
			operations: ['create', 'get', 'getMany', 'update'],
			id: { example: '29683001' },
			listed: ['technician', 'workType', 'workRole'],
			descriptions: {
				technician: 'The resource who did the work, by name',
				hoursWorked: 'Start and hours decide: the end moves to where they say',
				notes: 'The text; who may read it is said by the visibility',
				visibility: 'Which of the two texts of the entry it is',
				workRole: 'Without it, the default role of the resource',
			},
		},
	},
};
