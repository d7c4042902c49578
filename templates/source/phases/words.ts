import type { Entity } from '../../../sync/model/entity';
import type { Pairing } from '../pairing';

const PLURALS: Readonly<Record<Entity, string>> = {
	company: 'companies',
	contact: 'contacts',
	agreement: 'agreements',
	ticket: 'tickets',
	note: 'notes',
	timeEntry: 'time',
	attachment: 'attachments',
	invoice: 'invoices',
};

/** "companies, contacts and tickets" */
export function listOf(entities: readonly Entity[]): string {
	const words = entities.map((entity) => PLURALS[entity]);
	const last = words.pop() ?? '';
	return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}

/** With a capital letter, at the beginning of a sentence. */
export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The steps that every template begins with, numbered. */
export function numbered(steps: readonly (string | false | undefined)[]): string {
	return steps
		.filter((step): step is string => typeof step === 'string')
		.map((step, index) => `${index + 1}. ${step}`)
		.join('\n');
}

/** The first step of every setup. */
export function credentials({ psa, platform }: Pairing): string {
	return `Choose a credential in each node of ${psa.name} and ${platform.name}.`;
}
