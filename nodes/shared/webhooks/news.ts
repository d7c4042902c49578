import { ENTITIES, type Entity, type System } from '../../../sync/model/entity';

/**
 * What each system tells of by webhooks of its own. ConnectWise has none for notes and files: they come with their
 * ticket (Developer Guide). Autotask has them for companies, contacts, tickets and their notes. Of HaloPSA's events, those
 * of tickets are known by number; people choose others there.
 */
export const NEWS: Readonly<Record<System, readonly Entity[]>> = {
	connectwise: ['company', 'contact', 'agreement', 'ticket', 'timeEntry', 'invoice'],
	autotask: ['company', 'contact', 'ticket', 'note'],
	halopsa: ['company', 'contact', 'ticket'],
	platform: ENTITIES,
};
