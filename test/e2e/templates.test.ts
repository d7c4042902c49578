import type { IDataObject } from 'n8n-workflow';
import type { Phase } from '../../sync/model/phase';
import { draw } from '../../templates/source/draw';
import { PAIRINGS } from '../../templates/source/pairing';
import { PHASE_PLANS } from '../../templates/source/templates';
import { Pair } from '../conformance/pair';
import { pairingOf } from '../conformance/pairings';
import type { RunningSystem } from '../conformance/systems';
import { startHost, type N8nHost, type WorkflowJson } from '../support/n8n-host';
import { Post } from './day/post';

/* Every template in a fresh n8n: imported as it is but for credentials (and a sync key for each pairing), and published. */

let host: N8nHost;
let post: Post;
beforeAll(async () => {
	post = await Post.open();
	host = await startHost({ env: { WEBHOOK_URL: post.url } });
	post.target = `${host.url}/`;
});
afterAll(async () => {
	await host?.dispose();
	await post?.close();
});

describe.each(PAIRINGS.map(({ key }) => key))('%s', (key) => {
	let pair: Pair;
	const ids = new Map<Phase, string>();

	beforeAll(async () => {
		const pairing = pairingOf(key);
		pair = await Pair.start(pairing, () => undefined);
		const { client } = host;
		const credentials = Object.fromEntries(
			await Promise.all(
				Object.entries(pair.credentials).map(
					async ([type, data]) =>
						[type, await client.createCredential(`${key} ${type}`, type, data as IDataObject)] as const,
				),
			),
		);
		for (const plan of PHASE_PLANS) {
			const template = draw(plan, pairing.template) as unknown as WorkflowJson;
			const nodes = template.nodes.map((node) =>
				node.parameters.syncKey === undefined ? node : { ...node, parameters: { ...node.parameters, syncKey: key } },
			);
			ids.set(plan.phase, await client.importWorkflow({ ...template, nodes }, credentials));
		}
	});
	afterAll(async () => await pair?.close());

	const until = async (what: string, holds: () => boolean): Promise<void> => {
		await host.client.until(what, async () => (holds() ? true : undefined), 60_000);
	};
	const idOf = (phase: Phase): string => ids.get(phase) ?? '';

	test.each([1, 2, 3] as const)(
		'phase %i: n8n takes the template, publishes it, and takes every webhook back when it is unpublished',
		async (phase) => {
			const { client } = host;
			const { nodes } = await client.workflow(idOf(phase));
			const types = new Map((await client.nodeTypes()).map((type) => [type.name, type]));
			// What the editor marks with a red triangle: a node that lacks a credential, or that n8n does not know.
			expect(nodes.filter(({ type }) => !types.has(type)).map(({ name }) => name)).toEqual([]);
			const bare = nodes.filter(
				({ type, credentials }) => (types.get(type)?.credentials ?? []).length > 0 && credentials === undefined,
			);
			expect(bare.map(({ name }) => name)).toEqual([]);

			const made = webhooks(pair.psa, 'POST');
			const asked = pair.psa.requests.entries().length;
			await client.publish(idOf(phase));
			// n8n answers before it has done so; the first run begins a second after that.
			await until('a run that asks the PSA', () => {
				const reads = pair.psa.requests.entries().slice(asked);
				return reads.some(({ path }) => !/callback|webhook|token/i.test(path));
			});
			// Phases 1 and 2 are told by the PSA; phase 3 asks it.
			if (phase < 3) await until('webhooks of the PSA', () => webhooks(pair.psa, 'POST') > made);
			else expect(webhooks(pair.psa, 'POST')).toBe(made);
			await client.unpublish(idOf(phase));
			await until('no webhook of the PSA', () => webhooks(pair.psa, 'DELETE') === webhooks(pair.psa, 'POST'));
		},
	);
});

/** Successful requests that made or removed a webhook. */
function webhooks({ requests }: RunningSystem, method: 'POST' | 'DELETE'): number {
	const path = method === 'POST' ? /\/(callbacks|\w*webhooks?)$/i : /\/(callbacks|\w*webhooks?)\/[^/]+$/i;
	return requests
		.entries()
		.filter((request) => request.method === method && path.test(request.path) && request.status < 300).length;
}
