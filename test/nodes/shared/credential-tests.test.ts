import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { n8n } from '../../../package.json';

const ROOT = join(__dirname, '../../..');

function nodeOf(path: string): INodeType {
	const source = path.replace(/^dist\//, '').replace(/\.js$/, '');
	const [exported] = Object.values(jest.requireActual<Record<string, new () => INodeType>>(join(ROOT, source)));
	return new exported();
}

/** Each test of a credential that a node names: n8n looks for it in that very node, and finds none without a word. */
const named = n8n.nodes.flatMap((path) => {
	const node = nodeOf(path);
	return (node.description.credentials ?? []).map(({ testedBy }) => ({ node, test: testedBy }));
});

describe('the "Test" button of a credential', () => {
	it('is there for every credential of a node', () => {
		expect(named).toHaveLength(8);
		for (const { test } of named) expect(typeof test).toBe('string');
	});

	it.each(named.map(({ node, test }) => [node.description.displayName, String(test), node] as const))(
		'of %s is answered by its own %s',
		(_, test, node) => expect(Object.keys(node.methods?.credentialTest ?? {})).toContain(test),
	);
});
