import type { INodePropertyOptions } from 'n8n-workflow';
import { ENTITIES, type Entity } from '../../sync/model/entity';

const NAMES: Readonly<Record<Entity, string>> = {
	company: 'Company',
	contact: 'Contact',
	agreement: 'Agreement',
	ticket: 'Ticket',
	note: 'Note',
	timeEntry: 'Time Entry',
	attachment: 'Attachment',
	invoice: 'Invoice',
};

const DESCRIPTIONS: Readonly<Partial<Record<Entity, string>>> = {
	agreement: 'Agreements and contracts, which say how work is billed',
	note: 'What is written on tickets',
	timeEntry: 'Work done on tickets',
	attachment: 'Files on tickets',
};

/** The entities that `has` knows, by name, as n8n wants drop-downs. */
export function entityOptions(has: (entity: Entity) => boolean = () => true): INodePropertyOptions[] {
	return ENTITIES.filter(has)
		.map((value): INodePropertyOptions => {
			const description = DESCRIPTIONS[value];
			return { name: NAMES[value], value, ...(description !== undefined && { description }) };
		})
		.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
