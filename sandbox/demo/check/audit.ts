import { customField, nameOf, type Both } from './both';
import { NotSeen } from './until';

const STATUS: Readonly<Record<string, readonly string[]>> = {
	new: ['New', 'New (email connector)', 'New (portal)', 'New (alert)', 'Planned'],
	in_progress: ['In Progress', 'Assigned', 'Acknowledged', 'Scheduled'],
	waiting: ['Waiting on Client', 'Waiting on Vendor', 'On Hold'],
	resolved: ['Completed'],
	closed: ['>Closed', 'Closed', '>Cancelled', 'Delivered', 'Completed'],
};
const PRIORITY: Readonly<Record<string, string>> = { Critical: 'Critical', High: 'High', Medium: 'Normal', Low: 'Low' };

/**
 * Holds both systems against each other without asking the sync: every record once on each side, and every ticket with
 * the same words. Only which record belongs to which is taken from the links, and they must be one to one.
 * @throws NotSeen with the first difference
 */
export async function audit(both: Both): Promise<string> {
	const counts: string[] = [];
	for (const entity of ['company', 'contact', 'ticket'] as const) {
		const links = await both.links(entity);
		const table = ({ company: 'companies', contact: 'contacts', ticket: 'tickets' } as const)[entity];
		const there = both.systems.connectwise.control.records(table).length;
		const here = both.systems.platform.control.list(entity).length;
		if (new Set(links.values()).size !== links.size || links.size !== there || there !== here) {
			throw new NotSeen(`${entity}: ${there} in ConnectWise, ${here} on the platform, ${links.size} linked`);
		}
		counts.push(`${there} ${entity}`);
	}
	const waiting = new Set(
		(await both.store.reviews(both.sync, { status: 'open', limit: 1000 })).map(
			({ entity, psaId, field }) => `${entity} ${psaId} ${field}`,
		),
	);
	for (const [psaId, platformId] of await both.links('ticket')) {
		const psa = both.psa(psaId);
		const platform = both.platform(platformId);
		const pairs: [string, boolean][] = [
			['title', String(psa.summary) === String(platform.title).slice(0, 100).trim()],
			['status', (STATUS[String(platform.status)] ?? []).includes(nameOf(psa.status))],
			['priority', nameOf(psa.priority).includes(PRIORITY[String(platform.priority)] ?? '?')],
			[
				'customFields/Asset Tag',
				(customField(psa.customFields, 'Asset Tag') || null) ===
					(customField(platform.customFields, 'Asset Tag') || null),
			],
		];
		const wrong = pairs
			.filter(([field, same]) => !same && !waiting.has(`ticket ${psaId} ${field}`))
			.map(([field]) => field);
		if (wrong.length > 0) {
			throw new NotSeen(
				`ticket ${psaId} ↔ ${platformId} differs in ${wrong.join(', ')}: ${JSON.stringify([psa.summary, platform.title, nameOf(psa.status), platform.status])}`,
			);
		}
	}
	return `${counts.join(', ')}; all pairs alike`;
}
