import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Pairs } from './pairs';
import { asDatasets } from './map-plan';

interface CompareDatasetsNode {
	execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

/** n8n's own Compare Datasets, the newest version that the installed n8n has, called without n8n around it. */
export function compareDatasets(hostFolder: string): (pairs: Pairs) => Promise<number> {
	const require = createRequire(join(hostFolder, 'node_modules', 'n8n', 'package.json'));
	const { CompareDatasets } = require('n8n-nodes-base/dist/nodes/CompareDatasets/CompareDatasets.node.js') as {
		CompareDatasets: new () => CompareDatasetsNode & { description: { version: number | number[] } };
	};
	const node = new CompareDatasets();
	const typeVersion = Math.max(...[node.description.version].flat());
	const parameters: Readonly<Record<string, unknown>> = {
		'mergeByFields.values': [{ field1: 'psaId', field2: 'psaId' }],
		resolve: 'includeBoth',
		fuzzyCompare: false,
		options: {},
	};
	return async (pairs) => {
		const { psa, platform } = asDatasets(pairs);
		const inputs = [psa, platform].map((rows) => rows.map((json, item) => ({ json, pairedItem: { item } })));
		const context = {
			getNode: () => ({ typeVersion }),
			getInputData: (input: number) => inputs[input],
			getNodeParameter: (name: string) => parameters[name],
		} as unknown as IExecuteFunctions;
		const startedAt = performance.now();
		const [, same, different] = await node.execute.call(context);
		const took = performance.now() - startedAt;
		if (different.length !== pairs.changed || same.length + different.length !== psa.length) {
			throw new Error(`Compare Datasets found ${different.length} of ${pairs.changed} differences.`);
		}
		return took;
	};
}
